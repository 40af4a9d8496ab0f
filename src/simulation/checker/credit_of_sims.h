// The credit of hosted numbers, recomputed by SimModel from what was credited and swept.
#pragma once

#include <map>
#include <vector>

#include "simulation/checker/checker.h"

namespace herlaad::simulation {

// What was read from the database.
struct ReadSims {
  const std::map<OrderId, engine::OrderRecord>& orders;
  const std::map<Msisdn, orders::Subscriber>& numbers;
  const std::vector<ledger::Entry>& swept;  // what numbers posted themselves
};

// Every hosted number has what was credited and has not lapsed; the rest is breakage, which is
// added to `outside`. Differences are the world's broken promises.
void CheckCreditOfSims(World& world, const ReadSims& read,
                       std::map<ledger::Account, std::int64_t>& outside, Verdict& verdict);

}  // namespace herlaad::simulation
