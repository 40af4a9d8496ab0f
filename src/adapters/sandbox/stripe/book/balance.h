// The stand-in's balance: one balance transaction for each movement of money, and payouts to the
// merchant's bank. The balance is the sum of their `net`.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "adapters/sandbox/stripe/book/stripe_book.h"

namespace herlaad::sandbox {

struct BalanceMovement {
  std::string_view type;      // "payment_refund"
  std::string_view category;  // for reports: "refund"
  std::int64_t amount = 0;    // cents, negative when money leaves
  std::int64_t fee = 0;       // kept in addition
  std::string source;         // the id of the object that it is about
  std::string_view description = {};
};

// Adds a balance transaction and returns it.
nlohmann::json Move(StripeBook& book, const BalanceMovement& movement);

// Pays out everything that is not yet paid out and returns the payout; an error if that is nothing,
// or less than nothing. At most a thousand movements; the rest is for the next payout.
StripeResult PayOut(StripeBook& book);

// The money of a succeeded payment comes back out, without refund or dispute.
StripeResult ReversePayment(StripeBook& book, const std::string& charge);

// Stripe's own fee, not about one payment; cents.
nlohmann::json TakeStripeFee(StripeBook& book, std::int64_t amount);

}  // namespace herlaad::sandbox
