#include "engine/ports/float_payments.h"

namespace herlaad::engine {

ledger::Transfers TransfersOf(const FloatPayment& payment) {
  const ledger::Account bank =
      ledger::Of(ledger::AccountKind::kBank, std::string(ledger::kOurBankAccount));
  const ledger::Account client = FloatOf(payment.client);
  return {payment.amount > 0 ? ledger::Move(payment.amount, bank, client)
                             : ledger::Move(-payment.amount, client, bank)};
}

}  // namespace herlaad::engine
