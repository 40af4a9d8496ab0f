#include "domain/ledger/account.h"

#include <array>

#include "base/core/check.h"

namespace herlaad::ledger {
namespace {

constexpr std::size_t kOwnerMax = 40;

struct KindRow {
  AccountKind kind;
  std::string_view name;
  bool has_owner;
  bool bounded;
  Asset asset;
};

constexpr std::array<KindRow, 17> kChart{{
    {AccountKind::kPsp, "psp", true, false, Asset::kEur2},
    {AccountKind::kCash, "cash", true, false, Asset::kEur2},
    {AccountKind::kFloat, "float", true, true, Asset::kEur2},
    {AccountKind::kPrefund, "prefund", true, true, Asset::kEur2},
    {AccountKind::kVoucherSold, "voucher", true, false, Asset::kEur2},
    {AccountKind::kSuspense, "suspense", false, false, Asset::kEur2},
    {AccountKind::kPayable, "payable", true, false, Asset::kEur2},
    {AccountKind::kIssued, "issued", true, false, Asset::kEur6},
    {AccountKind::kSim, "sim", true, true, Asset::kEur6},
    {AccountKind::kBonus, "bonus", true, true, Asset::kEur6},
    {AccountKind::kPromo, "promo", true, false, Asset::kEur6},
    {AccountKind::kCommission, "commission", true, false, Asset::kEur2},
    {AccountKind::kFees, "fees", false, false, Asset::kEur2},
    {AccountKind::kVat, "vat", false, false, Asset::kEur2},
    {AccountKind::kBreakage, "breakage", true, false, Asset::kEur6},
    {AccountKind::kLoss, "loss", true, false, Asset::kEur2},
    {AccountKind::kDispute, "dispute", true, false, Asset::kEur2},
}};

const KindRow& RowOf(AccountKind kind) {
  const KindRow& row = kChart[static_cast<std::size_t>(kind) - 1];
  CHECK(row.kind == kind, "the chart lists every kind in its order");
  return row;
}

}  // namespace

bool IsBounded(AccountKind kind) { return RowOf(kind).bounded; }

bool IsBucket(AccountKind kind) { return kind == AccountKind::kSim || kind == AccountKind::kBonus; }
Asset AssetOf(AccountKind kind) { return RowOf(kind).asset; }
bool HasOwner(AccountKind kind) { return RowOf(kind).has_owner; }

Account Of(AccountKind kind, std::string owner) {
  CHECK(owner.empty() != HasOwner(kind), "an account has an owner exactly when its kind has one");
  CHECK(owner.size() <= kOwnerMax, "an owner's name is at most 40 characters");
  return {kind, std::move(owner), AssetOf(kind)};
}

Account OfNumber(AccountKind kind, std::int64_t msisdn) { return Of(kind, std::to_string(msisdn)); }

std::string Name(const Account& account) {
  std::string name(RowOf(account.kind).name);
  if (!account.owner.empty()) (name += ':') += account.owner;
  return name;
}

std::optional<Account> ParseName(std::string_view name) {
  const auto colon = name.find(':');
  const std::string_view kind = name.substr(0, colon);
  const std::string_view owner =
      colon == std::string_view::npos ? std::string_view() : name.substr(colon + 1);
  for (const KindRow& row : kChart) {
    if (row.name != kind) continue;
    if (row.has_owner == owner.empty() || owner.size() > kOwnerMax) return std::nullopt;
    if (!row.has_owner && colon != std::string_view::npos) return std::nullopt;
    return Account{row.kind, std::string(owner), row.asset};
  }
  return std::nullopt;
}

}  // namespace herlaad::ledger
