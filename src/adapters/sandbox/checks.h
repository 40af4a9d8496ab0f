// Checks of values in requests to the sandbox.
#pragma once

#include <cstdint>
#include <string_view>

#include "adapters/net/problem.h"

namespace herlaad::sandbox {

// 1 to 64 of A-Z a-z 0-9 _ -
bool IsReference(std::string_view text);

// Cents, above zero and at most a million euros.
bool IsAmount(std::int64_t cents);

// Empty, or a plain-ASCII http(s) URL that is safe in a Location header.
bool IsReturnUrl(std::string_view url);

// "https://host:port" of a URL that IsReturnUrl accepts; empty for an empty one.
std::string_view OriginOf(std::string_view url);

inline constexpr net::Problem kNoSuchPlace{
    404, "not_found", "The sandbox has nothing here. Its front page lists what there is."};
inline constexpr net::Problem kBadPage{400, "invalid_page",
                                       "cursor and limit must be whole numbers."};

}  // namespace herlaad::sandbox
