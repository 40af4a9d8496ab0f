// Problems (RFC 9457) that the server itself answers with.
#pragma once

#include <string>
#include <string_view>

#include "adapters/net/http.h"

namespace herlaad::net {

struct Problem {
  int status = 400;
  std::string_view code;    // stable, for programs; lives for ever
  std::string_view detail;  // a sentence for people; lives for ever
};

// "Not Found" for 404; empty for a status nobody registered.
std::string_view ReasonPhrase(int status);

// application/problem+json with type, title, status, code and detail.
Response ProblemResponse(const Problem& problem);

}  // namespace herlaad::net
