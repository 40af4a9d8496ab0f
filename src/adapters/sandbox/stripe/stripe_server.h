// StripeServer: connects the parts of the stand-in: its actor, on whose thread everything happens,
// the API, the payer's page, the control API, the plans and the webhooks.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "adapters/net/http.h"
#include "adapters/sandbox/actor.h"
#include "adapters/sandbox/callbacks.h"
#include "adapters/sandbox/stripe/api/stripe_api.h"
#include "adapters/sandbox/stripe/stripe_control.h"
#include "adapters/sandbox/stripe/stripe_stand_in.h"
#include "base/messages/language.h"

namespace herlaad::sandbox {

class StripeServer {
 public:
  StripeServer(std::unique_ptr<StripeStore> store, std::unique_ptr<StripeStore> reader,
               const StripeOptions& options);

  // `public_url` is for browsers. Requests that have arrived in the meantime wait for it.
  void Start(const std::string& public_url);
  void Stop();
  void SetWebhookUrl(std::string url) { webhooks_.SetUrl(std::move(url)); }

  // Called on the I/O thread.
  void Handle(net::Request&& request, net::Responder&& responder);

 private:
  using Shared = std::shared_ptr<net::Responder>;
  void HandleApi(StripeRequest request, const Shared& responder);
  void HandleControl(const net::Request& request, const Shared& responder);
  void HandlePayer(const net::Request& request, const Shared& responder);

  void Answer(const StripeRequest& request, const std::optional<StripeFault>& fault,
              const Shared& responder);
  // Cuts the connection off after a while, without an answer that could be understood.
  void Lose(const Shared& responder, Millis delay);
  net::Response ShowPage(const std::string& token, const net::Request& request);
  net::Response Act(const std::string& token, const net::Request& request);

  // Runs the work within a transaction, after what has become due, and sends what it returns once
  // that is durable.
  void Do(const Shared& responder, std::function<net::Response()> work);
  // Wakes up when the next plan is due.
  void Arm();
  void AdvanceClock(Millis by);

  const std::unique_ptr<StripeStore> store_;
  Actor actor_;
  Callbacks webhooks_;
  // The following are used on the actor's thread only.
  Millis ahead_{0};  // of the real time
  StripeEvents events_;
  StripeBook book_;
  StripeFaults faults_;
  StripeApi api_;
  StripeControl control_;
  std::optional<Instant> armed_;
};

}  // namespace herlaad::sandbox
