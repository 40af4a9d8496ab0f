// StripeWire: carries the requests of the adapter for Stripe to the stand-in, in process, with the
// faults of a wire and those of Stripe itself. Lost time is the history's (stage.wire_takes).
#pragma once

#include <map>
#include <optional>
#include <string>

#include "adapters/gateways/stripe/stripe_exchange.h"
#include "simulation/parties/wire.h"
#include "simulation/stripe/simulated_stripe.h"

namespace herlaad::simulation {

class StripeWire final : public gateways::stripe::StripeExchange {
 public:
  StripeWire(Stage& stage, SimulatedStripe& stripe)
      : stage_(stage), stripe_(stripe), wire_(stage, "stripe") {}

  Result<net::ClientResponse, net::ClientError> Send(const net::ClientRequest& request) override;
  [[nodiscard]] Millis Steady() const override {
    return Millis(stage_.now().ms) + stage_.wire_takes;
  }
  void Stop() override {}

  // When a request with that key was last sent; 0: never.
  [[nodiscard]] Instant LastSent(const std::string& key) const;

 private:
  using Answer = Result<net::ClientResponse, net::ClientError>;
  // The fault of an answer that arrives.
  std::optional<sandbox::StripeFault> DrawFault();
  net::ClientResponse Respond(const sandbox::StripeAnswer& answer) const;
  Answer AnswerLost(const sandbox::StripeRequest& request);
  void ArriveLate(const sandbox::StripeRequest& request, Millis sent_after);
  void Tell(const sandbox::StripeRequest& request, const std::string& what);

  Stage& stage_;
  SimulatedStripe& stripe_;
  Wire wire_;
  std::map<std::string, Instant, std::less<>> sent_;  // by key
};

}  // namespace herlaad::simulation
