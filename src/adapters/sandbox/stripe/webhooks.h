// Webhooks: sends the merchant Stripe's webhooks from the store, signed. Retries with growing
// delays until a 2xx is answered, also after a restart.
//
//   Stripe-Signature: t=SECONDS,v1=HEX      HMAC-SHA-256 over "SECONDS.body", keyed with the whole
//                                           secret "whsec_…"
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapters/net/client.h"
#include "adapters/sandbox/actor.h"
#include "adapters/sandbox/stripe/stripe_store.h"
#include "base/core/secret.h"

namespace herlaad::sandbox {

struct WebhookOptions {
  std::string url;  // empty: nothing is sent yet
  Secret secret;
  Millis first_wait{1'000};  // doubled with each attempt
  Millis longest_wait{60'000};
  std::int64_t tries = 30;
  Millis timeout{5'000};
};

// The value of the header Stripe-Signature.
std::string StripeSignature(const Secret& secret, std::int64_t seconds, const std::string& body);

class Webhooks {
 public:
  // `reader` is this object's own connection; results are written on the actor's thread.
  Webhooks(std::unique_ptr<StripeStore> reader, StripeStore& store, Actor& actor,
           WebhookOptions options);
  ~Webhooks();  // as Stop

  void Start();
  void Stop();  // must be called before the actor's Stop

  void SetUrl(std::string url);
  void Wake();  // there are new webhooks to send

 private:
  struct Sent {
    Webhook webhook;
    bool heard = false;
  };
  void Run();
  // Waits until webhooks are due; returns none when stopped.
  std::vector<Webhook> TakeDue(std::string& url);
  bool Send(const std::string& url, const std::string& body);
  // Returns once durable, so that no sent webhook is read as due again; false if that failed.
  bool Record(std::vector<Sent> told);
  void Pause();

  const std::unique_ptr<StripeStore> reader_;
  StripeStore& store_;
  Actor& actor_;
  const WebhookOptions options_;
  net::Client client_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string url_;
  bool news_ = true;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace herlaad::sandbox
