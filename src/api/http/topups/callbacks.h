// POST /v1/callbacks/{gateway}: callbacks of payment providers. Accepted only with a valid
// signature, and answered only when their effect is durable, so that the provider repeats one that
// was not stored.
#pragma once

#include "adapters/net/rate_limit.h"
#include "api/http/core/exchange.h"

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
