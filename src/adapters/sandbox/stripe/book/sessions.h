// Checkout sessions: the API's operations, and how they end without the payer.
#pragma once

#include <string>
#include <string_view>

#include "adapters/sandbox/stripe/book/stripe_book.h"

namespace herlaad::sandbox {

StripeResult CreateSession(StripeBook& book, const StripeCall& call);
StripeResult ExpireSession(StripeBook& book, const StripeCall& call);

// A session as an answer of that version shows it.
nlohmann::json SessionFor(std::string_view version, nlohmann::json session);

// Who closes a session that nobody has paid. The payer's page names them; Stripe's objects do not.
enum class SessionCloser { kTime, kShop };

// Closes an open session without the payer. False if it is not open.
bool CloseSession(StripeBook& book, const std::string& id, SessionCloser closer);

// Settles or fails what is processed, with the session that it belongs to, if any.
bool SettlePayment(StripeBook& book, const std::string& intent, bool succeeded);

// Does what is due by now: sessions expire, payments that were processed settle.
void RunDuePlans(StripeBook& book);

}  // namespace herlaad::sandbox
