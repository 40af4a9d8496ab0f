// StripeStandIn: a server that speaks Stripe's wire on the paths that Herlaad uses, keeps a book of
// its own in stripe.db, sends signed webhooks, shows the payer's page, and misbehaves on demand. A
// sandbox: no real money moves. See docs/stripe_stand_in.md.
//
//   /v1/…, /v2/core/events/{id}   the API; the secret key is required
//   /pay/{token}                  the payer's page
//   /control/…                    steers it in tests; the secret key is required
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/core/instant.h"
#include "base/core/result.h"
#include "base/core/secret.h"

namespace herlaad::sandbox {

inline constexpr const char* kDemoStripeKey = "sk_test_herlaad_demo";
inline constexpr const char* kDemoStripeWebhookSecret = "whsec_herlaad_demo";

struct StripeOptions {
  std::string folder;  // for stripe.db; created if necessary, and used by one stand-in at a time
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;   // 0: any free one
  std::string public_url;   // for browsers; empty: http, localhost and the port
  std::string webhook_url;  // empty: see SetWebhookUrl
  Secret secret_key{kDemoStripeKey};
  Secret webhook_secret{kDemoStripeWebhookSecret};

  Millis processing_time{30'000};    // of a payment that settles by itself
  Millis webhook_first_wait{1'000};  // after a failed attempt; doubled with each further one
  Millis webhook_longest_wait{60'000};
  std::int64_t webhook_tries = 30;
  Millis webhook_timeout{5'000};

  std::function<void(std::string_view)> report;  // called with what its administrator should know
};

class StripeStandIn {
 public:
  explicit StripeStandIn(StripeOptions options);
  StripeStandIn(const StripeStandIn&) = delete;
  StripeStandIn& operator=(const StripeStandIn&) = delete;
  ~StripeStandIn();  // as Stop

  // Fails with a sentence. Call once.
  [[nodiscard]] Status<std::string> Start();

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string url() const;  // "http://127.0.0.1:PORT"

  // For a merchant whose port is known only later. Waiting webhooks are sent there.
  void SetWebhookUrl(std::string url);

  // What was answered is in the store; what is pending is resumed when another stand-in starts on
  // the same folder.
  void Stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace herlaad::sandbox
