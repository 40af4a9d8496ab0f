#include "domain/ledger/entry.h"

#include <string>

namespace herlaad::ledger {

bool MovesCreditOfAnother(const Transfer& transfer, std::int64_t msisdn) {
  const std::string own = std::to_string(msisdn);
  const auto is_others = [&own](const Account& account) {
    return IsBucket(account.kind) && account.owner != own;
  };
  return is_others(transfer.from) || is_others(transfer.to);
}

}  // namespace herlaad::ledger
