// VoucherTries: bounds the wrong PINs of vouchers that one client, payer's session or address may
// try, before anything is looked up. In memory: what makes guessing hopeless is the number of PINs
// (10^16), and this keeps the rate of guesses low.
#pragma once

#include "adapters/net/server/rate_limit.h"
#include "api/http/core/exchange.h"

namespace herlaad::http {

class VoucherTries {
 public:
  explicit VoucherTries(const VoucherOptions& options)
      : clients_(options.tries_of_client), addresses_(options.tries), sessions_(options.tries) {}

  // Whether a PIN may be tried now. It then counts as a wrong one until it is given back, so that
  // simultaneous tries cannot exceed the limit.
  [[nodiscard]] bool Begin(const Exchange& exchange, Instant now);
  // The PIN was not wrong, or nothing was told about it.
  void GiveBack(const Exchange& exchange, Instant now);

 private:
  net::RateLimiter clients_;    // with an API key or signed in
  net::RateLimiter addresses_;  // of anonymous clients
  net::RateLimiter sessions_;   // of the same
};

}  // namespace herlaad::http
