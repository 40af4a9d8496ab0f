// StripeSweep: reads Stripe's own lists now and then, as a running server does, with the engine's
// GatewaySweep: what no webhook told is found there. The last pass is made without faults.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "engine/sweeps/gateway_sweep.h"
#include "simulation/stage.h"

namespace herlaad::simulation {

class StripeSweep {
 public:
  using Submit = std::function<bool(engine::Submitted)>;

  StripeSweep(Stage& stage, std::string id, engine::Gateway& gateway, Submit submit)
      : stage_(stage), gateways_{{std::move(id), &gateway}}, submit_(std::move(submit)) {}

  // Something happened: a pass begins within half an hour.
  void Due();
  [[nodiscard]] std::int64_t passes() const { return passes_; }

 private:
  void Begin();
  void Step();

  Stage& stage_;
  const std::map<std::string, engine::Gateway*, std::less<>> gateways_;
  const Submit submit_;
  std::unique_ptr<engine::GatewaySweep> sweep_;  // empty: the next one begins anew
  bool planned_ = false;
  bool is_due_ = false;  // again, after the pass that is under way
  bool was_honest_ = false;
  std::int64_t passes_ = 0;
};

}  // namespace herlaad::simulation
