#include "simulation/stripe/stripe_sweep.h"

#include <utility>

namespace herlaad::simulation {
namespace {
constexpr Millis kPassEvery{900'000};
}  // namespace

void StripeSweep::Due() {
  is_due_ = true;
  if (planned_) return;
  planned_ = true;
  stage_.schedule.After(stage_.Between(60'000, 1'800'000), [this] { Begin(); });
}

// While there are faults, what a pass found may be lost with the process that made it, and what is
// known of the passes before with it. A process that starts looks back far enough.
void StripeSweep::Begin() {
  ++passes_;
  is_due_ = false;
  const bool starts_anew = stage_.honest() ? !was_honest_ : stage_.random.Chance(30);
  was_honest_ = stage_.honest();
  if (sweep_ == nullptr || starts_anew) {
    engine::GatewaySweep::Options options;
    options.pass_every = kPassEvery;
    sweep_ = std::make_unique<engine::GatewaySweep>(
        gateways_, submit_, options,
        [this](const std::string&, const engine::PaymentNews& news, orders::EventOutcome outcome) {
          const auto part = orders::ParsePartReference(news.part);
          if (!part) return;
          stage_.Tell(part->order, "a list of Stripe tells something new about it");
          if (outcome == orders::EventOutcome::kNoSuchPart)
            stage_.Break("Stripe lists a payment that is not in the database", part->order);
        });
  }
  Step();
}

void StripeSweep::Step() {
  stage_.wire_takes = Millis(0);
  const Millis wait = sweep_->Step(stage_.now() + stage_.clock_set);
  const Millis takes = stage_.wire_takes;
  if (wait < kPassEvery) {
    stage_.schedule.After(takes + wait, [this] { Step(); });
    return;
  }
  planned_ = false;
  if (is_due_ || !was_honest_) Due();
}

}  // namespace herlaad::simulation
