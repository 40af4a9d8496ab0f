#include "domain/prepaid/breakage.h"

namespace herlaad::prepaid {

void AppendBreakage(const Portions& lapsed, Msisdn msisdn, const std::string& operator_id,
                    ledger::Transfers& transfers) {
  for (const Portion& portion : lapsed) {
    transfers.push_back(ledger::Move(
        portion.amount, ledger::OfBucket(msisdn.value(), portion.n, portion.asset),
        ledger::In(portion.asset, ledger::Of(ledger::AccountKind::kBreakage, operator_id))));
  }
}

}  // namespace herlaad::prepaid
