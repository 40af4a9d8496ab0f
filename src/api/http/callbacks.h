// POST /v1/callbacks/{gateway}: what payment providers tell us by themselves. Believed only with
// their signature, answered only when what it means is durable, so that they tell it again if we
// could not keep it.
#pragma once

#include "adapters/net/rate_limit.h"
#include "api/http/exchange.h"

namespace herlaad::http {

// Badly signed ones of one address, which cost us more than whoever sends them.
inline constexpr net::RateLimit kBadCallbacks{60, 60, 10'000};

class Callbacks {
 public:
  explicit Callbacks(Shared& shared) : shared_(shared) {}

  void Take(ExchangePtr exchange);

 private:
  void Refuse(Exchange& exchange, Code code);
  void Record(const ExchangePtr& exchange, engine::PaymentNews news);

  Shared& shared_;
  net::RateLimiter bad_{kBadCallbacks};
};

}  // namespace herlaad::http
