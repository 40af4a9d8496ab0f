// Signatures of callbacks: a header `t=SECONDS,v1=HEX[,v1=HEX]` with
// HMAC-SHA-256 over "SECONDS.body". Stripe and the sandbox bank sign like this.
#pragma once

#include <string_view>
#include <vector>

#include "base/core/instant.h"
#include "base/core/secret.h"
#include "engine/ports/gateway.h"

namespace herlaad::gateways {

// Whether `header` is a signature of `body` with `key` whose timestamp is
// within `tolerance` of `now`, before or after it. One matching v1 of the first
// three is enough; other schemes are ignored. Without a key nothing matches.
bool SignatureMatches(std::string_view header, std::string_view body, const Secret& key,
                      Instant now, Millis tolerance);

// Whether `headers` have exactly one of that name (in lower case), and it is a signature with one
// of `keys`. With two of them, whoever added one could choose which counts.
bool IsSigned(const engine::Gateway::Headers& headers, std::string_view name, std::string_view body,
              const std::vector<Secret>& keys, Instant now, Millis tolerance);

}  // namespace herlaad::gateways
