#include "domain/access/roles.h"

#include <algorithm>

#include "base/core/check.h"

namespace herlaad::access {
namespace {

constexpr std::size_t kNameMin = 2;
constexpr std::size_t kNameMax = 32;

constexpr std::array kOfClerk{kMaySellForCash, kMaySellVouchers};
constexpr std::array kOfDealer{kMaySellForCash, kMaySellVouchers};
constexpr std::array kOfSupport{kMayReadTopups, kMayReadSims, kMayResolve, kMayBlock};
constexpr std::array kOfFinance{kMayReadTopups,   kMayReadDisputes, kMayReadAudit, kMayResolve,
                                kMayGiveApproval, kMayPayFloats,    kMayBlock,     kMayReconcile};
constexpr std::array kOfAdmin{kMayReadTopups, kMayReadDisputes, kMayReadSims,    kMayReadAudit,
                              kMayResolve,    kMayGiveApproval, kMayManageStaff, kMayBlock};

bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }

}  // namespace

std::string_view RoleName(Role role) {
  switch (role) {
    case Role::kClerk:
      return "clerk";
    case Role::kDealer:
      return "dealer";
    case Role::kSupport:
      return "support";
    case Role::kFinance:
      return "finance";
    case Role::kAdmin:
      return "admin";
  }
  CHECK(false, "a role is one of the listed ones");
}

std::optional<Role> ParseRole(std::string_view name) {
  for (const Role role : kRoles) {
    if (RoleName(role) == name) return role;
  }
  return std::nullopt;
}

std::span<const std::string_view> PermissionsOf(Role role) {
  switch (role) {
    case Role::kClerk:
      return kOfClerk;
    case Role::kDealer:
      return kOfDealer;
    case Role::kSupport:
      return kOfSupport;
    case Role::kFinance:
      return kOfFinance;
    case Role::kAdmin:
      return kOfAdmin;
  }
  CHECK(false, "a role is one of the listed ones");
}

bool May(Role role, std::string_view permission) {
  const auto permissions = PermissionsOf(role);
  return std::find(permissions.begin(), permissions.end(), permission) != permissions.end();
}

bool IsStaffName(std::string_view name) {
  if (name.size() < kNameMin || name.size() > kNameMax || !IsLetter(name.front())) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return IsLetter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  });
}

}  // namespace herlaad::access
