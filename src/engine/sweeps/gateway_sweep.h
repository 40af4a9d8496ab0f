// GatewaySweep: reads each gateway's own list of what happened there, so that a charge, a dispute
// or a refund that no callback told of is found, also long after its order ended. What is known
// already changes nothing. Bounded: a page at a time with a pause after it, gateway by gateway.
// Several nodes may sweep at once.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/batches/submitted.h"
#include "engine/brakes/brakes_in_force.h"
#include "engine/ports/gateway.h"
#include "engine/sweeps/sweep_thread.h"

namespace herlaad::engine {

class GatewaySweep {
 public:
  struct Options {
    Millis look_back{3LL * 24 * 3'600'000};  // of the first pass
    Millis overlap{3'600'000};               // of a pass with the one before
    Millis pause{250};                       // after each page
    Millis pass_every{900'000};              // from the end of a pass to the next
    int pages_max = 1'000;                   // of one pass at one gateway
    BrakesInForce brakes = {};               // judge the cards of payments
  };
  using Submit = std::function<bool(Submitted)>;  // as Engine::Submit
  // News that changed something, or that are of an order that is not in the database; called on the
  // engine's thread. May be empty.
  using Told = std::function<void(const std::string& gateway, const PaymentNews& news,
                                  orders::EventOutcome outcome)>;

  GatewaySweep(const std::map<std::string, Gateway*, std::less<>>& gateways, Submit submit,
               Options options, Told told);

  void Start(Clock& clock);
  void Stop();

  // One page at `now`; the wait until the next call. What it submits may be decided later.
  Millis Step(Instant now);

 private:
  struct Source {
    std::string id;
    Gateway* gateway = nullptr;
    Instant since{};     // what happened before is known
    Instant begun_at{};  // this pass; 0: none
    std::string after;   // where it goes on
    int pages = 0;
  };
  // False if the engine takes no more.
  bool Record(const Source& source, std::vector<PaymentNews> news);
  void EndPass(Source& source, bool complete);
  Millis Next();
  Millis WaitForTurn();  // of the source at `at_`

  const Submit submit_;
  const Options options_;
  const Told told_;
  std::vector<Source> sources_;
  std::size_t at_ = 0;  // the source whose turn it is

  SweepThread thread_;  // last: it ends before what its steps use
};

}  // namespace herlaad::engine
