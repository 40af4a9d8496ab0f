// /health/live, /health/ready and /metrics: for machines that watch over us.
#pragma once

#include <atomic>

#include "api/http/exchange.h"

namespace herlaad::http {

// An engine that has not answered its last probe for so long is not ready.
inline constexpr Millis kProbeOverdue{2'000};

class Health {
 public:
  explicit Health(Shared& shared) : shared_(shared) {}

  void Live(ExchangePtr exchange);   // the process answers
  void Ready(ExchangePtr exchange);  // the engine decides and the store can be read
  void Metrics(ExchangePtr exchange);

 private:
  Shared& shared_;
  std::atomic<std::int64_t> probing_since_{0};  // milliseconds; 0: no probe is under way
};

}  // namespace herlaad::http
