// How an effect goes on after an attempt or an ask without a definite answer. Only for this room.
#pragma once

#include <optional>

#include "engine/kinds/command.h"

namespace herlaad::engine {

// The order's effect with its next turn, when it is the one with that purpose and part; when its
// turns are used up the order is put before a person. Another effect of the order stays as it is.
std::optional<orders::Effect> NextTurn(const OrderRecord& record, orders::Scene& scene,
                                       orders::Purpose purpose, std::int32_t n,
                                       const Moment& moment);

}  // namespace herlaad::engine
