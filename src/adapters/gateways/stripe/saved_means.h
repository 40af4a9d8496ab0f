// StripeSavedMeans: means of payment that a payer let Stripe keep, and payments with them while the
// payer is away. No part of the port yet: nothing of Herlaad uses it.
//
// The first payment is made on the page, with the parameters of Keep. A card is kept as it is; a
// Bancontact payment leaves a SEPA mandate, whose later payments take days to become certain and
// can be taken back by the payer for weeks. A bank may want its payer for any payment with a kept
// card: then a page must be opened for a new payment.
#pragma once

#include <optional>
#include <string>

#include "adapters/gateways/stripe/stripe_client.h"
#include "adapters/gateways/stripe/stripe_form.h"
#include "base/money/money.h"
#include "domain/orders/order.h"

namespace herlaad::gateways::stripe {

struct SavedMeans {
  std::string customer;  // "cus_…"
  std::string method;    // "pm_…"
  std::string type;      // "card" or "sepa_debit"
  std::string last4;     // of the card or the account, to show to its payer; may be empty
  friend bool operator==(const SavedMeans&, const SavedMeans&) = default;
};

struct SavedCharge {
  std::string reference;  // ours: PartReference of the payment; also the idempotency key
  SavedMeans means;
  Money amount;
  std::string description;
};

struct SavedChargeAnswer {
  enum class Kind {
    kPaid,        // `received` was taken as charge `reference`
    kProcessing,  // accepted: a SEPA debit, certain after days; the callbacks say what came of it
    kNeedsPayer,  // nothing was taken: the bank wants the payer, who needs a page
    kRefused,     // nothing was taken, and will not be under this reference
    kUnknown,     // no reliable answer
  };
  Kind kind = Kind::kUnknown;
  std::string reference;
  std::int64_t received = 0;
  orders::DeclineReason decline = orders::DeclineReason::kNone;
  bool may_resend = true;  // with kUnknown, as in GatewayAnswer
};

class StripeSavedMeans {
 public:
  StripeSavedMeans(StripeClientOptions options, bool live);

  // A customer of Stripe for one payer of ours, whose name for Stripe is `payer`: "cus_…". The same
  // payer gets the same customer for as long as Stripe keeps keys, a day: store it.
  Result<std::string, StripeError> NewCustomer(const std::string& payer);

  // Adds to a session that its means is to be kept for later payments, which its page says.
  static void Keep(const std::string& customer, StripeForm& session);

  // What the paid intent ("pi_…") of such a session left; nothing if it left none.
  Result<std::optional<SavedMeans>, StripeError> KeptBy(const std::string& intent);

  // May be repeated with the same reference.
  SavedChargeAnswer Charge(const SavedCharge& charge);

  // For ever. True also if it was forgotten before.
  bool Forget(const SavedMeans& means);

  void Stop() { client_.Stop(); }

 private:
  const bool live_;
  StripeClient client_;
};

}  // namespace herlaad::gateways::stripe
