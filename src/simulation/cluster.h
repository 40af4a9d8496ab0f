// Cluster: everything that clients can reach: Herlaad, banks, operators and tills.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include "engine/batch.h"
#include "engine/ports/queries.h"
#include "simulation/asks.h"
#include "simulation/bank.h"
#include "simulation/phones.h"
#include "simulation/simulated_operator.h"

namespace herlaad::simulation {

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
  std::map<std::string, Bank*, std::less<>> banks;
  std::map<std::string, SimulatedOperator*, std::less<>> operators;
  const Phones* phones;
  std::map<OrderId, TillEntry> tills;
  Asks& asks;
  // Submits to a random node; false if that node is not running.
  std::function<bool(engine::Submitted)> submit;

  template <class C, class Done>
  bool Submit(std::unique_ptr<C> command, Done done) {
    return submit(engine::Submitted(std::move(command), std::move(done)));
  }
};

}  // namespace herlaad::simulation
