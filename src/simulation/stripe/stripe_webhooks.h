// StripeWebhooks: brings the stand-in's webhooks to Herlaad as the HTTP API takes them: signed,
// verified and read by the adapter, fetched where they only name an object, recorded, answered.
// They come in any order, some late; each until it is answered.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/core/secret.h"
#include "engine/ports/gateway.h"
#include "simulation/stripe/simulated_stripe.h"

namespace herlaad::simulation {

class StripeWebhooks {
 public:
  // Records the news; `heard` is called once all of it is recorded, which may never happen.
  using Deliver =
      std::function<void(std::vector<engine::PaymentNews> news, std::function<void()> heard)>;

  StripeWebhooks(Stage& stage, SimulatedStripe& stripe, engine::Gateway& gateway, Secret secret,
                 Deliver deliver)
      : stage_(stage),
        stripe_(stripe),
        gateway_(gateway),
        secret_(std::move(secret)),
        deliver_(std::move(deliver)) {}

  void Send(std::string body);

 private:
  using Body = std::shared_ptr<const std::string>;
  using Heard = std::function<void()>;
  void Call(const Body& body, int tries);
  void Take(const engine::Callback& callback, const Heard& heard);
  void Fetch(const std::string& object, const Heard& heard);
  void Refused(engine::CallbackError error, const Heard& heard);

  Stage& stage_;
  SimulatedStripe& stripe_;
  engine::Gateway& gateway_;
  const Secret secret_;
  const Deliver deliver_;
};

}  // namespace herlaad::simulation
