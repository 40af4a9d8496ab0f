// RequestHandler: takes a sandbox party's requests to its actor and its answers back, with the bad
// luck that was ordered.
#pragma once

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>

#include "adapters/net/http.h"
#include "adapters/sandbox/actor.h"
#include "adapters/sandbox/faults.h"
#include "adapters/sandbox/sandbox_entries.h"

namespace herlaad::sandbox {

struct Answer {
  net::Response response;
  Instant not_before{};
};

net::Response JsonResponse(int status, const nlohmann::json& body);

// The page a request asks for with its parameters `cursor` and `limit`; nothing when they are
// wrong.
std::optional<BookPage> PageAsked(const net::Request& request);

class RequestHandler {
 public:
  RequestHandler(Actor& actor, const FaultOptions& faults, std::uint64_t seed)
      : actor_(actor), faults_(faults, seed) {}

  using Work = std::function<Answer()>;
  // Does the work at the actor and sends its answer once what it wrote is durable.
  void Serve(net::Responder&& responder, Work work);
  // The same with luck: the request or the answer may be lost, or the request come twice.
  void ServeWithFaults(net::Responder&& responder, Work work);

 private:
  using Shared = std::shared_ptr<net::Responder>;
  void Take(Shared responder, Work work, bool repeated, bool answer_lost);
  // Keeps the connection waiting, then breaks the silence with what nobody can believe.
  void Lose(const Shared& responder);

  Actor& actor_;
  Faults faults_;
};

}  // namespace herlaad::sandbox
