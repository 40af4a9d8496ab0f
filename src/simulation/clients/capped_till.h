// The till of the simulated world whose API key has a cap on the cash of a day.
#pragma once

#include <map>

#include "engine/commands/orders/place_topup.h"
#include "simulation/cluster.h"

namespace herlaad::simulation {

// The API key that a client uses for its request: its first, or the one that it was `rotated` to.
// With caps if the request is paid in cash at that till.
engine::UsedKey UsedKeyOf(int client, bool rotated, const orders::PlaceRequest& request);

// Adds to the stage's broken promises where its key took more than its cap, or where what it took
// is not counted.
void CheckCappedTill(const Cluster& cluster, const std::map<OrderId, engine::OrderRecord>& records,
                     Stage& stage);

}  // namespace herlaad::simulation
