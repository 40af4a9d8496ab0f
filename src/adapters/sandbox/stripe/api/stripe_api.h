// StripeApi: answers requests below /v1 and /v2 as Stripe does: key, version, Idempotency-Key,
// parameters, errors. Called on the actor's thread, within a transaction of the store.
//
// Idempotency (https://docs.stripe.com/api/idempotent_requests): a repeat of a POST under the same
// key is answered with what was stored, a 500 too; another request under the key, with 400
// idempotency_error; one whose first is still in progress, with 409. Mistakes in the parameters and
// refusals before the work began are not stored. Keys are forgotten after 24 hours.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "adapters/net/http.h"
#include "adapters/sandbox/stripe/api/stripe_routes.h"
#include "adapters/sandbox/stripe/book/stripe_book.h"
#include "adapters/sandbox/stripe/stripe_faults.h"
#include "base/core/secret.h"

namespace herlaad::sandbox {

inline constexpr Millis kStripeKeyLife{24 * 3'600 * 1'000};
inline constexpr std::size_t kStripeKeyMax = 255;

struct StripeRequest {
  std::string method;
  std::string path;
  std::string parameters;  // the query of a GET, the body of a POST
  std::string authorization;
  std::string version;  // empty: the newest
  std::string key;      // Idempotency-Key; empty: none
};
// Takes from an HTTP request what concerns Stripe.
StripeRequest ReadStripeRequest(const net::Request& request);

struct StripeAnswer {
  int status = 200;
  std::string body;
  std::vector<net::Header> headers;
};

class StripeApi {
 public:
  StripeApi(StripeBook& book, Secret secret_key) : book_(book), secret_(std::move(secret_key)) {}

  // Whether the header is "Bearer KEY", or "Basic" with the key as the user.
  [[nodiscard]] bool Accepts(const std::string& authorization) const;

  // `fault` changes the answer, and whether the request takes effect; those of lost answers and
  // slow requests are the caller's.
  StripeAnswer Serve(const StripeRequest& request, const std::optional<StripeFault>& fault = {});

  // Between these two calls, a request with that key is in progress.
  void BeginSlow(const std::string& key);
  void EndSlow(const std::string& key);

 private:
  struct Outcome {
    int status = 200;
    std::string body;
    bool kept = false;
  };
  StripeAnswer Answer(const StripeRequest& request, const std::string& request_id,
                      const std::optional<StripeFault>& fault);
  Outcome RunWithFault(const StripeRequest& request, const Form& form, const StripeRoute& route,
                       const std::optional<StripeFault>& fault);
  Outcome Run(const StripeRequest& request, const Form& form, const StripeRoute& route);

  StripeBook& book_;
  const Secret secret_;
  std::multiset<std::string> in_progress_;
};

}  // namespace herlaad::sandbox
