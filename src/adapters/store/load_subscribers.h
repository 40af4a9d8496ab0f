// Reads subscribers by their numbers.
#pragma once

#include <vector>

#include "adapters/store/driver.h"
#include "base/core/id.h"
#include "domain/orders/subscriber.h"

namespace herlaad::store {

// Appends the subscribers there are of `msisdns` to `subscribers`.
DbStatus LoadSubscribers(Database& database, Shard shard, const std::vector<Msisdn>& msisdns,
                         RowBatch& keys, std::vector<orders::Subscriber>& subscribers);

}  // namespace herlaad::store
