// API keys as clients show them: "hk_" and 32 characters of Crockford base32, 160 bits.
#pragma once

#include <string_view>

#include "base/core/secret.h"

namespace herlaad::http {

Secret NewApiKey();

// Whether it is written like one. Whether it can be guessed nobody can see.
bool IsApiKey(std::string_view text);

}  // namespace herlaad::http
