// /health/live, /health/ready and /metrics, for monitoring.
#pragma once

#include <atomic>

#include "api/http/core/exchange.h"

namespace herlaad::http {

// An engine that has not answered a probe for this long is not ready.
inline constexpr Millis kProbeOverdue{2'000};

class Health {
 public:
  explicit Health(Shared& shared) : shared_(shared) {}

  void Live(ExchangePtr exchange);   // 200 whenever the process answers
  void Ready(ExchangePtr exchange);  // 200 if the engine decides and the store can be read
  void Metrics(ExchangePtr exchange);

 private:
  Shared& shared_;
  std::atomic<std::int64_t> probing_since_{0};  // milliseconds; 0: no probe in progress
};

}  // namespace herlaad::http
