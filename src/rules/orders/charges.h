// Charges: what a payer's bank took otherwise than agreed, what of it goes back, and why, in
// sentences for the payer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/orders/order.h"
#include "rules/orders/phrase.h"

namespace herlaad::orders {

// Minor units.
struct Returned {
  std::int64_t back = 0;      // the payer has it
  std::int64_t underway = 0;  // on its way, or ready to be handed over
  std::int64_t held = 0;      // not sent before the operator has answered
};
// Of all that was taken. What the gateway refused to give back is in neither.
Returned ReturnedOf(const Order& order);

// No credit came or can still come: whatever was taken is the payer's.
bool AllGoesBack(const Order& order);

// The charge that pays for the credit: the first whose money stays; without one, the first that was
// made. Null when nothing was taken.
const Payment* PayingCharge(const Order& order);

// How it came that all that was taken goes back: what the bank, the operator or the payer did.
// Empty when nothing was taken.
std::vector<Phrase> WhyAllGoesBack(const Order& order, const std::string& operator_name);

// What was charged beyond the one charge that pays, and what became of it; nothing when there was
// no more.
std::optional<Phrase> ExtraCharges(const Order& order);
// Some of it is not back yet and goes back by itself, at once or later.
bool ExtraChargesAreOutstanding(const Order& order);

// What an operator's refusal means for the payer; nothing for kNone.
std::optional<Phrase> RefusalPhrase(RefusalReason reason, const std::string& operator_name);

// "your card": where the money came from and goes back to.
messages::Key SourceOf(Tender tender);

}  // namespace herlaad::orders
