// Payments: what happens to a payment intent and its charges. An intent is charged at most once.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/sandbox/stripe/book/stripe_book.h"
#include "adapters/sandbox/stripe/book/stripe_method.h"

namespace herlaad::sandbox {

struct IntentAsked {
  std::int64_t amount = 0;
  std::vector<std::string> methods;
  std::string customer;
  std::string description;
  std::string statement_descriptor_suffix;
  std::string setup_future_usage;
  nlohmann::json metadata = nlohmann::json::object();
};

// Why a payment is declined, in Stripe's words.
struct Decline {
  std::string_view code = "card_declined";
  std::string_view decline_code;  // empty: none
  std::string_view message;
};
inline constexpr Decline kDeclined{"card_declined", "generic_decline", "Your card was declined."};
inline constexpr Decline kNoFunds{"card_declined", "insufficient_funds",
                                  "Your card has insufficient funds."};
inline constexpr Decline kCardExpired{"expired_card", "expired_card", "Your card has expired."};
inline constexpr Decline kLimitExceeded{
    "card_declined", "card_velocity_exceeded",
    "Your card was declined because it exceeds the balance, credit limit or transaction limit."};
inline constexpr Decline kNotAuthenticated{
    "payment_intent_authentication_failure", "",
    "The provided PaymentMethod has failed authentication. You can provide payment_method_data or "
    "a new PaymentMethod to attempt to fulfill this PaymentIntent again."};
inline constexpr Decline kAuthenticationNeeded{
    "authentication_required", "authentication_required",
    "Your card was declined. This transaction requires authentication."};
inline constexpr Decline kPaymentFailed{"payment_intent_payment_attempt_failed", "",
                                        "The payment failed."};

// Adds an intent without a means of payment.
nlohmann::json AddIntent(StripeBook& book, const IntentAsked& asked);

// A means of payment, saved for the customer unless that is empty. `card` names a test card, whose
// fingerprint is always the same; empty: a card of its own.
nlohmann::json AddMeans(StripeBook& book, const StripeMethod& method, const std::string& customer,
                        const std::string& card = "");

// Each of these takes the intent, changes and stores it, and records the events.
void ChargeIntent(StripeBook& book, nlohmann::json& intent, const nlohmann::json& means);
void DeclineIntent(StripeBook& book, nlohmann::json& intent, const nlohmann::json& means,
                   const Decline& decline);
void AskForAuthentication(StripeBook& book, nlohmann::json& intent, const nlohmann::json& means);
void ProcessIntent(StripeBook& book, nlohmann::json& intent, const nlohmann::json& means);
// Ends what ProcessIntent began: the money comes, or it does not. False if nothing is processed.
bool SettleIntent(StripeBook& book, nlohmann::json& intent, bool succeeded);
void CancelIntent(StripeBook& book, nlohmann::json& intent, std::string_view reason);

// The answer to a request that was declined: 402.
StripeError DeclinedError(const nlohmann::json& intent);

}  // namespace herlaad::sandbox
