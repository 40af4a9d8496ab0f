// The trail of one order: its events and its audit entries.
#pragma once

#include <optional>

#include "adapters/store/queries/read_pool.h"
#include "base/core/id.h"
#include "engine/ports/records.h"

namespace herlaad::store {

// Nothing is put into `trail` when there is no such order.
DbStatus ReadTrail(ReadSession& session, Shard shard, OrderId id,
                   std::optional<engine::OrderTrail>& trail);

}  // namespace herlaad::store
