// Parses and checks the bodies of /v1/webhooks.
#pragma once

#include <string>

#include "adapters/net/http.h"
#include "api/http/core/problem.h"
#include "base/core/result.h"
#include "engine/commands/webhooks/manage_webhooks.h"

namespace herlaad::http {

// {"url", "events", "description"?}. With `allow_private` also plain http and addresses that are
// not on the internet.
Result<engine::WebhookWish, Problem> ReadNewWebhook(const net::Request& request,
                                                    bool allow_private);
// {"url"?, "events"?, "description"?, "disabled"?}, at least one of them.
Result<engine::WebhookWish, Problem> ReadWebhookChange(const net::Request& request,
                                                       bool allow_private);
// {"old_valid_for_seconds"?}: how long the secret so far signs too.
Result<Millis, Problem> ReadWebhookRotation(const net::Request& request);

// The body may be left out; whatever it is, it has no members.
Result<Nothing, Problem> ReadNoBody(const net::Request& request);

}  // namespace herlaad::http
