// Operator: a sandbox mobile operator. What it does with a number is decided by the number's last
// three digits, xyz with y = 0 and z from 0 to 7:
//
//   x00 completed         x04 operator_unavailable (surely not credited)
//   x01 completed_with_pin  x05 duplicate: credited, and yet answered so; asking tells the truth
//   x02 invalid_number    x06 declined
//   x03 barred            x07 an exception: HTTP 500 and garbage, nothing credited, and asking
//   fails
//                             in the same way
//
// With x = 1, 2, 3 the answer comes 3 s, 20 s, 5 min later; what is booked is booked before, and
// asking meanwhile says "processing". Every other number: completed at once. A reference that was
// used before is never credited again and answered "duplicate".
//
//   POST /sandbox/operator/topups              {"reference", "msisdn", "amount", "currency"}
//   GET  /sandbox/operator/topups/{reference}
//   GET  /sandbox/operator/store?cursor=&limit=
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/net/http.h"
#include "adapters/sandbox/actor.h"
#include "adapters/sandbox/operator_store.h"
#include "adapters/sandbox/request_handler.h"

namespace herlaad::sandbox {

struct OperatorOptions {
  std::array<Millis, 3> delays{Millis(3'000), Millis(20'000), Millis(300'000)};
  FaultOptions faults;
  std::uint64_t seed = 1;
};

// How a number is treated.
struct Scenario {
  std::string_view code = "completed";
  int delay = 0;  // which of the delays; 0: none
};
Scenario ScenarioOf(std::string_view msisdn);

class Operator {
 public:
  Operator(OperatorStore& store, Actor& actor, const OperatorOptions& options);

  // A request whose path begins with /sandbox/operator/.
  void Handle(net::Request&& request, net::Responder&& responder);

 private:
  Answer Topup(const std::string& body);
  Answer Ask(const std::string& reference);
  // What became of the first request with that reference.
  [[nodiscard]] net::Response Outcome(const FullRequest& first);

  OperatorStore& store_;
  Actor& actor_;
  const OperatorOptions options_;
  RequestHandler handler_;
};

}  // namespace herlaad::sandbox
