// StripeBook: what the stand-in's operations work on. All are called on its actor's thread, within
// one transaction of the store.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>

#include "adapters/sandbox/stripe/api/form.h"
#include "adapters/sandbox/stripe/api/stripe_error.h"
#include "adapters/sandbox/stripe/book/stripe_events.h"
#include "adapters/sandbox/stripe/book/stripe_store.h"
#include "base/core/result.h"

namespace herlaad::sandbox {

struct StripeBook {
  StripeStore& store;
  StripeEvents& events;
  std::function<Instant()> now;    // may be ahead of the real time, when a test has advanced it
  std::string pay_url;             // the payer's page without its token: "http://host:port/pay/"
  Millis processing_time{30'000};  // of a payment that settles by itself

  [[nodiscard]] std::int64_t Seconds() const { return now().ms / 1'000; }
};

// One request to an operation.
struct StripeCall {
  Form form;
  std::string id;       // in the path, if it has one
  std::string version;  // Stripe-Version: "2026-10-28.endive"
};

using StripeResult = Result<nlohmann::json, StripeError>;
using StripeOperation = StripeResult (*)(StripeBook&, const StripeCall&);

}  // namespace herlaad::sandbox
