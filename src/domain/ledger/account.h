// The chart of accounts. An account is a kind, an owner and an asset; its name is "kind:owner", or
// "kind" for the kinds without an owner. A balance is what came in minus what went out, so all
// balances of an asset add up to zero: money that we hold for others is positive, money that others
// hold for us (psp, cash, bank) is negative.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/money/asset.h"

namespace herlaad::ledger {

// Stored by name; names are never changed.
enum class AccountKind : std::uint8_t {
  kPsp = 1,          // psp:<gateway>       collected by a payment provider for us
  kCash = 2,         // cash:<till>         cash in a till
  kFloat = 3,        // float:<dealer>      prepaid by a dealer; never below zero
  kPrefund = 4,      // prefund:<operator>  deposited with an operator; never below zero
  kVoucherSold = 5,  // voucher:sold        vouchers sold and not yet redeemed
  kSuspense = 6,     // suspense            paid and neither delivered nor refunded
  kPayable = 7,      // payable:<operator>  owed to an operator for credit it delivered
  kIssued = 8,       // issued:<operator>   prepaid credit issued for a hosted operator
  kSim = 9,          // sim:<msisdn>        main balance of a hosted number; never below zero
  kBonus = 10,       // bonus:<msisdn>      bonus balance of a hosted number; never below zero
  kPromo = 11,       // promo:<operator>    bonuses given
  kCommission = 12,  // commission:<operator>
  kFees = 13,        // fees                our fees, without VAT
  kVat = 14,         // vat                 VAT we owe
  kBreakage = 15,    // breakage:<operator> expired credit
  // loss:<operator> credited and also refunded, loss:<gateway> lost in disputes: at our expense
  kLoss = 16,
  kDispute = 17,  // dispute:<gateway>   taken by a provider until a dispute is decided
  kBucket = 18,   // bucket:<msisdn>.<n> another bucket of a hosted number; never below zero
  kUsage = 19,    // usage:<operator>    prepaid credit that was spent
  kBank = 20,     // bank:own            money in our own bank account
};

struct Account {
  AccountKind kind = AccountKind::kSuspense;
  std::string owner;  // empty for the kinds without one; at most 40 characters
  Asset asset = Asset::kEur2;

  friend auto operator<=>(const Account&, const Account&) = default;
};

// True if the balance of this kind may never be below zero.
bool IsBounded(AccountKind kind);
// True for the prepaid balances of a number, which are kept in its subscriber's row.
bool IsBucket(AccountKind kind);
// True for the other bounded kinds: each account has a row of its own, see balance.h.
bool HasFloor(AccountKind kind);
// Prepaid buckets, and what they come from and go to, are in EUR/6, everything else in EUR/2.
Asset AssetOf(AccountKind kind);
// True if there are accounts of this kind in `asset`: its own, and with prepaid buckets bytes,
// seconds and messages too.
bool MayHold(AccountKind kind, Asset asset);
bool HasOwner(AccountKind kind);
// The owner of the account for money in our bank account, which clients pay into.
inline constexpr std::string_view kOurBankAccount = "own";

// The account of that kind, in the asset of the kind. CHECKs that there is an owner exactly if the
// kind has one.
Account Of(AccountKind kind, std::string owner = {});
// The same in another asset, which the kind must have.
Account In(Asset asset, Account account);
// The account of a number's bucket: of its credit (n is 1), its bonus (2), or a granted one.
Account OfBucket(std::int64_t msisdn, std::int32_t n, Asset asset);
// Whether it is the account of a bucket of this number.
bool IsBucketOf(const Account& account, std::int64_t msisdn);
// The number of a bucket within its number, from its account; nullopt for any other account.
std::optional<std::int32_t> BucketNumberOf(const Account& account);

// "psp:stripe"; with the asset if it is not that of the kind: "issued:proximus/bytes".
std::string Name(const Account& account);
// Reads what Name writes.
std::optional<Account> ParseName(std::string_view name);

}  // namespace herlaad::ledger
