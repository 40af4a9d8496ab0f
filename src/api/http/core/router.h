// Router: selects the handler of a request, and checks access to it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/net/server/rate_limit.h"
#include "api/http/core/exchange.h"

namespace herlaad::http {

enum class Access : std::uint8_t {
  kOpen,    // everybody, without authentication
  kPublic,  // everybody; without a valid key, requests are rate-limited
  kLocal,   // the administration socket only; 404 for others
};

using RouteHandler = std::function<void(ExchangePtr)>;

struct Route {
  std::string_view method;
  // "{}" matches one segment, which becomes Exchange::argument; of two, with what is between them.
  std::string path;
  Access access = Access::kPublic;
  RouteHandler handler;
  // The query parameters of an API path; pages accept any, since links acquire some.
  std::vector<std::string_view> parameters = {};
};

// What "{}" matches, empty if there is none: a segment, or from the first to the second of them.
// Nothing if the path does not match.
std::optional<std::string_view> MatchPath(std::string_view pattern, std::string_view path);

class Router {
 public:
  Router(Shared& shared, std::vector<Route> routes);

  // Calls the route's handler, or answers with a problem; on another thread if the client's key had
  // to be looked up.
  void Handle(ExchangePtr exchange);

 private:
  // Each answers the request if the check fails.
  [[nodiscard]] static bool TakesParameters(const Route& route, Exchange& exchange);
  void Admit(const Route& route, Result<ClientPtr, Problem> client, ExchangePtr exchange);
  [[nodiscard]] std::string Methods() const;
  void RefuseUnrouted(Exchange& exchange) const;

  Shared& shared_;
  std::vector<Route> routes_;
  net::RateLimiter limiter_;  // requests without a key
  // Requests with a key that is not cached yet: a valid one must not be delayed by others at the
  // same address.
  net::RateLimiter look_ups_;
};

}  // namespace herlaad::http
