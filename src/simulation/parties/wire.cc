#include "simulation/parties/wire.h"

namespace herlaad::simulation {

Wire::Trip Wire::Draw() {
  const Rates& rates = stage_.rates();
  if (stage_.honest()) down_until_ = {};
  if (stage_.now() >= next_outage_ && stage_.Happens(rates.outage)) {
    down_until_ = stage_.now() + stage_.Between(10'000, 900'000);
    next_outage_ = down_until_ + stage_.Between(0, 7'200'000);
  }
  stage_.wire_takes = kRequestTimeout;
  if (stage_.now() < down_until_) {
    return stage_.random.Chance(60) ? Trip::kUnreachable : Trip::kLost;
  }
  if (stage_.Happens(rates.request_lost)) return Trip::kLost;
  if (stage_.Happens(rates.request_late)) return Trip::kLate;
  if (stage_.Happens(rates.answer_lost)) return Trip::kAnswerLost;
  stage_.wire_takes = stage_.Between(5, 800);
  if (stage_.Happens(rates.answer_slow)) {
    // Only a process that was suspended itself waits that long; others time out.
    stage_.wire_takes = stage_.Between(30'000, 400'000);
  }
  return Trip::kThere;
}

}  // namespace herlaad::simulation
