// Witness: compares what people were told, what the orders say, and what the bank's and the
// operator's own books say.
#pragma once

#include <string>
#include <vector>

#include "tests/crash/cluster.h"
#include "tests/crash/load.h"

namespace herlaad::testing {

// Waits until no acknowledged order moves any more. What still moves when the time is over, in
// words.
std::vector<std::string> AwaitTheEnd(Cluster& cluster, const std::vector<Acknowledged>& orders,
                                     Millis timeout);

// Everything that is not as it must be, in words; empty when all is well.
std::vector<std::string> Differences(Cluster& cluster, const std::vector<Acknowledged>& orders);

}  // namespace herlaad::testing
