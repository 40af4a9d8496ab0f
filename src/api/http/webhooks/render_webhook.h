// Webhook endpoints and their deliveries as JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/http/core/json/json_writer.h"
#include "base/core/secret.h"
#include "domain/webhooks/endpoint.h"

namespace herlaad::http {

// `secret` is given when it is new, and shown then only.
void RenderWebhook(const webhooks::Endpoint& endpoint, Instant now, const Secret* secret,
                   JsonWriter& json);
// What a client is told of a delivery to `endpoint`. One that waits is dropped from the moment when
// the endpoint is disabled, although the worker finds that later: see webhooks::IsDropped.
void RenderDelivery(const outbox::Message& message, const webhooks::Endpoint& endpoint,
                    JsonWriter& json);

}  // namespace herlaad::http
