#include "domain/prepaid/breakage.h"

namespace herlaad::prepaid {

void AppendBreakage(const Lapsed& lapsed, Msisdn msisdn, const std::string& operator_id,
                    ledger::Transfers& transfers) {
  const auto append = [&](std::int64_t amount, ledger::AccountKind bucket) {
    if (amount == 0) return;
    transfers.push_back(ledger::Move(amount, ledger::OfNumber(bucket, msisdn.value()),
                                     ledger::Of(ledger::AccountKind::kBreakage, operator_id)));
  };
  append(lapsed.balance, ledger::AccountKind::kSim);
  append(lapsed.bonus, ledger::AccountKind::kBonus);
}

}  // namespace herlaad::prepaid
