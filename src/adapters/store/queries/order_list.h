// Lists orders newest first, page by page, without an index for the filters: the orders of one
// number are a linked list, those in an open state have an index, and all others are scanned, at
// most engine::kScanMax for each page. That includes a bank's reference of a charge or refund: it
// is arbitrary text, and an index on it would cost each payment a random write. A time narrows the
// ids that are read, as far as ids tell the time, and each order is then compared by the time when
// it was placed.
#pragma once

#include "adapters/store/queries/read_pool.h"
#include "base/core/id.h"
#include "engine/ports/queries.h"

namespace herlaad::store {

// Within a snapshot.
DbStatus ListOrders(ReadSession& session, Shard shard, const engine::OrderFilter& filter,
                    engine::OrderPage& page);

}  // namespace herlaad::store
