#include "domain/orders/refunds/charges.h"

#include <algorithm>

#include "base/core/check.h"
#include "domain/orders/disputes/dispute_policy.h"
#include "domain/orders/refunds/credited_refund.h"
#include "domain/orders/refunds/refund_policy.h"
#include "domain/payments/payment_provider.h"

namespace herlaad::orders {
namespace {

using messages::Key;

bool IsUnderway(const Refund& refund) {
  return IsOnItsWay(refund.state) || refund.state == RefundState::kDue;
}

void Count(const Order& order, const Refund& refund, Returned& returned) {
  if (IsBack(refund.state)) {
    returned.back += refund.amount;
    if (refund.dispute != 0) {
      returned.by_bank += refund.amount;
    } else if (WentAnotherWay(refund.reference)) {
      returned.other_way += refund.amount;
    }
  } else if (IsExtra(refund.state)) {
    returned.extra += refund.amount;
  } else if (WaitsForDispute(order, refund)) {
    returned.disputed += refund.amount;
  } else if (WaitsForOperator(order, refund)) {
    returned.held += refund.amount;
  } else if (IsUnderway(refund)) {
    returned.underway += refund.amount;
  }
}

struct Charged {
  std::int64_t count = 0;
  std::int64_t sum = 0;
};

Charged ChargedBesides(const Order& order, const Payment* paying) {
  Charged charged;
  for (const Payment& payment : order.payments) {
    if (payment.received == 0 || &payment == paying) continue;
    ++charged.count;
    charged.sum += payment.received;
  }
  return charged;
}

Returned ReturnedBesides(const Order& order, const Payment& paying) {
  Returned returned;
  for (const Refund& refund : order.refunds) {
    if (refund.payment != paying.n) Count(order, refund, returned);
  }
  return returned;
}

bool IsOpen(const Delivery& delivery) {
  return delivery.state == DeliveryState::kWaiting || delivery.state == DeliveryState::kSent ||
         delivery.state == DeliveryState::kUnknown;
}

Money Of(const Order& order, std::int64_t minor) { return {minor, order.terms.currency}; }

Phrase::Named ProviderNamed(const Order& order) {
  return {"provider", payments::ProviderOf(order.payment_method)};
}

Key LateKey(CloseReason reason) {
  switch (reason) {
    case CloseReason::kDeclined:
      return "order.why.late_declined";
    case CloseReason::kExpired:
      return "order.why.late_expired";
    case CloseReason::kUnavailable:
      return "order.why.late_unavailable";
    case CloseReason::kReplaced:
      return "order.why.late_replaced";
    case CloseReason::kTooManyOpen:
      return "order.why.late_too_many_open";
    case CloseReason::kCancelled:
    case CloseReason::kNone:
      return "order.why.late_cancelled";
  }
  CHECK(false, "a payment is closed for one of the listed reasons");
}

RefusalReason LastRefusal(const Order& order) {
  const auto refused =
      std::find_if(order.deliveries.rbegin(), order.deliveries.rend(),
                   [](const Delivery& d) { return d.refusal != RefusalReason::kNone; });
  return refused == order.deliveries.rend() ? RefusalReason::kNone : refused->refusal;
}

// Given up while the gateway was processing it, which leaves the payment no reason of its own.
bool WasCancelled(const Order& order, const Payment& first) {
  return order.cancel_wanted && first.received == order.terms.total();
}

// The first charge was not as agreed, so no delivery was attempted.
Phrase WhyNotDelivered(const Order& order, const Payment& first) {
  const Money charged = Of(order, first.received);
  if (first.reason != CloseReason::kNone || WasCancelled(order, first))
    return {LateKey(first.reason), {{"charged", charged}}};
  return {"order.why.other_amount",
          {{"charged", charged}, {"total", Of(order, order.terms.total())}}};
}

Key RefusalKey(RefusalReason reason) {
  switch (reason) {
    case RefusalReason::kUnknownNumber:
      return "order.refusal.unknown_number";
    case RefusalReason::kBarred:
      return "order.refusal.barred";
    case RefusalReason::kDeclined:
      return "order.refusal.declined";
    case RefusalReason::kNotActivated:
      return "order.refusal.not_activated";
    case RefusalReason::kBalanceFull:
      return "order.refusal.balance_full";
    case RefusalReason::kUnavailable:
    case RefusalReason::kNotFound:
    case RefusalReason::kUnreachable:
      return "order.refusal.unavailable";
    case RefusalReason::kLimitReached:
      return "order.refusal.limit_reached";
    case RefusalReason::kPinInsteadOfCredit:
      return "order.refusal.pin_instead_of_credit";
    case RefusalReason::kNotCredited:
      return "order.refusal.not_credited";
    case RefusalReason::kStoppedByBrake:
      return "order.refusal.stopped_by_brake";
    case RefusalReason::kDisputed:
      return "order.refusal.disputed";
    case RefusalReason::kNone:
      break;
  }
  CHECK(false, "an operator refuses for one of the listed reasons");
}

bool NamesOperator(RefusalReason reason) {
  return reason != RefusalReason::kNotActivated && reason != RefusalReason::kBalanceFull &&
         reason != RefusalReason::kLimitReached && reason != RefusalReason::kStoppedByBrake &&
         reason != RefusalReason::kDisputed;
}

Phrase OftenPhrase(std::int64_t count, Phrase twice, Key often) {
  if (count == 2) return twice;
  twice.key = often;
  twice.values.push_back({"count", std::to_string(count)});
  return twice;
}

}  // namespace

Returned ReturnedOf(const Order& order) {
  Returned returned;
  for (const Refund& refund : order.refunds) Count(order, refund, returned);
  return returned;
}

Disputed DisputedOf(const Order& order, const Disputed& told) {
  Disputed disputed;
  for (const Dispute& dispute : order.disputes) {
    const std::int64_t taken =
        std::max<std::int64_t>(0, dispute.taken - ReturnedBy(order, dispute));
    (IsEnd(dispute.state) ? disputed.returned : disputed.held) += taken;
  }
  disputed.held = std::max<std::int64_t>(0, disputed.held - told.held);
  disputed.returned = std::max<std::int64_t>(0, disputed.returned - told.returned);
  return disputed;
}

std::vector<Phrase> MoneyBesides(const Order& order, const Disputed& told) {
  std::vector<Phrase> besides;
  const Disputed disputed = DisputedOf(order, told);
  if (disputed.held > 0)
    besides.push_back(
        {"order.refunding.disputed", {{"amount", Of(order, disputed.held)}, ProviderNamed(order)}});
  if (disputed.returned > 0)
    besides.push_back({"order.refunded.by_bank", {{"amount", Of(order, disputed.returned)}}});
  const std::int64_t extra = ReturnedOf(order).extra;
  if (extra > 0)
    besides.push_back(
        {"order.refunded.extra",
         {{"amount", Of(order, extra)}, {"source", payments::SourceOf(order.payment_method)}}});
  return besides;
}

Instant MoneyBesidesSince(const Order& order) {
  Instant since{};
  for (const Dispute& dispute : order.disputes) {
    if (dispute.taken > ReturnedBy(order, dispute))
      since = std::max({since, dispute.created_at, dispute.settled_at});
  }
  for (const Refund& refund : order.refunds) {
    if (IsExtra(refund.state)) since = std::max(since, refund.settled_at);
  }
  return since;
}

bool AllGoesBack(const Order& order) {
  if (ConfirmedDelivery(order) != nullptr) return false;
  if (order.attention == Attention::kHeldByBrake) return false;  // it may still be credited
  if (std::any_of(order.deliveries.begin(), order.deliveries.end(), IsOpen)) return false;
  return PayingCharge(order) != nullptr;
}

const Payment* PayingCharge(const Order& order) {
  const Payment* first = nullptr;
  const Payment* kept = nullptr;
  for (const Payment& payment : order.payments) {
    if (payment.received == 0) continue;
    if (first == nullptr) first = &payment;
    if (Unreturned(order, payment) == 0) continue;
    if (payment.received == order.terms.total()) return &payment;
    if (kept == nullptr) kept = &payment;
  }
  return kept != nullptr ? kept : first;
}

std::vector<Phrase> WhyAllGoesBack(const Order& order, const std::string& operator_name) {
  std::vector<Phrase> why;
  const Charged charged = ChargedBesides(order, nullptr);
  if (charged.count == 0) return why;
  if (order.deliveries.empty()) {
    why.push_back(WhyNotDelivered(order, order.payments.front()));
  } else if (IsCreditedRefund(order)) {
    why.push_back(order.deliveries.back().at_a_loss
                      ? Phrase{"order.why.credit_stays"}
                      : Phrase{"order.why.credit_taken_back", {{"operator", operator_name}}});
  } else if (auto refusal = RefusalPhrase(LastRefusal(order), operator_name)) {
    why.push_back(*std::move(refusal));
  } else {
    why.push_back({"order.why.cancelled", {{"operator", operator_name}}});
  }
  if (charged.count > 1) {
    Phrase twice{"order.why.twice", {{"charged", Of(order, charged.sum)}}};
    why.push_back(OftenPhrase(charged.count, std::move(twice), "order.why.often"));
  }
  return why;
}

std::string_view RefundReason(const Order& order) {
  if (!AllGoesBack(order) || ChargedBesides(order, nullptr).count == 0) return {};
  if (order.deliveries.empty())
    return order.payments.front().reason == CloseReason::kNone &&
                   !WasCancelled(order, order.payments.front())
               ? "other_amount"
               : "paid_late";
  if (IsCreditedRefund(order))
    return order.deliveries.back().at_a_loss ? "credit_stays" : "credit_taken_back";
  return RefusalPhrase(LastRefusal(order), {}) ? "refused" : "cancelled";
}

std::optional<Phrase> ExtraCharges(const Order& order) {
  const Payment* const paying = PayingCharge(order);
  const Charged extra = ChargedBesides(order, paying);
  if (extra.count == 0) return std::nullopt;
  const Returned returned = ReturnedBesides(order, *paying);
  const Phrase::Named amount{"amount", Of(order, extra.sum)};
  if (returned.back == extra.sum) {
    return OftenPhrase(extra.count + 1, {"order.twice.back", {amount}}, "order.often.back");
  }
  if (returned.disputed > 0)
    return Phrase{"order.extra.disputed",
                  {{"amount", Of(order, returned.disputed)}, ProviderNamed(order)}};
  if (returned.back + returned.underway == extra.sum) {
    return OftenPhrase(
        extra.count + 1,
        {"order.twice.going_back", {amount, {"source", payments::SourceOf(order.payment_method)}}},
        "order.often.going_back");
  }
  return OftenPhrase(extra.count + 1, {"order.twice.will_be", {amount}}, "order.often.will_be");
}

Disputed ToldOfExtraCharges(const Order& order) {
  const Payment* const paying = PayingCharge(order);
  return paying == nullptr ? Disputed{} : Disputed{ReturnedBesides(order, *paying).disputed, 0};
}

bool ExtraChargesAreOutstanding(const Order& order) {
  const Payment* const paying = PayingCharge(order);
  if (paying == nullptr) return false;
  const Returned returned = ReturnedBesides(order, *paying);
  return returned.underway > 0 || returned.held > 0 || returned.disputed > 0;
}

std::optional<Phrase> RefusalPhrase(RefusalReason reason, const std::string& operator_name) {
  if (reason == RefusalReason::kNone) return std::nullopt;
  Phrase phrase{RefusalKey(reason)};
  if (NamesOperator(reason)) {
    phrase.values.push_back({"operator", operator_name});
  }
  return phrase;
}

}  // namespace herlaad::orders
