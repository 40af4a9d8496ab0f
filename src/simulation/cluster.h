// Cluster: everything that clients can reach: Herlaad, banks, operators and tills.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "engine/batches/batch.h"
#include "engine/commands/orders/new_order.h"
#include "engine/ports/queries.h"
#include "simulation/checker/asks.h"
#include "simulation/parties/phones.h"
#include "simulation/parties/provider.h"
#include "simulation/parties/simulated_operator.h"

namespace herlaad::simulation {

// A number that tops up, and who serves it.
struct Customer {
  Msisdn msisdn;
  std::string operator_id;
};

// Cash of one order; the true state outside Herlaad.
struct TillEntry {
  std::string till;
  std::int64_t taken = 0;
  std::map<std::int32_t, std::int64_t> handed_back;  // by number of the refund
};

struct Cluster {
  Stage& stage;
  const catalogue::Catalogue& catalogue;
  std::shared_ptr<engine::Queries> queries;
  std::map<std::string, Provider*, std::less<>> banks;
  std::map<std::string, SimulatedOperator*, std::less<>> operators;
  const Phones* phones;
  std::map<OrderId, TillEntry> tills;
  Asks& asks;
  // Submits to a random node; false if that node is not running.
  std::function<bool(engine::Submitted)> submit;
  std::set<OrderId> refunded_as_loss =
      {};  // those that support wanted to be, credited as they were

  template <class C, class Done>
  bool Submit(std::unique_ptr<C> command, Done done) {
    return submit(engine::Submitted(std::move(command), std::move(done)));
  }

  // Places an order for a client. `told` is called with the result unless the command fails or its
  // answer is lost on the way.
  template <class C, class Told>
  void Place(std::unique_ptr<C> command, const std::string& client, Told told) {
    const bool lost = stage.Happens(stage.rates().response_lost);
    const std::string action = PlacingBy(client);
    asks.Asked(action);
    const bool taken = Submit(
        std::move(command), [this, lost, action, told = std::move(told)](
                                const engine::Answered<engine::PlaceResult>& answer, const auto*) {
          asks.Answered(action, answer, {});
          if (!lost && answer.ok()) told(*answer);
        });
    if (!taken) asks.NotTaken(action);
  }
};

}  // namespace herlaad::simulation
