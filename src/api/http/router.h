// Router: which handler answers a request, and who may come to it at all.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/net/rate_limit.h"
#include "api/http/exchange.h"

namespace herlaad::http {

enum class Access : std::uint8_t {
  kOpen,    // everybody, without asking who
  kPublic,  // everybody; who comes without a valid key is limited in rate
  kLocal,   // through the administration socket; for others the address does not exist
};

using RouteHandler = std::function<void(ExchangePtr)>;

struct Route {
  std::string_view method;
  std::string path;  // "{}" stands for one segment, which becomes Exchange::argument
  Access access = Access::kPublic;
  RouteHandler handler;
  // The query parameters that an address of the API takes; pages take any, as links come to have
  // some.
  std::vector<std::string_view> parameters = {};
};

// The segment for which "{}" stands, empty when there is none; nothing when the path is another
// one.
std::optional<std::string_view> MatchPath(std::string_view pattern, std::string_view path);

class Router {
 public:
  Router(Shared& shared, std::vector<Route> routes);

  // Hands the request to its route's handler, or answers what is wrong; on another thread where the
  // client's key had to be looked up.
  void Handle(ExchangePtr exchange);

 private:
  // Each answers the request when the answer is no.
  [[nodiscard]] static bool TakesParameters(const Route& route, Exchange& exchange);
  void Admit(const Route& route, Result<ClientPtr, Problem> client, ExchangePtr exchange);
  [[nodiscard]] std::string Methods() const;
  void RefuseUnrouted(Exchange& exchange) const;

  Shared& shared_;
  std::vector<Route> routes_;
  net::RateLimiter limiter_;  // of those without a key
  // Of those whose key is not known yet: a valid one must not wait for who shares its address.
  net::RateLimiter look_ups_;
};

}  // namespace herlaad::http
