// The chart of accounts. An account is a kind, an owner and an asset; its name is "kind:owner", or
// "kind" for the kinds that have no owner. The balance is what came in minus what went out, so that
// all balances of an asset add up to zero: what we hold of others' money is positive, what is held
// for us (psp, cash) is negative.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/money/asset.h"

namespace herlaad::ledger {

// Stored by name, never renamed.
enum class AccountKind : std::uint8_t {
  kPsp = 1,          // psp:<gateway>       collected by a payment provider for us
  kCash = 2,         // cash:<till>         in a till
  kFloat = 3,        // float:<dealer>      prepaid by a dealer; never below zero
  kPrefund = 4,      // prefund:<operator>  deposited at an operator; never below zero
  kVoucherSold = 5,  // voucher:sold        vouchers sold and not yet redeemed
  kSuspense = 6,     // suspense            paid and neither delivered nor refunded
  kPayable = 7,      // payable:<operator>  owed to an operator for credit it delivered
  kIssued = 8,  // issued:<operator>   prepaid credit our own engine has issued for a house operator
  kSim = 9,     // sim:<msisdn>        main balance of a house number; never below zero
  kBonus = 10,  // bonus:<msisdn>      bonus balance of a house number; never below zero
  kPromo = 11,  // promo:<operator>    bonuses given
  kCommission = 12,  // commission:<operator>
  kFees = 13,        // fees                our fees, without VAT
  kVat = 14,         // vat                 VAT we owe
  kBreakage = 15,    // breakage:<operator> credit that lapsed
  kLoss = 16,        // loss:<operator>     credited and refunded: paid by us
  kDispute = 17,     // dispute:<gateway>   taken back by a payer's bank
};

struct Account {
  AccountKind kind = AccountKind::kSuspense;
  std::string owner;  // empty for the kinds without one; at most 40 characters
  Asset asset = Asset::kEur2;

  friend auto operator<=>(const Account&, const Account&) = default;
};

// May the balance of this kind never be below zero?
bool IsBounded(AccountKind kind);
// Prepaid buckets count in EUR/6, everything else in EUR/2.
Asset AssetOf(AccountKind kind);
bool HasOwner(AccountKind kind);

// The account of that kind in its asset.
Account Of(AccountKind kind, std::string owner = {});
// The account of one number's bucket (kSim or kBonus).
Account OfNumber(AccountKind kind, std::int64_t msisdn);

std::string Name(const Account& account);
// Reads what Name writes.
std::optional<Account> ParseName(std::string_view name);

}  // namespace herlaad::ledger
