#include "simulation/checker/sim_model.h"

#include <algorithm>
#include <utility>

#include "domain/catalogue/catalogue.h"

namespace herlaad::simulation {
namespace {

void Compare(std::string_view name, std::int64_t due, std::int64_t kept,
             std::vector<std::string>& differences) {
  if (due == kept) return;
  differences.push_back("the number's " + std::string(name) + ": " + std::to_string(due) +
                        " millionths of a euro credited and not lapsed, " + std::to_string(kept) +
                        " in the database");
}

}  // namespace

std::int64_t SimModel::Bucket::LapseAfter(Instant end, Instant at) {
  return at > end ? std::exchange(amount, 0) : 0;
}

void SimModel::Bucket::Add(std::int64_t more, Instant until) {
  amount += more;
  valid_until = std::max(valid_until, until);
}

std::int64_t SimModel::Lapse(Instant at) {
  const Instant end = main_.valid_until + grace_;
  std::int64_t lapsed = main_.LapseAfter(end, at);
  const bool is_kept = grace_ > Millis(0) && bonus_.valid_until >= main_.valid_until;
  lapsed += bonus_.LapseAfter(is_kept ? end : bonus_.valid_until, at);
  return lapsed;
}

void SimModel::PassTime(Instant at) {
  const Instant over = main_.valid_until;
  if (grace_ == Millis(0) || over == Instant{} || over == ended_ || at <= over) return;
  if (!in_grace_) {
    in_grace_ = true;
    cause_ = prepaid::StateCause::kCreditEnded;
    since_ = over + Millis(1);
  }
  if (at <= over + grace_) return;
  in_grace_ = false;
  ended_ = over;
  cause_ = prepaid::StateCause::kGraceEnded;
  since_ = over + grace_ + Millis(1);
  ++too_late_;
}

std::int64_t SimModel::Sweep(Instant at) {
  PassTime(at);
  return Lapse(at);
}

std::int64_t SimModel::LeftAt(Instant at) const {
  SimModel then = *this;
  return then.Lapse(at);
}

std::int64_t SimModel::TopUp(const orders::Terms& terms, Instant at) {
  const std::int64_t lapsed = Sweep(at);
  const Instant until = catalogue::ValidUntil(terms.validity, at);
  // A clock was ahead when it wrote that grace had ended.
  if (cause_ == prepaid::StateCause::kGraceEnded && since_ > at) {
    since_ = at;
    ended_ = Instant{};
  }
  if (std::exchange(in_grace_, false)) {
    if (bonus_.amount > 0) bonus_.valid_until = std::max(bonus_.valid_until, until);
    cause_ = prepaid::StateCause::kToppedUp;
    since_ = at;
    ++revived_;
  }
  main_.Add(terms.credit, until);
  if (terms.bonus > 0) bonus_.Add(terms.bonus, catalogue::ValidUntil(terms.bonus_validity, at));
  return lapsed;
}

std::vector<std::string> SimModel::Differences(const prepaid::Sim& sim, bool is_left_alone) const {
  std::vector<std::string> differences;
  Compare("credit", main_.amount, sim.credit.amount, differences);
  Compare("bonus", bonus_.amount, sim.bonus.amount, differences);
  if (!is_left_alone) return differences;
  const auto state = in_grace_ ? prepaid::SimState::kGrace : prepaid::SimState::kActive;
  const bool is_same = sim.state == state && sim.state_cause == cause_ &&
                       (since_ == Instant{} || sim.state_since == since_);
  if (!is_same) {
    differences.push_back("the number is " + std::string(prepaid::Name(sim.state)) + " since " +
                          ToRfc3339(sim.state_since) + " (" +
                          std::string(prepaid::Name(sim.state_cause)) + "), and should be " +
                          std::string(prepaid::Name(state)) + " since " + ToRfc3339(since_) + " (" +
                          std::string(prepaid::Name(cause_)) + ")");
  }
  return differences;
}

}  // namespace herlaad::simulation
