#include "engine/commands/outbox/record_payment.h"

#include <algorithm>

#include "base/core/check.h"
#include "domain/brakes/card_question.h"
#include "domain/orders/disputes/dispute_policy.h"
#include "domain/orders/events/late_payment.h"
#include "engine/commands/outbox/next_attempt.h"

namespace herlaad::engine {

using orders::CloseReason;
using orders::EventOutcome;

std::unique_ptr<RecordPayment> RecordPayment::Answered(const orders::OutboxMessage& outbox_message,
                                                       GatewayAnswer answer,
                                                       brakes::BrakesPtr brakes) {
  return std::unique_ptr<RecordPayment>(new RecordPayment(outbox_message.order, outbox_message.n,
                                                          outbox_message.purpose, std::move(answer),
                                                          {}, std::move(brakes)));
}

std::unique_ptr<RecordPayment> RecordPayment::CalledBack(OrderId order, std::int32_t n,
                                                         GatewayAnswer answer, std::string gateway,
                                                         brakes::BrakesPtr brakes) {
  return std::unique_ptr<RecordPayment>(new RecordPayment(order, n, std::nullopt, std::move(answer),
                                                          std::move(gateway), std::move(brakes)));
}

RecordPayment::RecordPayment(OrderId order, std::int32_t n, std::optional<orders::Purpose> purpose,
                             GatewayAnswer answer, std::string gateway, brakes::BrakesPtr brakes)
    : order_(order),
      n_(n),
      purpose_(purpose),
      answer_(std::move(answer)),
      gateway_(std::move(gateway)) {
  // A dispute may be told before the payment that it is about.
  const bool tells_of_charge =
      answer_.kind == GatewayAnswer::Kind::kPaid || answer_.kind == GatewayAnswer::Kind::kDisputed;
  if (!brakes || !tells_of_charge) return;
  if (answer_.card.fingerprint.empty()) {
    if (!answer_.card_is_to_be_asked || purpose_) return;
    card_question_ =
        brakes::CountsCards(brakes->rules) ? CardQuestion::kAlways : CardQuestion::kIfBlocked;
    return;
  }
  braking_.subjects.card =
      brakes::SubjectOf(brakes->key, brakes::By::kCard, answer_.card.fingerprint);
  braking_.brakes = std::move(brakes);
}

void RecordPayment::AddNeeds(Needs& needs) const {
  needs.Put<OrderRecord>(order_);
  if (card_question_ == CardQuestion::kIfBlocked)
    needs.Put<brakes::Counter>(brakes::CardBlocksMark().id);
  if (!braking_.brakes) return;
  needs.Put<BrakeTrace>(order_);
  AddBrakeNeeds(braking_, brakes::Moment::kPaid, std::nullopt, needs);
}

bool RecordPayment::PaysFor(const orders::Order& order) const {
  const auto at = static_cast<std::size_t>(n_ - 1);
  return n_ >= 1 && at < order.payments.size() &&
         orders::RuleOnCharge(order, order.payments[at], answer_.received, answer_.reference) ==
             orders::ChargeRuling::kAccepted;
}

// Nothing is delivered, whoever's card it was: the question would only lose the dispute.
bool RecordPayment::IsStoppedByDispute() const {
  return answer_.kind == GatewayAnswer::Kind::kDisputed &&
         orders::StopsDelivery(answer_.dispute, answer_.received);
}

bool RecordPayment::AsksCard(const ReadSet& read_set, const orders::Order& order) const {
  if (card_question_ == CardQuestion::kNever || !PaysFor(order) || IsStoppedByDispute())
    return false;
  return card_question_ == CardQuestion::kAlways ||
         read_set.Find<brakes::Counter>(brakes::CardBlocksMark().id) != nullptr;
}

std::optional<brakes::Judged> RecordPayment::Brake(const ReadSet& read_set,
                                                   orders::OrderAggregate& aggregate) const {
  if (!braking_.brakes || !PaysFor(aggregate.order)) return std::nullopt;
  const auto facts = PaidFacts(aggregate, answer_.received, answer_.card.country);
  auto judged = JudgeBrakes(braking_, brakes::Moment::kPaid, facts, read_set);
  if (judged.stopped) aggregate.stopped = judged.stopped->act;
  return judged;
}

void RecordPayment::KeepBraked(const brakes::Judged& judged, const orders::Order& order,
                               const ReadSet& read_set, Instant now, Decision& decision) const {
  KeepJudged(judged, order, now, decision);
  const BrakeTrace* const placed = read_set.Find<BrakeTrace>(order_);
  BrakeTrace trace = placed != nullptr ? *placed : BrakeTrace{order_, order.created_at, {}, {}};
  trace.subjects.card = braking_.subjects.card;
  trace.card_country = answer_.card.country;
  decision.rows.Put(std::move(trace));
  if (!judged.stopped) return;
  decision.rows.Put(OrderEvent{order_, now, OrderEvent::Kind::kStoppedByBrake, n_,
                               static_cast<std::uint8_t>(judged.stopped->act)});
}

// A question that was taken already goes on.
void RecordPayment::AskNow(OrderRecord& record, Instant now) const {
  auto& message = record.outbox_message;
  const bool is_question = message && message->purpose == orders::Purpose::kWatchPayment &&
                           message->n == n_ &&
                           message->state != orders::OutboxMessageState::kLeased;
  if (is_question) message->next_at = std::min(message->next_at, now);
}

EventOutcome RecordPayment::Apply(orders::OrderAggregate& aggregate) const {
  switch (answer_.kind) {
    case GatewayAnswer::Kind::kOpen:
      return SaysUnpaid() ? orders::OnPaymentUnpaid(aggregate, n_)
                          : orders::OnPaymentOpened(aggregate, n_, answer_.url, answer_.session);
    case GatewayAnswer::Kind::kProcessing:
      return orders::OnPaymentProcessing(aggregate, n_);
    case GatewayAnswer::Kind::kPaid:
      return orders::OnPaymentPaid(aggregate, n_, answer_.received, answer_.reference);
    case GatewayAnswer::Kind::kClosed:
      return orders::OnPaymentClosed(
          aggregate, n_,
          answer_.reason == CloseReason::kNone ? CloseReason::kDeclined : answer_.reason,
          answer_.decline);
    case GatewayAnswer::Kind::kDisputed:
      return orders::OnPaymentDisputed(aggregate, n_, answer_.received, answer_.reference,
                                       answer_.dispute);
    case GatewayAnswer::Kind::kRefused:
      // Only opening a payment can be refused; a refused close is retried.
      if (purpose_ != orders::Purpose::kOpenPayment) return EventOutcome::kIgnored;
      return orders::OnPaymentClosed(aggregate, n_, CloseReason::kUnavailable);
    case GatewayAnswer::Kind::kDone:
    case GatewayAnswer::Kind::kFailed:
    case GatewayAnswer::Kind::kUnknown:
      return EventOutcome::kIgnored;
  }
  CHECK(false, "a gateway answers in one of the listed ways");
}

bool RecordPayment::SaysUnpaid() const {
  return answer_.kind == GatewayAnswer::Kind::kOpen && purpose_ == orders::Purpose::kWatchPayment;
}

bool RecordPayment::IsToBeAskedAgain(EventOutcome outcome) const {
  if (!purpose_) return false;
  const bool goes_on = purpose_ == orders::Purpose::kWatchPayment &&
                       answer_.kind == GatewayAnswer::Kind::kProcessing;
  return outcome != EventOutcome::kApplied || SaysUnpaid() || goes_on;
}

// The event of a dispute that is new, or in another state than before.
std::optional<OrderEvent> RecordPayment::StateChange(const orders::Order& before,
                                                     const orders::Order& after, Instant now) {
  for (const orders::Dispute& dispute : after.disputes) {
    const auto n = static_cast<std::size_t>(dispute.n);
    if (n <= before.disputes.size() && before.disputes[n - 1].state == dispute.state) continue;
    return OrderEvent{after.id, now, OrderEvent::Kind::kPaymentDisputed, dispute.n,
                      static_cast<std::uint8_t>(dispute.state)};
  }
  return std::nullopt;
}

DecisionOf<EventOutcome> RecordPayment::Decide(const ReadSet& read_set,
                                               const DecisionContext& context) const {
  auto aggregate = AggregateOf(read_set, order_, context);
  if (!aggregate || (!purpose_ && aggregate->order.payment_account != gateway_))
    return EventOutcome::kNoSuchPart;
  const OrderRecord& record = *read_set.Find<OrderRecord>(order_);
  const auto judged = Brake(read_set, *aggregate);
  const bool asks = AsksCard(read_set, aggregate->order);
  const EventOutcome outcome =
      asks ? orders::OnPaymentProcessing(*aggregate, n_) : Apply(*aggregate);
  auto outbox_message = record.outbox_message;
  if (IsToBeAskedAgain(outcome)) {
    outbox_message = NextAttempt(record, *aggregate, *purpose_, n_, context, answer_.may_resend);
  }
  std::optional<OrderEvent> disputed;
  if (answer_.kind == GatewayAnswer::Kind::kDisputed && outcome == EventOutcome::kApplied)
    disputed = StateChange(record.order, aggregate->order, context.now);
  Decision decision = Keep(*std::move(aggregate), record, outbox_message, context);
  if (asks) AskNow(*decision.order, context.now);
  if (disputed) decision.rows.Put(*disputed);
  if (judged) KeepBraked(*judged, decision.order->order, read_set, context.now, decision);
  return {std::move(decision), outcome};
}

}  // namespace herlaad::engine
