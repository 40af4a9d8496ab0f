// Transfers and account balances. The buckets of numbers have no row in `accounts`: their balance
// is in the row of the subscriber.
#pragma once

#include <vector>

#include "adapters/store/driver.h"
#include "base/core/id.h"
#include "engine/ports/records.h"

namespace herlaad::store {

// For Verb::kAdd. Accounts of numbers are left out. Those without a lower bound have a part of
// their balance for each node, its slice, so that nodes do not wait for each other; the others
// have one.
void AppendChanges(Shard shard, std::int32_t slice, const ledger::Changes& changes, RowBatch& rows);

// Adds up the slices. False if the row is not a balance.
bool ReadBalance(Row row, ledger::Changes& balances);

}  // namespace herlaad::store
