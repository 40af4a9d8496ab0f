#include "engine/sweeps/lapse_sweep.h"

#include <utility>

#include "base/core/check.h"
#include "base/core/mutant.h"
#include "engine/commands/sims/lapse_credit.h"

namespace herlaad::engine {

LapseSweep::LapseSweep(Queries& queries, const catalogue::Catalogue& catalogue, Submit submit,
                       Options options, Report report, Stats& stats)
    : queries_(queries),
      catalogue_(catalogue),
      submit_(std::move(submit)),
      options_(options),
      report_(std::move(report)),
      stats_(stats) {
  CHECK(options_.rows > 0 && options_.rows <= kSubscribersMax, "a chunk is bounded");
}

void LapseSweep::Start(Clock& clock) {
  thread_.Start("lapse sweep", clock, [this](Instant now) { return Step(now).wait; });
}

void LapseSweep::Stop() { thread_.Stop(); }

LapseSweep::Next LapseSweep::Step(Instant now) {
  if (answers_->awaited > 0) return {options_.pause};
  if (at_end_) return EndPass();
  const auto numbers = queries_.ListSubscribers(after_, options_.rows);
  if (!numbers.ok()) return OnError(numbers.error());
  problem_.clear();
  bool is_first = after_.has_value();
  for (const orders::Subscriber& number : *numbers) {
    const bool is_skipped = std::exchange(is_first, false) && MutantIs("lapse_sweep_skips");
    const bool has_lapsed = !is_skipped && LapsedOf(number, catalogue_, now).has_value();
    if (has_lapsed && !Post(number.msisdn)) return {options_.retry};
    after_ = number.msisdn;
    ++numbers_;
    stats_.lapse_sweep_numbers.Add(1);
  }
  at_end_ = numbers->size() < options_.rows;
  return {options_.pause};
}

// An outage is reported elsewhere.
LapseSweep::Next LapseSweep::OnError(const StoreError& error) {
  const bool is_row =
      error.kind == StoreError::Kind::kWrong || error.kind == StoreError::Kind::kWrongRow;
  if (is_row && problem_ != error.message) {
    problem_ = error.message;
    report_({numbers_, answers_->posted, problem_});
  }
  return {options_.retry};
}

bool LapseSweep::Post(Msisdn msisdn) {
  ++answers_->awaited;
  const bool is_taken = submit_(
      {LapseCredit::Check(msisdn),
       [answers = answers_, &stats = stats_](const Answered<LapseOutcome>& answered, const auto*) {
         if (answered.ok() && *answered == LapseOutcome::kPosted) {
           ++answers->posted;
           stats.lapses_posted.Add(1);
         }
         --answers->awaited;
       }});
  if (!is_taken) --answers_->awaited;
  return is_taken;
}

LapseSweep::Next LapseSweep::EndPass() {
  report_({std::exchange(numbers_, 0), answers_->posted.exchange(0), {}});
  after_.reset();
  at_end_ = false;
  return {options_.pass_every, true};
}

}  // namespace herlaad::engine
