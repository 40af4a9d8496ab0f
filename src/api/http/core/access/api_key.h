// API keys as clients send them: "hk_" and 32 characters of Crockford base32, 160 bits.
#pragma once

#include <string_view>

#include "base/core/secret.h"

namespace herlaad::http {

Secret NewApiKey();

// Whether `text` has the format of a key. Its randomness cannot be checked.
bool IsApiKey(std::string_view text);

}  // namespace herlaad::http
