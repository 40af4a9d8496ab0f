#include "engine/commands/orders/resolve_topup.h"

#include <algorithm>

#include "base/core/blank.h"
#include "base/core/check.h"
#include "base/core/printable.h"

namespace herlaad::engine {
namespace {

// What the decision is about at most, in minor units: a payer may have been charged more than once.
std::int64_t AtStake(const orders::Order& order) {
  std::int64_t received = 0;
  for (const orders::Payment& payment : order.payments) received += payment.received;
  return std::max(order.terms.total(), received);
}

ResolveTopupOutcome OutcomeOf(orders::ResolveOutcome outcome) {
  switch (outcome) {
    case orders::ResolveOutcome::kResolved:
      return ResolveTopupOutcome::kResolved;
    case orders::ResolveOutcome::kNotInAttention:
      return ResolveTopupOutcome::kNotInAttention;
    case orders::ResolveOutcome::kDoesNotFit:
      return ResolveTopupOutcome::kDoesNotFit;
    case orders::ResolveOutcome::kRefundNotNamed:
      return ResolveTopupOutcome::kRefundNotNamed;
    case orders::ResolveOutcome::kRefundDoesNotFit:
      return ResolveTopupOutcome::kRefundDoesNotFit;
  }
  CHECK(false, "a resolution has one of the listed outcomes");
}

}  // namespace

Result<std::unique_ptr<ResolveTopup>, ResolveTopupError> ResolveTopup::Check(
    OrderId order, ReviewAct act, std::string reason, std::string actor,
    std::optional<SecondPerson> second, Braking braking) {
  if (IsBlank(reason)) return Failure{ResolveTopupError::kReasonMissing};
  if (reason.size() > orders::kReasonMax) return Failure{ResolveTopupError::kReasonTooLong};
  if (!IsOneLine(reason)) return Failure{ResolveTopupError::kReasonNotOneLine};
  return std::unique_ptr<ResolveTopup>(new ResolveTopup(
      order, act, std::move(reason), std::move(actor), std::move(second), std::move(braking)));
}

bool ResolveTopup::Counts() const {
  return act_.decision == orders::ReviewDecision::kReleased && braking_.brakes &&
         !braking_.subjects.card.empty();
}

void ResolveTopup::AddCounterNeeds(Needs& needs) const {
  if (!Counts()) return;
  needs.Put<BrakeTrace>(order_);
  AddBrakeNeeds(braking_, brakes::Moment::kPaid, std::nullopt, needs);
}

DecisionOf<ResolveTopupResult> ResolveTopup::Refused(ResolveTopupResult result,
                                                     std::string_view why, Instant now) const {
  DecisionOf<ResolveTopupResult> decision(result);
  decision.audit.push_back({now, actor_, std::string(kResolveAct) + "_refused", ToText(order_),
                            DetailOf(act_).append(": ").append(why)});
  return decision;
}

DecisionOf<ResolveTopupResult> ResolveTopup::Decide(const ReadSet& read_set,
                                                    const DecisionContext& context) const {
  if (second_ && !ActorMay(StaffText(second_->person), second_->permission, read_set))
    return Refused({ResolveTopupOutcome::kActorMayNot}, "not_allowed", context.now);
  auto aggregate = AggregateOf(read_set, order_, context);
  if (!aggregate) return ResolveTopupResult{ResolveTopupOutcome::kNoSuchOrder};
  const BrakeTrace* const trace = Counts() ? read_set.Find<BrakeTrace>(order_) : nullptr;
  const auto facts = PaidFacts(*aggregate, aggregate->order.terms.total(),
                               trace != nullptr ? trace->card_country : std::string());
  const auto outcome = OutcomeOf(orders::Resolve(*aggregate, act_.decision, reason_, act_.refund));
  if (outcome != ResolveTopupOutcome::kResolved) return ResolveTopupResult{outcome};
  const OrderRecord& before = *read_set.Find<OrderRecord>(order_);
  Decision approved;
  const access::Act act{std::string(kResolveAct), ToText(order_), DetailOf(act_)};
  const auto prevented =
      second_ ? Prevented(*second_, act, AtStake(before.order), SinceOf(act_, before.order),
                          read_set, context.now, approved)
              : std::nullopt;
  if (prevented) {
    return Refused({ResolveTopupOutcome::kApprovalNeeded, *prevented}, access::Name(*prevented),
                   context.now);
  }
  DecisionOf<ResolveTopupResult> decision(
      Keep(*std::move(aggregate), before, before.outbox_message, context),
      ResolveTopupResult{outcome});
  decision.rows.Append(approved.rows);
  if (Counts()) {
    for (const auto& counter : CountReleased(braking_, facts, read_set)) decision.rows.Put(counter);
  }
  decision.audit = std::move(approved.audit);
  std::string detail = DetailOf(act_);
  detail += ": ";
  detail += reason_;
  decision.audit.push_back(
      {context.now, actor_, std::string(kResolveAct), ToText(order_), std::move(detail)});
  return decision;
}

}  // namespace herlaad::engine
