// StripeControl: steers the stand-in in tests: POST /control/… with JSON, and the secret key as for
// the API. docs/stripe_stand_in.md lists the paths. Called on the actor's thread, within a
// transaction of the store.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "adapters/sandbox/stripe/book/stripe_book.h"
#include "adapters/sandbox/stripe/stripe_faults.h"

namespace herlaad::sandbox {

struct ControlActs {
  std::function<void(Millis)> advance_clock;
  std::function<void(std::string)> set_webhook_url;
};

class StripeControl {
 public:
  StripeControl(StripeBook& book, StripeFaults& faults, ControlActs acts)
      : book_(book), faults_(faults), acts_(std::move(acts)) {}

  // `path` is what follows "/control/". The object that was changed, or {}.
  StripeResult Do(const std::string& path, const std::string& body);

 private:
  StripeResult AddFault(const nlohmann::json& asked);
  StripeResult PayAs(const std::string& session, const nlohmann::json& asked);
  StripeResult Settle(const std::string& intent, const nlohmann::json& asked);
  StripeResult DisputeOf(const std::string& charge, const nlohmann::json& asked);
  StripeResult SetMeans(const std::string& means, const nlohmann::json& asked);
  StripeResult SetWebhooks(const nlohmann::json& asked);
  StripeResult DoWith(const std::string& noun, const std::string& id, const nlohmann::json& asked);
  StripeResult DoAlone(const std::string& noun, const nlohmann::json& asked);

  StripeBook& book_;
  StripeFaults& faults_;
  const ControlActs acts_;
};

}  // namespace herlaad::sandbox
