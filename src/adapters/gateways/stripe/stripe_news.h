// News of payments and refunds in what Stripe sends and lists: objects and events.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/result.h"
#include "engine/ports/gateway.h"

namespace herlaad::gateways::stripe {

using NewsOrError = Result<std::vector<engine::PaymentNews>, engine::CallbackError>;

// What an object tells: a payment intent, session, refund, dispute or charge,
// the latter four with their payment intent expanded. `at`: when it was like
// this. None while a payment is undecided. kNotForUs: it has no reference of
// ours, or is of the other mode. kMalformed: it is ours, and wrong.
NewsOrError ReadObject(const nlohmann::json& object, bool live, Instant at);

// Parses the body of a callback whose signature has been verified, or an event
// that was asked for: a snapshot ("event") or a thin event ("v2.core.event"),
// of which only the type and the name of the object count.
Result<engine::Callback, engine::CallbackError> ParseEvent(std::string_view body, bool live);
Result<engine::Callback, engine::CallbackError> ReadEvent(const nlohmann::json& event, bool live);

// How to get the object that a callback named: the path and what to expand
// ("payment_intent.latest_charge", or nothing). Empty if no object has such an id.
struct ObjectPath {
  std::string path;
  std::string_view expand = {};
};
ObjectPath PathOf(const std::string& id);

}  // namespace herlaad::gateways::stripe
