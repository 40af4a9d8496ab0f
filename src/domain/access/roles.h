// Roles of staff, and what each may do. A permission is a word of the same kind as the scope of an
// API key: where a key with that scope is accepted, so is a person whose role has it. Some
// permissions are for persons only; no key has them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace herlaad::access {

// Stored, never reused.
enum class Role : std::uint8_t {
  kClerk = 1,    // sells at a counter
  kDealer = 2,   // runs shops; until dealers have accounts of their own, as a clerk
  kSupport = 3,  // answers payers and decides reviews
  kFinance = 4,  // decides reviews, approves, reads the audit trail
  kAdmin = 5,    // manages staff and approves; does not sell
};
inline constexpr std::array kRoles{Role::kClerk, Role::kDealer, Role::kSupport, Role::kFinance,
                                   Role::kAdmin};

std::string_view RoleName(Role role);  // "clerk", …
std::optional<Role> ParseRole(std::string_view name);

// Also scopes of API keys.
inline constexpr std::string_view kMaySellForCash = "topup:cash";
inline constexpr std::string_view kMaySellVouchers = "voucher:sell";
inline constexpr std::string_view kMayReadTopups = "topup:read";
inline constexpr std::string_view kMayReadDisputes =
    "dispute:read";  // money at risk, of all clients
inline constexpr std::string_view kMayReadSims = "sim:read";
inline constexpr std::string_view kMayReadAudit = "audit:read";
// Of persons only.
inline constexpr std::string_view kMayReconcile = "reconcile";         // import, report and mend
inline constexpr std::string_view kMayResolve = "topup:resolve";       // decide a review
inline constexpr std::string_view kMayGiveApproval = "approval:give";  // as the second person
inline constexpr std::string_view kMayManageStaff = "staff:manage";
inline constexpr std::string_view kMayBlock = "brake:block";    // read and change the block list
inline constexpr std::string_view kMayPayFloats = "float:pay";  // into floats of clients, and out

std::span<const std::string_view> PermissionsOf(Role role);
bool May(Role role, std::string_view permission);

// The name with which a person signs in: 2 to 32 lower-case letters, digits, '.', '-' and '_', the
// first a letter. It names the person in the audit trail, so it never changes and is not reused.
bool IsStaffName(std::string_view name);

}  // namespace herlaad::access
