#include "engine/commands/resolve_topup.h"

#include <algorithm>

#include "base/core/blank.h"

namespace herlaad::engine {
namespace {

// What the decision is about at most, in minor units: a payer may have been charged more than once.
std::int64_t AtStake(const orders::Order& order) {
  std::int64_t received = 0;
  for (const orders::Payment& payment : order.payments) received += payment.received;
  return std::max(order.terms.total(), received);
}

}  // namespace

Result<std::unique_ptr<ResolveTopup>, ResolveTopupError> ResolveTopup::Check(
    OrderId order, orders::ReviewDecision review_decision, std::string reason, std::string actor,
    std::optional<SecondPerson> second) {
  if (IsBlank(reason)) return Failure{ResolveTopupError::kReasonMissing};
  if (reason.size() > orders::kReasonMax) return Failure{ResolveTopupError::kReasonTooLong};
  return std::unique_ptr<ResolveTopup>(new ResolveTopup(order, review_decision, std::move(reason),
                                                        std::move(actor), std::move(second)));
}

AuditEntry ResolveTopup::Refusal(std::string_view why, Instant now) const {
  return {now, actor_, std::string(kResolveAct) + "_refused", ToText(order_),
          std::string(orders::Name(review_decision_)).append(": ").append(why)};
}

Decision ResolveTopup::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  Decision decision;
  decision.answer.order = order_;
  if (second_ && !ActorMay(StaffText(second_->person), second_->permission, read_set)) {
    decision.answer.outcome = kActorMayNot;
    decision.audit.push_back(Refusal("not_allowed", context.now));
    return decision;
  }
  auto aggregate = AggregateOf(read_set, order_, context);
  if (!aggregate) {
    decision.answer.outcome = kNoSuchOrder;
    return decision;
  }
  const auto outcome = orders::Resolve(*aggregate, review_decision_, reason_);
  if (outcome == orders::ResolveOutcome::kResolved) {
    const OrderRecord& before = *read_set.Find(order_);
    Decision approved;
    const access::Act act{std::string(kResolveAct), ToText(order_),
                          std::string(orders::Name(review_decision_))};
    const auto prevented =
        second_ ? Prevented(*second_, act, AtStake(before.order), before.order.attention_since,
                            read_set, context.now, approved)
                : std::nullopt;
    if (prevented) {
      decision.answer.outcome = kApprovalNeeded;
      decision.answer.detail = static_cast<std::int64_t>(*prevented);
      decision.audit.push_back(Refusal(access::Name(*prevented), context.now));
      return decision;
    }
    decision = Keep(*std::move(aggregate), before, before.outbox_message, context);
    decision.plain.Append(approved.plain);
    decision.audit = std::move(approved.audit);
    std::string detail(orders::Name(review_decision_));
    detail += ": ";
    detail += reason_;
    decision.audit.push_back(
        {context.now, actor_, std::string(kResolveAct), ToText(order_), std::move(detail)});
  }
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  return decision;
}

}  // namespace herlaad::engine
