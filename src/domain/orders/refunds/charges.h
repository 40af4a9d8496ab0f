// Charges: what a payer was charged in addition to or instead of the agreed total, what of it is
// refunded, and why, as phrases for the payer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/orders/order.h"
#include "domain/orders/status/phrase.h"

namespace herlaad::orders {

// Sums of the refunds of an order, in minor units.
struct Returned {
  std::int64_t back = 0;       // the payer has it
  std::int64_t by_bank = 0;    // of that, what the payer got by a dispute
  std::int64_t other_way = 0;  // of `back`, what a person gave back, as the gateway had not
  std::int64_t underway = 0;   // on its way, or ready to be handed over
  std::int64_t held = 0;       // not sent before the operator has answered
  std::int64_t disputed = 0;   // not sent before a dispute has ended
  std::int64_t extra = 0;      // the payer has it besides, as our loss
};
// Over all payments. Refunds that the gateway refused are in none of the sums.
Returned ReturnedOf(const Order& order);

// What disputes took from us, in minor units, apart from what replaced a refund (Returned.by_bank).
struct Disputed {
  std::int64_t held = 0;      // the provider decides who gets it; refunds may wait for a part of it
  std::int64_t returned = 0;  // the payer has it
};
// `order` without a part that was told already: each sum is lowered by that of `told`.
Disputed DisputedOf(const Order& order, const Disputed& told = {});

// Where money is besides the sentences about the credit and the refunds: in dispute, with the payer
// by a dispute, and with the payer by a refund that was made after it had been given up. Empty if
// nothing is.
std::vector<Phrase> MoneyBesides(const Order& order, const Disputed& told = {});
// When the last of that happened; 0 if there is none.
Instant MoneyBesidesSince(const Order& order);

// True if no credit arrived or can still arrive, so that everything charged is refunded.
bool AllGoesBack(const Order& order);

// The charge that pays for the credit: the first that is not refunded or being refunded; if there
// is none, the first one. nullptr if nothing was charged.
const Payment* PayingCharge(const Order& order);

// Why everything charged is refunded: what the bank, the operator or the payer did. Empty if
// nothing was charged.
std::vector<Phrase> WhyAllGoesBack(const Order& order, const std::string& operator_name);

// The same in a word, for lists: "other_amount", "paid_late", "refused", "cancelled",
// "credit_stays", "credit_taken_back"; empty if not
// everything charged is refunded.
std::string_view RefundReason(const Order& order);

// What was charged in addition to the paying charge, and the state of its refund; nullopt if
// nothing was.
std::optional<Phrase> ExtraCharges(const Order& order);
// What that phrase tells of disputes.
Disputed ToldOfExtraCharges(const Order& order);
// True if some of it is not refunded yet and will be without a person's decision.
bool ExtraChargesAreOutstanding(const Order& order);

// A refusal by the operator, as a phrase for the payer; nullopt for kNone.
std::optional<Phrase> RefusalPhrase(RefusalReason reason, const std::string& operator_name);

}  // namespace herlaad::orders
