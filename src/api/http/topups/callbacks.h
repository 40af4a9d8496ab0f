// POST /v1/callbacks/{gateway}: callbacks of payment providers. Accepted only with a valid
// signature, and answered only when their effect is durable, so that the provider repeats one that
// was not stored. A callback that only names an object of the provider is answered once that was
// asked for and recorded.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "adapters/net/server/rate_limit.h"
#include "api/http/core/errands.h"
#include "api/http/core/exchange.h"
#include "engine/commands/command.h"
#include "engine/ports/gateway.h"

namespace herlaad::http {

// Badly signed ones of one address, which cost us more than whoever sends them.
inline constexpr net::RateLimit kBadCallbacks{60, 60, 10'000};

class Callbacks {
 public:
  explicit Callbacks(Shared& shared);

  void Take(ExchangePtr exchange);

 private:
  // The news of one callback that are being recorded.
  struct Recording;
  // Threads that ask gateways for the objects that callbacks named; each does one at a time.
  static constexpr std::size_t kFetchers = 8;

  void Refuse(Exchange& exchange, engine::CallbackError error);
  void Fetch(const ExchangePtr& exchange, engine::Gateway& gateway, const std::string& object);
  void Record(const ExchangePtr& exchange, std::vector<engine::PaymentNews> news);
  // False if the engine takes no more.
  bool Submit(const std::shared_ptr<Recording>& recording, engine::PaymentNews news);
  void Log(const std::string& gateway, const engine::PaymentNews& news,
           orders::EventOutcome outcome);
  static void Finish(Recording& recording);

  Shared& shared_;
  net::RateLimiter bad_{kBadCallbacks};
  std::array<std::unique_ptr<Errands>, kFetchers> fetchers_;
};

}  // namespace herlaad::http
