// Transfers and the balances of accounts. The buckets of numbers have no row in `accounts`: their
// balance stands in the number's.
#pragma once

#include <vector>

#include "adapters/store/driver.h"
#include "base/core/id.h"
#include "engine/ports/records.h"

namespace herlaad::store {

void AppendTransfer(Home home, const engine::PostedTransfer& posted, RowBatch& rows);
bool ReadTransfer(Row row, std::vector<engine::PostedTransfer>& transfers);

// For Verb::kAdd. Accounts of numbers are left out. Those without a lower bound have a part of
// their balance for each node, its stripe, so that nodes do not wait for each other; the others
// have one.
void AppendChanges(Home home, std::int32_t stripe, const ledger::Changes& changes, RowBatch& rows);

// Adds up the stripes. False when the row is not a balance.
bool ReadBalance(Row row, ledger::Changes& balances);

}  // namespace herlaad::store
