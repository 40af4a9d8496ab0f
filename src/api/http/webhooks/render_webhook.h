// Webhook endpoints and their deliveries as JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/http/core/json_writer.h"
#include "base/core/secret.h"
#include "domain/webhooks/endpoint.h"

namespace herlaad::http {

// `secret` is given when it is new, and shown then only.
void RenderWebhook(const webhooks::Endpoint& endpoint, Instant now, const Secret* secret,
                   JsonWriter& json);
void RenderDelivery(const outbox::Message& message, JsonWriter& json);

// What a client calls the state of a delivery: "pending", "delivered", "failed", "dropped".
std::string_view DeliveryStateName(outbox::MessageState state);

}  // namespace herlaad::http
