// Lists of orders, newest first, a page at a time, without an index on what is filtered by: the
// orders of one number are a chain, those in an open state have an index of their own, and all
// others are looked through, at most engine::kScanMax of them a page. So is what a bank calls a
// charge or a refund: it is any text, and an index on it would cost every payment a random write.
#pragma once

#include "adapters/store/read_pool.h"
#include "base/core/id.h"
#include "engine/ports/queries.h"

namespace herlaad::store {

// Within a snapshot.
DbStatus ListOrders(ReadSession& session, Shard shard, const engine::OrderFilter& filter,
                    engine::OrderPage& page);

}  // namespace herlaad::store
