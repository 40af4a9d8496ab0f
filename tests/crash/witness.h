// Witness: compares the acknowledgements, the orders, and the stores of the sandbox bank and
// operator.
#pragma once

#include <string>
#include <vector>

#include "tests/crash/cluster.h"
#include "tests/crash/load.h"

namespace herlaad::testing {

// Waits until every acknowledged order is final. Returns a description of each one that is not when
// the time is over.
std::vector<std::string> AwaitTheEnd(Cluster& cluster, const std::vector<Acknowledged>& orders,
                                     Millis timeout);

// Describes every inconsistency; empty if there is none.
std::vector<std::string> Differences(Cluster& cluster, const std::vector<Acknowledged>& orders);

}  // namespace herlaad::testing
