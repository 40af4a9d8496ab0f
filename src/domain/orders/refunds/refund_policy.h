// Refunds: what of a payment is refunded and how, when a refund can still be taken back, and which
// of them need a person. A refund follows its payment method. Amounts are in minor units.
//
// Pure: steps.h and the events apply it.
#pragma once

#include <cstdint>
#include <optional>

#include "domain/orders/order.h"

namespace herlaad::orders {

// The payer has the money back.
bool IsBack(RefundState state);
// Asked of a gateway, or to be asked, without a definite answer yet.
bool IsOnItsWay(RefundState state);
// The money was not returned and can be kept: nothing was sent, or the gateway refused it.
bool CanBeWithdrawn(RefundState state);

// Our loss: made after it had been given up, when nothing of it was owed any more.
bool IsExtra(RefundState state);

// The refund whose outcome a person has to find out: all asks about it are used up. Of several the
// first. nullptr if there is none.
const Refund* RefundForPerson(const Order& order);

// Money of `payment` that is in suspense and not part of an open or completed refund.
std::int64_t Unreturned(const Order& order, const Payment& payment);

// The refund of all of that, in the state in which refunds of the order's payment method begin;
// nullopt if nothing is left of it.
std::optional<Refund> NextRefund(const Order& order, const Payment& payment, Instant now);

// True if the gateway refused to refund the payment: it is not asked again before a review, since a
// person may have handed the money back.
bool WasRefused(const Order& order, const Payment& payment);

// The payment of the full total that can pay for a delivery confirmed now, after its refunds are
// withdrawn; nullptr if the payer has all money back, or may have, or another delivery was paid.
const Payment* PaymentToKeep(const Order& order);

// True if the refund was not sent yet and must wait for the operator's answer: an order does one
// thing at a time, and its delivery comes first.
bool WaitsForOperator(const Order& order, const Refund& refund);

// Why the order's refunds need a person, when no other reason is left: kCashRefundDue,
// kRefundUnknown, kRefundRefused, kExtraRefund or kNone.
Attention AttentionOfRefunds(const Order& order);

}  // namespace herlaad::orders
