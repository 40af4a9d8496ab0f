#include "adapters/sandbox/stripe/book/payments.h"

#include <utility>

#include "adapters/sandbox/stripe/book/balance.h"
#include "base/core/check.h"
#include "base/core/secret.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;

json OrNull(std::string_view text) { return text.empty() ? json() : json(text); }

const StripeMethod& MethodOf(const json& means) {
  const StripeMethod* const method =
      FindStripeMethod(means.at("type").get_ref<const std::string&>());
  CHECK(method != nullptr, "a means of payment is of a known method");
  return *method;
}

json DetailsOf(const StripeMethod& method) {
  json details = {{"type", method.name}};
  details[std::string(method.name)] =
      method.is_card ? json{{"brand", "visa"}, {"last4", "4242"},  {"country", "BE"},
                            {"exp_month", 12}, {"exp_year", 2034}, {"funding", "credit"}}
                     : json::object();
  return details;
}

// As Stripe: the same for every payment by a card.
std::string FingerprintOf(const std::string& card) {
  return "sb" + Hex(Sha256(card)).substr(0, 14);
}

// With the fingerprint of the card that pays.
json DetailsOf(const StripeMethod& method, const json& means) {
  json details = DetailsOf(method);
  if (method.is_card) details["card"]["fingerprint"] = means.at("card").at("fingerprint");
  return details;
}

json NewCharge(const StripeBook& book, const json& intent, const json& means) {
  const StripeMethod& method = MethodOf(means);
  return {{"id", book.store.NewId(method.is_card ? "ch_" : "py_")},
          {"object", "charge"},
          {"amount", intent.at("amount")},
          {"amount_captured", 0},
          {"amount_refunded", 0},
          {"balance_transaction", nullptr},
          {"billing_details", means.at("billing_details")},
          {"captured", false},
          {"created", book.Seconds()},
          {"currency", "eur"},
          {"customer", intent.at("customer")},
          {"description", intent.at("description")},
          {"disputed", false},
          {"failure_balance_transaction", nullptr},
          {"failure_code", nullptr},
          {"failure_message", nullptr},
          {"livemode", false},
          {"metadata", intent.at("metadata")},
          {"outcome", nullptr},
          {"paid", false},
          {"payment_intent", intent.at("id")},
          {"payment_method", means.at("id")},
          {"payment_method_details", DetailsOf(method, means)},
          {"receipt_url", nullptr},
          {"refunded", false},
          {"statement_descriptor_suffix", intent.at("statement_descriptor_suffix")},
          {"status", "pending"}};
}

// The charge pays: the money is in the balance.
void Complete(StripeBook& book, json& charge) {
  const StripeMethod* const method = FindStripeMethod(
      charge.at("payment_method_details").at("type").get_ref<const std::string&>());
  CHECK(method != nullptr, "a charge is of a known method");
  const std::int64_t amount = charge.at("amount");
  const json moved = Move(book, {method->is_card ? "charge" : "payment", "charge", amount,
                                 FeeOf(*method, amount), charge.at("id").get<std::string>()});
  charge["amount_captured"] = amount;
  charge["balance_transaction"] = moved.at("id");
  charge["captured"] = true;
  charge["paid"] = true;
  charge["status"] = "succeeded";
  charge["outcome"] = {{"network_status", "approved_by_network"},
                       {"reason", nullptr},
                       {"risk_level", "normal"},
                       {"seller_message", "Payment complete."},
                       {"type", "authorized"}};
}

void Refuse(json& charge, const Decline& decline) {
  charge["failure_code"] = decline.code;
  charge["failure_message"] = decline.message;
  charge["status"] = "failed";
  charge["outcome"] = {{"network_status", "declined_by_network"},
                       {"reason", OrNull(decline.decline_code)},
                       {"risk_level", "normal"},
                       {"seller_message", "The payer's bank did not accept the payment."},
                       {"type", "issuer_declined"}};
}

void Succeed(StripeBook& book, json& intent, json& charge, bool added) {
  Complete(book, charge);
  if (added) {
    book.store.Add(charge);
  } else {
    book.store.Update(charge);
  }
  intent["status"] = "succeeded";
  intent["amount_received"] = charge.at("amount");
  intent["latest_charge"] = charge.at("id");
  intent["last_payment_error"] = nullptr;
  intent["next_action"] = nullptr;
  book.store.Update(intent);
  book.events.Raise("charge.succeeded", charge);
  book.events.Raise("payment_intent.succeeded", intent);
}

void Fail(StripeBook& book, json& intent, const json& charge, const json& means,
          const Decline& decline) {
  json error = {{"type", "card_error"},
                {"code", decline.code},
                {"message", decline.message},
                {"charge", charge.at("id")},
                {"payment_method", PublicObject(means)}};
  if (!decline.decline_code.empty()) error["decline_code"] = decline.decline_code;
  intent["status"] = "requires_payment_method";
  intent["latest_charge"] = charge.at("id");
  intent["last_payment_error"] = std::move(error);
  intent["next_action"] = nullptr;
  intent["payment_method"] = nullptr;
  book.store.Update(intent);
  book.events.Raise("charge.failed", charge);
  book.events.Raise("payment_intent.payment_failed", intent);
}

}  // namespace

json AddIntent(StripeBook& book, const IntentAsked& asked) {
  const std::string id = book.store.NewId("pi_");
  json intent = {{"id", id},
                 {"object", "payment_intent"},
                 {"allowed_payment_method_types", asked.methods},
                 {"amount", asked.amount},
                 {"amount_capturable", 0},
                 {"amount_received", 0},
                 {"canceled_at", nullptr},
                 {"cancellation_reason", nullptr},
                 {"capture_method", "automatic_async"},
                 {"client_secret", id + "_secret_" + book.store.NewId("")},
                 {"confirmation_method", "automatic"},
                 {"created", book.Seconds()},
                 {"currency", "eur"},
                 {"customer", OrNull(asked.customer)},
                 {"description", OrNull(asked.description)},
                 {"last_payment_error", nullptr},
                 {"latest_charge", nullptr},
                 {"livemode", false},
                 {"metadata", asked.metadata},
                 {"next_action", nullptr},
                 {"payment_method", nullptr},
                 {"payment_method_types", asked.methods},
                 {"processing", nullptr},
                 {"receipt_email", nullptr},
                 {"setup_future_usage", OrNull(asked.setup_future_usage)},
                 {"statement_descriptor", nullptr},
                 {"statement_descriptor_suffix", OrNull(asked.statement_descriptor_suffix)},
                 {"status", "requires_payment_method"}};
  book.store.Add(intent);
  book.events.Raise("payment_intent.created", intent);
  return intent;
}

json AddMeans(StripeBook& book, const StripeMethod& method, const std::string& customer,
              const std::string& card) {
  json means = DetailsOf(method);
  means["id"] = book.store.NewId("pm_");
  if (method.is_card) {
    means["card"]["fingerprint"] =
        FingerprintOf(card.empty() ? means.at("id").get<std::string>() : "card " + card);
  }
  means["object"] = "payment_method";
  means["allow_redisplay"] = "unspecified";
  means["billing_details"] = {
      {"address", nullptr}, {"email", nullptr}, {"name", "Sandbox Payer"}, {"phone", nullptr}};
  means["created"] = book.Seconds();
  means["customer"] = OrNull(customer);
  means["livemode"] = false;
  means["metadata"] = json::object();
  book.store.Add(means);
  if (!customer.empty()) book.events.Raise("payment_method.attached", means);
  return means;
}

void ChargeIntent(StripeBook& book, json& intent, const json& means) {
  json charge = NewCharge(book, intent, means);
  intent["payment_method"] = means.at("id");
  Succeed(book, intent, charge, true);
}

void DeclineIntent(StripeBook& book, json& intent, const json& means, const Decline& decline) {
  json charge = NewCharge(book, intent, means);
  Refuse(charge, decline);
  book.store.Add(charge);
  Fail(book, intent, charge, means, decline);
}

void AskForAuthentication(StripeBook& book, json& intent, const json& means) {
  intent["status"] = "requires_action";
  intent["payment_method"] = means.at("id");
  intent["next_action"] = {{"type", "use_stripe_sdk"}, {"use_stripe_sdk", json::object()}};
  book.store.Update(intent);
  book.events.Raise("payment_intent.requires_action", intent);
}

void ProcessIntent(StripeBook& book, json& intent, const json& means) {
  const json charge = NewCharge(book, intent, means);
  book.store.Add(charge);
  intent["status"] = "processing";
  intent["payment_method"] = means.at("id");
  intent["latest_charge"] = charge.at("id");
  intent["last_payment_error"] = nullptr;
  intent["next_action"] = nullptr;
  book.store.Update(intent);
  book.events.Raise("charge.pending", charge);
  book.events.Raise("payment_intent.processing", intent);
}

bool SettleIntent(StripeBook& book, json& intent, bool succeeded) {
  if (intent.at("status") != "processing") return false;
  auto charge = book.store.Find(intent.at("latest_charge").get<std::string>());
  const auto means = book.store.Find(intent.at("payment_method").get<std::string>());
  CHECK(charge && means, "what is processed has a charge and a means of payment");
  book.store.DropPlan(intent.at("id").get<std::string>());
  if (succeeded) {
    Succeed(book, intent, *charge, false);
    return true;
  }
  Refuse(*charge, kPaymentFailed);
  book.store.Update(*charge);
  Fail(book, intent, *charge, *means, kPaymentFailed);
  return true;
}

void CancelIntent(StripeBook& book, json& intent, std::string_view reason) {
  intent["status"] = "canceled";
  intent["canceled_at"] = book.Seconds();
  intent["cancellation_reason"] = OrNull(reason);
  intent["next_action"] = nullptr;
  book.store.Update(intent);
  book.events.Raise("payment_intent.canceled", intent);
}

StripeError DeclinedError(const json& intent) {
  const json& last = intent.at("last_payment_error");
  StripeError error;
  error.status = 402;
  error.type = "card_error";
  error.code = last.at("code");
  error.message = last.at("message");
  error.kept = true;
  for (const char* const name : {"charge", "decline_code", "payment_method"}) {
    if (last.contains(name)) error.more[name] = last.at(name);
  }
  error.more["payment_intent"] = PublicObject(intent);
  return error;
}

}  // namespace herlaad::sandbox
