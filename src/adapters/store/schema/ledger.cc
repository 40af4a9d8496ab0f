#include "adapters/store/schema/ledger.h"

namespace herlaad::store::schema {

void Described<engine::PostedTransfer>::Adjust(Row& row) {
  row.n += 1;
  row.transfer.amount += 1;
  row.transfer.from = ledger::Of(ledger::AccountKind::kSuspense);
  if (row.transfer.to == row.transfer.from)
    row.transfer.to = ledger::Of(ledger::AccountKind::kFees);
}

}  // namespace herlaad::store::schema
