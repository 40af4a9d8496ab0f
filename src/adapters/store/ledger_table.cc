#include "adapters/store/ledger_table.h"

#include "adapters/store/tables.h"
#include "base/core/check.h"

namespace herlaad::store {
namespace {

constexpr std::int32_t kOnlySlice = 0;  // of an account with a lower bound

}  // namespace

void AppendChanges(Shard shard, std::int32_t slice, const ledger::Changes& changes,
                   RowBatch& rows) {
  for (const auto& [account, change] : changes) {
    if (ledger::IsBucket(account.kind) || change == 0) continue;
    const bool bounded = ledger::IsBounded(account.kind);
    schema::AppendRow(shard, schema::AccountSlice{account, bounded ? kOnlySlice : slice, change},
                      rows);
  }
}

bool ReadBalance(Row row, ledger::Changes& balances) {
  const auto read = schema::ReadRow<schema::AccountSlice>(row);
  if (!read) return false;
  std::int64_t& sum = balances[read->account];
  return !__builtin_add_overflow(sum, read->balance, &sum);
}

}  // namespace herlaad::store
