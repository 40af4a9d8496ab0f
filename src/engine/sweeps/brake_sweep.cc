#include "engine/sweeps/brake_sweep.h"

#include <utility>

#include "base/core/check.h"
#include "engine/commands/brakes/forget_braked.h"

namespace herlaad::engine {

BrakeSweep::BrakeSweep(Queries& queries, Submit submit, Options options)
    : queries_(queries), submit_(std::move(submit)), options_(options) {
  CHECK(options_.rows > 0 && options_.rows <= kForgottenMax, "a chunk is bounded");
}

void BrakeSweep::Start(Clock& clock) {
  thread_.Start("brake sweep", clock, [this](Instant now) { return Step(now); });
}

void BrakeSweep::Stop() { thread_.Stop(); }

template <class Row>
bool BrakeSweep::Forget(std::optional<Key<Row>>& from, bool oldest_first, Instant now) {
  const auto rows = queries_.ReadRows(RowQuery<Row>{.from = from, .limit = options_.rows});
  if (!rows.ok() || rows->empty()) return false;  // an outage is reported elsewhere
  KeyLists<BrakedRows> keys;
  for (const Row& row : *rows) {
    if (IsForgotten(row, now)) keys.PutKeyOf(row);
  }
  from = Key<Row>(KeyOf<Row>::Of(rows->back()).value() + 1);
  // Those that follow are younger than one that stays.
  const bool is_over = oldest_first && keys.Of<Row>().size() < rows->size();
  if (!keys.empty() && !submit_({ForgetBraked::Check(std::move(keys)), Unheard{}})) return false;
  return !is_over && rows->size() == options_.rows;
}

Millis BrakeSweep::Step(Instant now) {
  bool goes_on = false;
  if (stage_ == 0) {
    goes_on = Forget<brakes::Counter>(from_subject_, false, now);
  } else if (stage_ == 1) {
    goes_on = Forget<brakes::Block>(from_subject_, false, now);
  } else if (stage_ == 2) {
    goes_on = Forget<BrakeTrace>(from_order_, true, now);
  } else {
    goes_on = Forget<BrakeStop>(from_order_, true, now);
  }
  if (goes_on) return options_.pause;
  from_subject_.reset();
  from_order_.reset();
  stage_ = (stage_ + 1) % 4;
  return stage_ == 0 ? options_.pass_every : options_.pause;
}

}  // namespace herlaad::engine
