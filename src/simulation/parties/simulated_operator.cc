#include "simulation/parties/simulated_operator.h"

#include "base/core/check.h"

namespace herlaad::simulation {

using engine::OperatorAnswer;
using orders::RefusalReason;

namespace {

OperatorAnswer Say(OperatorAnswer::Kind kind) {
  OperatorAnswer answer;
  answer.kind = kind;
  return answer;
}

}  // namespace

OperatorAnswer SimulatedOperator::Topup(const engine::TopupRequest& request) {
  const auto name = orders::ParsePartReference(request.reference);
  CHECK(name.has_value(), "the engine names its own parts");
  const auto trip = wire_.Draw();
  if (trip == Wire::Trip::kUnreachable) {
    stage_.wire_takes = stage_.Between(1, 100);
    stage_.Tell(name->order, id_ + ": cannot be reached, nothing is sent");
    return Say(OperatorAnswer::Kind::kUnreachable);
  }
  OperatorEntry fresh{name->order, name->n, request.msisdn, request.amount.minor};
  OperatorEntry& entry = entries_.try_emplace(request.reference, std::move(fresh)).first->second;
  ++entry.sent;
  entry.arrives_by = stage_.now() + kLongestTrip;
  auto answer = wire_.Send<OperatorAnswer>(name->order, "the top-up " + request.reference, trip,
                                           [this, &entry] { return BookTopup(entry); });
  // The answer is delayed in a queue, while the operator's query service does not know of the
  // credit.
  if (answer.kind == OperatorAnswer::Kind::kConfirmed &&
      stage_.Happens(stage_.rates().contradicts)) {
    entry.contradicted = true;
    stage_.wire_takes = stage_.Between(40'000, 1'200'000);
    stage_.Tell(entry.order, id_ + ": will deny this credit until its answer comes");
  }
  return answer;
}

OperatorAnswer SimulatedOperator::BookTopup(OperatorEntry& entry) {
  const std::string reference = orders::PartReference(entry.order, 'd', entry.n);
  if (entry.voided || entry.refusal != RefusalReason::kNone || entry.pin) return StateOf(entry);
  if (entry.credits == 0 && stage_.Happens(stage_.rates().topup_refused)) {
    static constexpr RefusalReason kReasons[] = {
        RefusalReason::kUnknownNumber, RefusalReason::kBarred, RefusalReason::kUnavailable,
        RefusalReason::kUnavailable, RefusalReason::kDeclined};
    entry.refusal = kReasons[stage_.random.Below(5)];
    stage_.Tell(entry.order,
                id_ + ": refuses " + reference + ", " + std::string(orders::Name(entry.refusal)));
  } else if (entry.credits == 0 && stage_.Happens(stage_.rates().topup_pin)) {
    entry.pin = true;
    stage_.Tell(entry.order, id_ + ": answers " + reference + " with a PIN");
  } else {
    ++entry.credits;
    entry.credited_at = stage_.now();
    stage_.Tell(entry.order, id_ + ": credits " + EurosText(entry.amount) + " for " + reference);
  }
  return StateOf(entry);
}

OperatorAnswer SimulatedOperator::StateOf(const OperatorEntry& entry) const {
  OperatorAnswer answer;
  if (entry.credits > 0) {
    answer.kind = OperatorAnswer::Kind::kConfirmed;
  } else if (entry.pin) {
    answer.kind = OperatorAnswer::Kind::kPin;
  } else if (entry.refusal != RefusalReason::kNone || entry.voided) {
    answer.kind = OperatorAnswer::Kind::kRefused;
    answer.refusal = entry.voided ? RefusalReason::kDeclined : entry.refusal;
  } else {
    answer.kind = OperatorAnswer::Kind::kNotFound;
  }
  answer.reference = id_ + "-" + std::to_string(entry.n);
  return answer;
}

OperatorAnswer SimulatedOperator::Ask(std::string_view reference) {
  const auto name = orders::ParsePartReference(reference);
  CHECK(name.has_value(), "the engine names its own parts");
  auto trip = wire_.Draw();
  if (trip == Wire::Trip::kUnreachable) trip = Wire::Trip::kLost;
  return wire_.Send<OperatorAnswer>(name->order, "the question", trip, [this, name] {
    OperatorEntry* const entry = Find(name->order, name->n);
    const bool denies =
        entry != nullptr && entry->contradicted && !entry->truth_told && !stage_.honest();
    const bool mistaken = settles_.count() == 0 && stage_.Happens(stage_.rates().not_found_wrongly);
    auto answer = entry == nullptr || denies || mistaken ? Say(OperatorAnswer::Kind::kNotFound)
                                                         : StateOf(*entry);
    if (answer.kind == OperatorAnswer::Kind::kNotFound) {
      stage_.Tell(name->order, id_ + ": knows of no such top-up");
    }
    return answer;
  });
}

void SimulatedOperator::Recorded(OrderId order, std::int32_t n) {
  OperatorEntry* const entry = Find(order, n);
  if (entry != nullptr) entry->truth_told = true;
}

OperatorEntry* SimulatedOperator::Find(OrderId order, std::int32_t n) {
  const auto at = entries_.find(orders::PartReference(order, 'd', n));
  return at == entries_.end() ? nullptr : &at->second;
}

bool SimulatedOperator::StillUnderWay(OrderId order, std::int32_t n) const {
  const auto at = entries_.find(orders::PartReference(order, 'd', n));
  return at != entries_.end() && stage_.now() <= at->second.arrives_by;
}

bool SimulatedOperator::WasCredited(OrderId order, std::int32_t n) {
  OperatorEntry* const entry = Find(order, n);
  if (entry == nullptr) return false;
  if (entry->credits > 0) return true;
  if (!entry->voided) stage_.Tell(order, id_ + ": tells support that nothing was credited");
  entry->voided = true;
  return false;
}

void SimulatedOperator::EnterPin(OrderId order, std::int32_t n) {
  OperatorEntry* const entry = Find(order, n);
  if (entry == nullptr || entry->credits > 0 || entry->voided) return;
  ++entry->credits;
  entry->credited_at = stage_.now();
  stage_.Tell(order, id_ + ": the subscriber enters the PIN and is credited");
}

}  // namespace herlaad::simulation
