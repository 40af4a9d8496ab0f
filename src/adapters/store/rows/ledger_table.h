// Transfers and account balances. The buckets of numbers and the accounts with a floor have no row
// in `accounts`: their balance is in the row of the subscriber, or of the account.
#pragma once

#include <vector>

#include "adapters/store/driver.h"
#include "base/core/id.h"
#include "engine/ports/records.h"

namespace herlaad::store {

// For Verb::kAdd. Accounts have a part of their balance for each node, its slice, so that nodes do
// not wait for each other. Those with a balance elsewhere are left out.
void AppendChanges(Shard shard, std::int32_t slice, const ledger::Changes& changes, RowBatch& rows);

// Adds up the slices. False if the row is not a balance.
bool ReadBalance(Row row, ledger::Changes& balances);

}  // namespace herlaad::store
