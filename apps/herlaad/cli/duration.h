// Durations as written in settings files.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/core/instant.h"

namespace herlaad::app {

// "500 ms", "10 s", "5 min", "2 h", "35 d", with or without the space; whole numbers only, at most
// kDurationMax.
std::optional<Millis> ParseDuration(std::string_view text);

// In the largest unit that is exact: "30 min".
std::string Text(Millis duration);

inline constexpr Millis kDurationMax{400LL * 24 * 3'600 * 1'000};

}  // namespace herlaad::app
