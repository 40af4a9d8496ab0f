#include "domain/ledger/account.h"

#include <array>
#include <charconv>
#include <utility>

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
  bool many_assets = false;
};

constexpr std::array<KindRow, 20> kChart{{
    {AccountKind::kPsp, "psp", true, false, Asset::kEur2},
    {AccountKind::kCash, "cash", true, false, Asset::kEur2},
    {AccountKind::kFloat, "float", true, true, Asset::kEur2},
    {AccountKind::kPrefund, "prefund", true, true, Asset::kEur2},
    {AccountKind::kVoucherSold, "voucher", true, false, Asset::kEur2},
    {AccountKind::kSuspense, "suspense", false, false, Asset::kEur2},
    {AccountKind::kPayable, "payable", true, false, Asset::kEur2},
    {AccountKind::kIssued, "issued", true, false, Asset::kEur6, true},
    {AccountKind::kSim, "sim", true, true, Asset::kEur6},
    {AccountKind::kBonus, "bonus", true, true, Asset::kEur6},
    {AccountKind::kPromo, "promo", true, false, Asset::kEur6, true},
    {AccountKind::kCommission, "commission", true, false, Asset::kEur2},
    {AccountKind::kFees, "fees", false, false, Asset::kEur2},
    {AccountKind::kVat, "vat", false, false, Asset::kEur2},
    {AccountKind::kBreakage, "breakage", true, false, Asset::kEur6, true},
    {AccountKind::kLoss, "loss", true, false, Asset::kEur2},
    {AccountKind::kDispute, "dispute", true, false, Asset::kEur2},
    {AccountKind::kBucket, "bucket", true, true, Asset::kEur6, true},
    {AccountKind::kUsage, "usage", true, false, Asset::kEur6, true},
    {AccountKind::kBank, "bank", true, false, Asset::kEur2},
}};

const KindRow& RowOf(AccountKind kind) {
  const KindRow& row = kChart[static_cast<std::size_t>(kind) - 1];
  CHECK(row.kind == kind, "the chart lists every kind in its order");
  return row;
}

}  // namespace

bool IsBounded(AccountKind kind) { return RowOf(kind).bounded; }

bool IsBucket(AccountKind kind) {
  return kind == AccountKind::kSim || kind == AccountKind::kBonus || kind == AccountKind::kBucket;
}

bool MayHold(AccountKind kind, Asset asset) {
  const KindRow& row = RowOf(kind);
  return asset == row.asset || (row.many_assets && asset != Asset::kEur2);
}

bool HasFloor(AccountKind kind) { return IsBounded(kind) && !IsBucket(kind); }
Asset AssetOf(AccountKind kind) { return RowOf(kind).asset; }
bool HasOwner(AccountKind kind) { return RowOf(kind).has_owner; }

Account Of(AccountKind kind, std::string owner) {
  CHECK(owner.empty() != HasOwner(kind), "an account has an owner exactly when its kind has one");
  CHECK(owner.size() <= kOwnerMax, "an owner's name is at most 40 characters");
  return {kind, std::move(owner), AssetOf(kind)};
}

Account In(Asset asset, Account account) {
  CHECK(MayHold(account.kind, asset), "an account is in an asset that its kind holds");
  account.asset = asset;
  return account;
}

Account OfBucket(std::int64_t msisdn, std::int32_t n, Asset asset) {
  CHECK(n >= 1 && (n > 2 || asset == Asset::kEur6), "credit and bonus are euros");
  std::string owner = std::to_string(msisdn);
  if (n == 1) return Of(AccountKind::kSim, std::move(owner));
  if (n == 2) return Of(AccountKind::kBonus, std::move(owner));
  return In(asset, Of(AccountKind::kBucket, (owner += '.') += std::to_string(n)));
}

bool IsBucketOf(const Account& account, std::int64_t msisdn) {
  if (!IsBucket(account.kind)) return false;
  const std::string number = std::to_string(msisdn);
  return account.kind == AccountKind::kBucket ? account.owner.starts_with(number + '.')
                                              : account.owner == number;
}

std::optional<std::int32_t> BucketNumberOf(const Account& account) {
  if (account.kind == AccountKind::kSim) return 1;
  if (account.kind == AccountKind::kBonus) return 2;
  if (account.kind != AccountKind::kBucket) return std::nullopt;
  const std::size_t dot = account.owner.find('.');
  if (dot == std::string::npos) return std::nullopt;
  std::int32_t n = 0;
  const char* const end = account.owner.data() + account.owner.size();
  const auto read = std::from_chars(account.owner.data() + dot + 1, end, n);
  if (read.ec != std::errc() || read.ptr != end || n < 3) return std::nullopt;
  return n;
}

std::string Name(const Account& account) {
  std::string name(RowOf(account.kind).name);
  if (!account.owner.empty()) (name += ':') += account.owner;
  if (account.asset != AssetOf(account.kind)) (name += '/') += UnitName(account.asset);
  return name;
}

std::optional<Account> ParseName(std::string_view name) {
  const auto colon = name.find(':');
  const std::string_view kind = name.substr(0, colon);
  std::string_view owner =
      colon == std::string_view::npos ? std::string_view() : name.substr(colon + 1);
  for (const KindRow& row : kChart) {
    if (row.name != kind) continue;
    Asset asset = row.asset;
    if (const auto slash = owner.rfind('/'); row.many_assets && slash != std::string_view::npos) {
      const auto unit = ParseUnit(owner.substr(slash + 1));
      if (!unit || *unit == row.asset) return std::nullopt;
      asset = *unit;
      owner = owner.substr(0, slash);
    }
    if (row.has_owner == owner.empty() || owner.size() > kOwnerMax) return std::nullopt;
    if (!row.has_owner && colon != std::string_view::npos) return std::nullopt;
    return Account{row.kind, std::string(owner), asset};
  }
  return std::nullopt;
}

}  // namespace herlaad::ledger
