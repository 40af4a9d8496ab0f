// Query parameters: a misspelt filter would be a list of everything, so what an address of the API
// does not know is refused.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "adapters/net/http.h"
#include "api/http/problem.h"

namespace herlaad::http {

// What is wrong with the names in a request's query: one that is not among `known`, or one that
// stands there twice.
std::optional<Problem> BadParameters(const net::Request& request,
                                     std::span<const std::string_view> known);

}  // namespace herlaad::http
