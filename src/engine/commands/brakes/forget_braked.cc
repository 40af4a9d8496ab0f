#include "engine/commands/brakes/forget_braked.h"

#include "base/core/check.h"

namespace herlaad::engine {

bool IsForgotten(const brakes::Counter& counter, Instant now) { return now >= counter.expires_at; }
bool IsForgotten(const brakes::Block& block, Instant now) {
  return block.until.ms != 0 && now >= block.until + kBlockKept;
}
bool IsForgotten(const BrakeTrace& trace, Instant now) { return now >= trace.at + kBrakeTraceKept; }
bool IsForgotten(const BrakeStop& stop, Instant now) { return now >= stop.at + kBrakeTraceKept; }

std::unique_ptr<ForgetBraked> ForgetBraked::Check(KeyLists<BrakedRows> keys) {
  std::size_t count = 0;
  keys.ForEach([&count]<class Row>(const std::vector<Key<Row>>& list) { count += list.size(); });
  CHECK(count <= kForgottenMax, "a sweep is bounded");
  return std::unique_ptr<ForgetBraked>(new ForgetBraked(std::move(keys)));
}

void ForgetBraked::AddNeeds(Needs& needs) const {
  keys_.ForEach([&needs]<class Row>(const std::vector<Key<Row>>& list) {
    for (const Key<Row>& key : list) needs.Put<Row>(key);
  });
}

DecisionOf<std::int64_t> ForgetBraked::Decide(const ReadSet& read_set,
                                              const DecisionContext& context) const {
  Decision decision;
  std::int64_t count = 0;
  keys_.ForEach([&]<class Row>(const std::vector<Key<Row>>& list) {
    for (const Key<Row>& key : list) {
      const Row* const found = read_set.Find<Row>(key);
      if (found == nullptr || !IsForgotten(*found, context.now)) continue;
      decision.deleted.Put<Row>(key);
      ++count;
    }
  });
  return {std::move(decision), count};
}

}  // namespace herlaad::engine
