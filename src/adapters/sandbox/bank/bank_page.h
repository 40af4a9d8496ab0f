// The bank's pages for payers.
#pragma once

#include <optional>

#include "adapters/net/http.h"
#include "adapters/sandbox/bank/bank_store.h"
#include "base/messages/language.h"

namespace herlaad::sandbox {

// The page on which the payer of a session chooses what the bank does, or sees what it did.
net::Response PaymentPage(const FullSession& session, const std::optional<Plan>& plan,
                          const std::optional<BankCharge>& charge, messages::Language language);
net::Response NoPaymentPage(messages::Language language);

}  // namespace herlaad::sandbox
