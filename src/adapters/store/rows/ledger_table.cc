#include "adapters/store/rows/ledger_table.h"

#include "adapters/store/schema/tables.h"
#include "base/core/check.h"

namespace herlaad::store {

void AppendChanges(Shard shard, std::int32_t slice, const ledger::Changes& changes,
                   RowBatch& rows) {
  for (const auto& [account, change] : changes) {
    if (ledger::IsBounded(account.kind) || change == 0) continue;
    schema::AppendRow(shard, schema::AccountSlice{account, slice, change}, rows);
  }
}

bool ReadBalance(Row row, ledger::Changes& balances) {
  const auto read = schema::ReadRow<schema::AccountSlice>(row);
  if (!read) return false;
  std::int64_t& sum = balances[read->account];
  return !__builtin_add_overflow(sum, read->balance, &sum);
}

}  // namespace herlaad::store
