#include "api/http/core/router.h"

#include <algorithm>

#include "api/http/core/parameters/query_parameters.h"

namespace herlaad::http {
namespace {

constexpr std::string_view kPlace = "{}";

bool MayReach(const Route& route, const net::Request& request) {
  return route.access != Access::kLocal || request.local;
}

// Payment providers may add parameters to callback URLs.
bool IsApi(std::string_view path) {
  return (path.starts_with("/v1/") && !path.starts_with("/v1/callbacks/")) ||
         path.starts_with("/admin/");
}

}  // namespace

std::optional<std::string_view> MatchPath(std::string_view pattern, std::string_view path) {
  const std::size_t place = pattern.find(kPlace);
  if (place == std::string_view::npos) {
    return pattern == path ? std::optional(std::string_view()) : std::nullopt;
  }
  const std::string_view before = pattern.substr(0, place);
  const std::string_view after = pattern.substr(place + kPlace.size());
  // What stands between the first and the last place belongs to the match: "{}/deliveries/{}".
  if (const std::size_t second = after.find(kPlace); second != std::string_view::npos) {
    if (!path.starts_with(before)) return std::nullopt;
    const std::string_view rest = path.substr(before.size());
    const std::size_t end = std::min(rest.find('/'), rest.size());
    const auto last = MatchPath(after, rest.substr(end));
    if (end == 0 || !last) return std::nullopt;
    return rest.substr(0, static_cast<std::size_t>(last->data() - rest.data()) + last->size());
  }
  if (path.size() <= before.size() + after.size()) return std::nullopt;
  if (!path.starts_with(before) || !path.ends_with(after)) return std::nullopt;
  const std::string_view segment =
      path.substr(before.size(), path.size() - before.size() - after.size());
  return segment.find('/') == std::string_view::npos ? std::optional(segment) : std::nullopt;
}

Router::Router(Shared& shared, std::vector<Route> routes)
    : shared_(shared),
      routes_(std::move(routes)),
      limiter_(shared.options.anonymous),
      look_ups_(shared.options.anonymous) {}

void Router::Handle(ExchangePtr exchange) {
  const net::Request& request = exchange->request;
  if (request.path == "*")
    return exchange->Send({204, "application/json", {}, {{"Allow", Methods()}}});
  for (const Route& route : routes_) {
    if (route.method != request.method || !MayReach(route, request)) continue;
    const auto segment = MatchPath(route.path, request.path);
    if (!segment) continue;
    exchange->argument = *segment;
    if (route.access == Access::kOpen) return Admit(route, ClientPtr(), std::move(exchange));
    const auto may_come = [this, &request](Authenticator::Stranger stranger) {
      auto& limiter = stranger == Authenticator::Stranger::kWithoutKey ? limiter_ : look_ups_;
      return limiter.Allow(request.peer, shared_.services.clock.Now());
    };
    return shared_.authenticator.Identify(
        request, may_come, [this, &route, exchange](Result<ClientPtr, Problem> client) {
          Admit(route, std::move(client), exchange);
        });
  }
  RefuseUnrouted(*exchange);
}

bool Router::TakesParameters(const Route& route, Exchange& exchange) {
  if (!IsApi(route.path)) return true;
  const auto problem = BadParameters(exchange.request, route.parameters);
  if (problem) exchange.Refuse(*problem);
  return !problem;
}

void Router::Admit(const Route& route, Result<ClientPtr, Problem> client, ExchangePtr exchange) {
  if (!client.ok()) return exchange->Refuse(client.error());
  exchange->client = *std::move(client);
  if (TakesParameters(route, *exchange)) route.handler(std::move(exchange));
}

// The methods supported by any path.
std::string Router::Methods() const {
  std::string methods = "HEAD, OPTIONS";
  for (const Route& route : routes_) {
    if (methods.find(route.method) == std::string::npos)
      methods += ", " + std::string(route.method);
  }
  return methods;
}

void Router::RefuseUnrouted(Exchange& exchange) const {
  std::string allowed;
  for (const Route& route : routes_) {
    if (!MayReach(route, exchange.request) || !MatchPath(route.path, exchange.request.path))
      continue;
    if (!allowed.empty()) allowed += ", ";
    allowed += route.method;
    if (route.method == "GET") allowed += ", HEAD";
  }
  if (allowed.empty()) return exchange.Refuse(Problem(Code::kNotFound));
  exchange.Refuse(Problem(Code::kMethodNotAllowed).Header("Allow", std::move(allowed)));
}

}  // namespace herlaad::http
