// Rejects unknown query parameters: a misspelt filter would otherwise return everything.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "adapters/net/http.h"
#include "api/http/core/problem.h"

namespace herlaad::http {

// The problem if a parameter of the request is not in `known` or is repeated.
std::optional<Problem> BadParameters(const net::Request& request,
                                     std::span<const std::string_view> known);

}  // namespace herlaad::http
