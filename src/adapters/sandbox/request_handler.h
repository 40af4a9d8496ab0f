// RequestHandler: runs a sandbox party's requests on its actor and returns the answers, with the
// configured faults.
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

// The page that the parameters `cursor` and `limit` select; nothing if they are invalid.
std::optional<EntriesPage> PageAsked(const net::Request& request);

class RequestHandler {
 public:
  RequestHandler(Actor& actor, const FaultOptions& faults, std::uint64_t seed)
      : actor_(actor), faults_(faults, seed) {}

  using Work = std::function<Answer()>;
  // Runs the work on the actor's thread and sends its answer once its writes are durable.
  void Serve(net::Responder&& responder, Work work);
  // As Serve, with faults: the request or the answer may be lost, or the request arrive twice.
  void ServeWithFaults(net::Responder&& responder, Work work);

 private:
  using Shared = std::shared_ptr<net::Responder>;
  void Take(Shared responder, Work work, bool repeated, bool answer_lost);
  // Keeps the connection open for a while, then sends an answer that cannot be trusted.
  void Lose(const Shared& responder);

  Actor& actor_;
  Faults faults_;
};

}  // namespace herlaad::sandbox
