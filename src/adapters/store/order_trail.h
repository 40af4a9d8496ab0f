// What happened to one order: its events and what the audit trail has of it.
#pragma once

#include <optional>

#include "adapters/store/read_pool.h"
#include "base/core/id.h"
#include "engine/ports/records.h"

namespace herlaad::store {

void AppendOrderEvent(Home home, const engine::OrderEvent& event, RowBatch& rows);

// Nothing is put into `trail` when there is no such order.
DbStatus ReadTrail(ReadSession& session, Home home, OrderId id,
                   std::optional<engine::OrderTrail>& trail);

}  // namespace herlaad::store
