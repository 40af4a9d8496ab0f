// Operator: a sandbox mobile operator. The number's last three digits, xyz with y = 0 and z from 0
// to 7, select the outcome:
//
//   x00 completed            x04 operator_unavailable (not credited)
//   x01 completed_with_pin   x05 duplicate, although credited; a query returns the real outcome
//   x02 invalid_number       x06 declined
//   x03 barred               x07 HTTP 500 without JSON, not credited; a query fails the same way
//
// With x = 1, 2, 3 the answer is delayed by 3 s, 20 s, 5 min; the outcome is stored before that,
// and a query in the meantime answers "processing". Any other number: completed at once. A
// reference that was used before is never credited again and is answered with "duplicate".
//
//   POST /sandbox/operator/topups              {"reference", "msisdn", "amount", "currency"}
//   GET  /sandbox/operator/topups/{reference}
//   GET  /sandbox/operator/entries?cursor=&limit=
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/net/http.h"
#include "adapters/sandbox/actor.h"
#include "adapters/sandbox/operator/operator_store.h"
#include "adapters/sandbox/request_handler.h"

namespace herlaad::sandbox {

struct OperatorOptions {
  std::array<Millis, 3> delays{Millis(3'000), Millis(20'000), Millis(300'000)};
  FaultOptions faults;
  std::uint64_t seed = 1;
};

// The outcome for a number.
struct Scenario {
  std::string_view code = "completed";
  int delay = 0;  // index of the delay, from 1; 0: none
};
Scenario ScenarioOf(std::string_view msisdn);

class Operator {
 public:
  Operator(OperatorStore& store, Actor& actor, const OperatorOptions& options);

  // Handles a request whose path begins with /sandbox/operator/.
  void Handle(net::Request&& request, net::Responder&& responder);

 private:
  Answer Topup(const std::string& body);
  Answer Ask(const std::string& reference);
  // The outcome of the first request with that reference.
  [[nodiscard]] net::Response Outcome(const FullRequest& first);

  OperatorStore& store_;
  Actor& actor_;
  const OperatorOptions options_;
  RequestHandler handler_;
};

}  // namespace herlaad::sandbox
