#include "engine/commands/brakes/braking.h"

#include <utility>

namespace herlaad::engine {
namespace {

template <class Row>
auto FinderIn(const ReadSet& read_set) {
  return [&read_set](brakes::SubjectId id) { return read_set.Find<Row>(id); };
}

}  // namespace

void AddBrakeNeeds(const Braking& braking, brakes::Moment moment,
                   std::optional<payments::PaymentMethod> method, Needs& needs) {
  const auto rows = brakes::RowsFor(*braking.brakes, moment, braking.subjects, method);
  for (const brakes::SubjectId id : rows.counters) needs.Put<brakes::Counter>(id);
  for (const brakes::SubjectId id : rows.blocks) needs.Put<brakes::Block>(id);
}

brakes::Judged JudgeBrakes(const Braking& braking, brakes::Moment moment,
                           const brakes::Facts& facts, const ReadSet& read_set) {
  return brakes::Judge(*braking.brakes, moment, braking.subjects, facts,
                       {FinderIn<brakes::Counter>(read_set), FinderIn<brakes::Block>(read_set)});
}

std::vector<brakes::Counter> CountReleased(const Braking& braking, const brakes::Facts& facts,
                                           const ReadSet& read_set) {
  return brakes::CountReleased(
      *braking.brakes, braking.subjects, facts,
      {FinderIn<brakes::Counter>(read_set), FinderIn<brakes::Block>(read_set)});
}

brakes::Facts PaidFacts(const orders::OrderAggregate& aggregate, std::int64_t cents,
                        std::string card_country) {
  brakes::Facts facts;
  facts.now = aggregate.now;
  facts.cents = cents;
  facts.method = aggregate.order.payment_method;
  facts.stranger = IsByStranger(aggregate.order);
  facts.first_of_number = IsFirstTopup(aggregate);
  facts.card_country = std::move(card_country);
  return facts;
}

void KeepJudged(const brakes::Judged& judged, const orders::Order& order, Instant now,
                Decision& decision) {
  for (const brakes::Counter& counter : judged.counted) decision.rows.Put(counter);
  if (!judged.stopped) return;
  const auto number = order.subscriber();
  decision.rows.Put(BrakeStop{order.id, now, judged.stopped->rule, judged.stopped->act,
                              judged.stopped->facts, number ? number->Masked() : ""});
}

// One that an earlier version stored may be followed by an address.
bool IsByStranger(const orders::Order& order) { return order.client.starts_with("anonymous"); }

bool IsFirstTopup(const orders::OrderAggregate& aggregate) {
  return aggregate.number && aggregate.number->usage.last_topup.ms == 0;
}

}  // namespace herlaad::engine
