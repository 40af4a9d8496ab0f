#include "domain/ledger/entry.h"

namespace herlaad::ledger {

bool MovesCreditOfAnother(const Transfer& transfer, std::int64_t msisdn) {
  const auto is_others = [msisdn](const Account& account) {
    return IsBucket(account.kind) && !IsBucketOf(account, msisdn);
  };
  return is_others(transfer.from) || is_others(transfer.to);
}

}  // namespace herlaad::ledger
