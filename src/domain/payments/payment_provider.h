// Whom a payer asks about a charge: the bank of a card or an account, or the provider of a wallet
// by its name.
#pragma once

#include "base/messages/messages.h"
#include "domain/payments/payment_method.h"

namespace herlaad::payments {

// "your bank", "PayPal": where the payer disputes a charge. Within a sentence; in German in the
// dative, after "bei".
messages::Key ProviderOf(PaymentMethod method);

}  // namespace herlaad::payments
