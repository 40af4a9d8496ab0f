// What a sandbox party accepts in a request.
#pragma once

#include <cstdint>
#include <string_view>

#include "adapters/net/problem.h"

namespace herlaad::sandbox {

// 1 to 64 of A-Z a-z 0-9 _ -
bool IsReference(std::string_view text);

// Cents, above zero and at most a million euros.
bool IsAmount(std::int64_t cents);

// Empty, or an http(s) address of plain ASCII that may stand in a Location header.
bool IsReturnUrl(std::string_view url);

// "https://host:port" of an address that IsReturnUrl accepts; empty for an empty one.
std::string_view OriginOf(std::string_view url);

inline constexpr net::Problem kNoSuchPlace{
    404, "not_found", "The sandbox has nothing here. Its front page lists what there is."};
inline constexpr net::Problem kBadPage{400, "invalid_page",
                                       "cursor and limit must be whole numbers."};

}  // namespace herlaad::sandbox
