// Secrets and signatures of webhooks, as Standard Webhooks 1.0 has them
// (standardwebhooks.com, "webhook-signature").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/secret.h"

namespace herlaad::credentials {

// "whsec_" and the base64 of 24 random bytes: 32 characters without padding.
Secret NewWebhookSecret();

// "v1," and the base64 of HMAC-SHA256 over "id.timestamp.body", with the decoded secret as its key;
// `timestamp` in seconds since 1970. CHECKs that `secret` is one of NewWebhookSecret.
std::string WebhookSignature(const Secret& secret, std::string_view id, std::int64_t timestamp,
                             std::string_view body);

}  // namespace herlaad::credentials
