// StripeClient: requests to Stripe's API, and what its errors mean for a payment. Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/gateways/stripe/stripe_exchange.h"
#include "adapters/gateways/stripe/stripe_form.h"
#include "adapters/net/client/client.h"
#include "base/core/instant.h"
#include "base/core/result.h"
#include "base/core/secret.h"
#include "domain/orders/order.h"

namespace herlaad::gateways::stripe {

struct StripeClientOptions {
  std::string base_url;  // "https://api.stripe.com", without a trailing slash
  Secret key;            // sk_… or rk_…
  Millis connect_timeout{3'000};
  Millis request_timeout{10'000};                 // of all requests of one StripeCall together
  std::shared_ptr<StripeExchange> exchange = {};  // empty: over HTTP
};

struct StripeError {
  enum class Kind {
    kRefused,     // definite: Stripe did nothing, and never will for this request
    kNotAllowed,  // the key is refused or lacks a right; right again once
                  // somebody mends that
    kNotNow,      // no answer, in progress, or too many requests: may be sent again
                  // under its key
    kUnclear,     // an error that Stripe repeats under the same key, or nothing
                  // readable
  };
  Kind kind = Kind::kNotNow;
  int status = 0;    // of HTTP; 0: no answer
  std::string code;  // Stripe's word: "charge_already_refunded"; may be empty
  // With kRefused: why the payer's bank declined, if it did.
  orders::DeclineReason decline = orders::DeclineReason::kNone;
};

struct StripeAnswer {
  nlohmann::json object;
  Instant at{};  // when Stripe answered, by its own clock, in whole seconds; 0:
                 // not said
};

using StripeResult = Result<StripeAnswer, StripeError>;

// The time that all requests of one call of the gateway have together.
class StripeCall {
 public:
  StripeCall(const StripeExchange& exchange, Millis time)
      : exchange_(exchange), until_(exchange.Steady() + time) {}
  // Never negative.
  [[nodiscard]] Millis left() const;

 private:
  const StripeExchange& exchange_;  // which must live as long
  Millis until_;
};

class StripeClient {
 public:
  explicit StripeClient(StripeClientOptions options);

  [[nodiscard]] StripeCall NewCall() const { return {*exchange_, options_.request_timeout}; }

  StripeResult Get(const StripeCall& call, const std::string& path, const StripeForm& query);
  // `idempotency_key` may be empty for a request that can be repeated anyway.
  StripeResult Post(const StripeCall& call, const std::string& path, const StripeForm& body,
                    const std::string& idempotency_key);

  // The first item for which `is_it`; nothing if the list ended without one. `query` selects the
  // items. Each page takes one of `pages`; kNotNow if none is left.
  Result<std::optional<nlohmann::json>, StripeError> Search(
      const StripeCall& call, const std::string& path, const StripeForm& query, int& pages,
      const std::function<bool(const nlohmann::json&)>& is_it);

  void Stop() { exchange_->Stop(); }

 private:
  StripeResult Send(const StripeCall& call, net::ClientRequest request);

  const StripeClientOptions options_;
  const std::shared_ptr<StripeExchange> exchange_;
};

// "Mon, 30 Nov 2026 11:31:03 GMT" (RFC 9110, 5.6.7); 0 for anything else.
Instant ParseHttpDate(std::string_view text);

}  // namespace herlaad::gateways::stripe
