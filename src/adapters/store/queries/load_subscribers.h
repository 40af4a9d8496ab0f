// Reads subscribers by their numbers, or all of them in turn.
#pragma once

#include <vector>

#include "adapters/store/driver.h"
#include "base/core/id.h"
#include "domain/orders/subscriber.h"

namespace herlaad::store {

// Appends the subscribers there are of `msisdns` to `subscribers`.
DbStatus LoadSubscribers(Database& database, Shard shard, const std::vector<Msisdn>& msisdns,
                         RowBatch& keys, std::vector<orders::Subscriber>& subscribers);

// Appends up to `limit` subscribers with numbers above `after`, in their order.
DbStatus ReadSubscribers(Database& database, Shard shard, std::int64_t after, std::size_t limit,
                         std::vector<orders::Subscriber>& subscribers);

}  // namespace herlaad::store
