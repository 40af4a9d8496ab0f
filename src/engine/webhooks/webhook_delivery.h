// One attempt of a delivery to a webhook endpoint. The body says which event happened and when; its
// top-up is as it is when this attempt is made, so that a late delivery never shows an old state.
#pragma once

#include <string>

#include "engine/outbox/message_kinds.h"
#include "engine/ports/webhooks.h"

namespace herlaad::engine {

// {"id", "type", "timestamp", "data"}; `data` is the JSON of the top-up.
std::string WebhookBody(const outbox::Message& message, webhooks::Event event,
                        const std::string& data);

// Of kind webhooks::kDelivery. Not wanted any more once its endpoint is disabled or deleted.
Sending SendWebhook(const outbox::Message& message, bool ask, const SendContext& context);

// The client that is told by such a message.
std::string ClientToldBy(const outbox::Message& message);

}  // namespace herlaad::engine
