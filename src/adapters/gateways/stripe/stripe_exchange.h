// StripeExchange: how the requests of StripeClient reach Stripe and its answers come back. Over
// HTTP; a simulation has one of its own, without threads, sockets or a clock.
#pragma once

#include <memory>

#include "adapters/net/client/client.h"
#include "base/core/instant.h"
#include "base/core/result.h"

namespace herlaad::gateways::stripe {

class StripeExchange {
 public:
  virtual ~StripeExchange() = default;

  // As net::Client::Send: every status is a value.
  virtual Result<net::ClientResponse, net::ClientError> Send(const net::ClientRequest& request) = 0;
  // A clock that is never set; only differences count. The time of a call is measured by it.
  [[nodiscard]] virtual Millis Steady() const = 0;
  // As net::Client::Stop.
  virtual void Stop() = 0;
};

// Thread-safe.
std::shared_ptr<StripeExchange> OverHttp();

}  // namespace herlaad::gateways::stripe
