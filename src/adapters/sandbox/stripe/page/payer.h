// What a payer does on the hosted page, and what Stripe and the banks do about that payment later.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/sandbox/stripe/book/stripe_book.h"
#include "adapters/sandbox/stripe/book/stripe_method.h"

namespace herlaad::sandbox {

// The test card that a session is paid with from now on: every payment by it has the same
// fingerprint. False if the name is empty or longer than 40 bytes: each payment then has a card of
// its own.
bool UseTestCard(StripeBook& book, nlohmann::json& session, const std::string& card);

// What the page and the control API can make a payer and Stripe do.
enum class PayerAction {
  kApprove,
  kDecline,
  kDeclineFunds,
  kDeclineExpired,
  kDeclineLimit,
  kAuthenticate,  // the bank asks who the payer is; kApprove or kFailAuthentication follows
  kFailAuthentication,
  kProcess,         // nothing is certain until kSettle or kFail
  kProcessShortly,  // the same, and it settles by itself after processing_time
  kSettle,
  kFail,
  kApproveRepeating,   // approve; every webhook comes twice
  kApproveReordering,  // approve; the last webhook comes first
  kApproveSilently,    // approve; no webhook comes, and the browser stays
  kDoubleCharge,       // approve, and charge the same once more by an intent of its own
  kWrongAmount,        // approve one euro less than was asked for, as if by a discount
  kLate,               // once the session has expired: charge it nevertheless, once
  kInquire,            // the payer's bank asks; no money moves
  kDispute,
  kWinDispute,
  kLoseDispute,
  kRefundsFail,     // refunds of this charge from now on: accepted, then failed
  kRefundsSucceed,  // at once, as at first
};
std::optional<PayerAction> ParsePayerAction(std::string_view name);  // "decline_funds"

// Does it with that method. False if the session's state does not allow it: nothing is changed.
bool ActOnSession(StripeBook& book, nlohmann::json& session, PayerAction action,
                  const StripeMethod& method);

}  // namespace herlaad::sandbox
