#include "adapters/sandbox/stripe/book/intents.h"

#include <algorithm>

#include "adapters/sandbox/stripe/api/parameter_reader.h"
#include "adapters/sandbox/stripe/api/stripe_versions.h"
#include "adapters/sandbox/stripe/book/payments.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;

std::string FieldText(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

StripeError WrongState(const json& intent, const std::string& doing) {
  StripeError error =
      RefusedByState("payment_intent_unexpected_state",
                     "You cannot " + doing + " this PaymentIntent because it has a status of " +
                         FieldText(intent, "status") + ".");
  error.more["payment_intent"] = PublicObject(intent);
  return error;
}

// Only the payer and the session's expiry decide about an intent that a session made.
std::optional<StripeError> RefusedForSession(const json& intent, const std::string& doing) {
  if (FieldText(intent, "_session").empty()) return std::nullopt;
  return RefusedByState("payment_intent_unexpected_state",
                        "You cannot " + doing +
                            " this PaymentIntent because it was created by a Checkout Session. "
                            "Use or expire the Session instead.");
}

// What an intent can be asked for at creation, with the names of that version.
IntentAsked ReadIntent(ParameterReader& reader, const std::string& list) {
  IntentAsked asked;
  asked.amount = reader.Amount("amount");
  if (asked.amount < kAmountMin) {
    reader.Note(InvalidParameter("amount", "Amount must be at least €0.50", "amount_too_small"));
  }
  reader.RequireEuros("currency");
  asked.methods = reader.Texts(list);
  if (asked.methods.empty()) {
    for (const StripeMethod& method : AllStripeMethods()) asked.methods.emplace_back(method.name);
  }
  for (const std::string& method : asked.methods) {
    if (FindStripeMethod(method) != nullptr) continue;
    reader.Note(InvalidParameter(list, "The payment method type provided: " + method +
                                           " is invalid. This stand-in speaks card, bancontact, "
                                           "paypal, alipay and wechat_pay."));
  }
  asked.customer = reader.Text("customer", 100);
  asked.description = reader.Text("description", 1'000);
  asked.statement_descriptor_suffix = reader.Text("statement_descriptor_suffix", 22);
  asked.setup_future_usage = reader.OneOf("setup_future_usage", {"off_session", "on_session"});
  asked.metadata = reader.Metadata("metadata");
  return asked;
}

std::optional<StripeError> CheckMeans(StripeBook& book, const json& intent, const std::string& id) {
  const auto means = book.store.Find(id, "payment_method");
  if (!means) return NoSuchObject("PaymentMethod", id, "payment_method");
  if (means->at("customer") != intent.at("customer")) {
    return RefusedByState("payment_method_unexpected_state",
                          "The PaymentMethod does not belong to the Customer of this "
                          "PaymentIntent. Send the Customer to whom it is attached.",
                          "payment_method");
  }
  const json& allowed = intent.at("payment_method_types");
  if (std::find(allowed.begin(), allowed.end(), means->at("type")) == allowed.end()) {
    return RefusedByState("payment_intent_incompatible_payment_method",
                          "The PaymentMethod provided (" + FieldText(*means, "type") +
                              ") is not allowed for this PaymentIntent.",
                          "payment_method");
  }
  return std::nullopt;
}

// Charges the saved means as its behaviour says.
StripeResult Confirm(StripeBook& book, json intent, bool off_session) {
  const auto means = book.store.Find(FieldText(intent, "payment_method"));
  const std::string behaviour = FieldText(*means, "_behaviour");
  if (behaviour == "processing") {
    ProcessIntent(book, intent, *means);
    return intent;
  }
  if (behaviour == "authentication_required" && !off_session) {
    AskForAuthentication(book, intent, *means);
    return intent;
  }
  if (behaviour.empty() || behaviour == "approve") {
    ChargeIntent(book, intent, *means);
    return intent;
  }
  DeclineIntent(book, intent, *means,
                behaviour == "insufficient_funds"        ? kNoFunds
                : behaviour == "authentication_required" ? kAuthenticationNeeded
                                                         : kDeclined);
  return Failure{DeclinedError(intent)};
}

}  // namespace

StripeResult CreateIntent(StripeBook& book, const StripeCall& call) {
  const bool renamed = HasAllowedMethodTypes(call.version);
  const std::string list = renamed ? "allowed_payment_method_types" : "payment_method_types";
  ParameterReader reader(
      call.form,
      {"amount", "currency",
       renamed ? "allowed_payment_method_types[#]" : "payment_method_types[#]", "customer",
       "payment_method", "off_session", "confirm", "metadata[*]", "description",
       "statement_descriptor_suffix", "setup_future_usage", "return_url",
       "error_on_requires_action", "automatic_payment_methods[enabled]",
       "automatic_payment_methods[allow_redirects]", "payment_method_options[wechat_pay][client]"});
  const IntentAsked asked = ReadIntent(reader, list);
  const std::string means = reader.Text("payment_method", 100);
  const bool confirm = reader.Flag("confirm");
  const bool off_session = reader.Flag("off_session");
  reader.Flag("error_on_requires_action");
  reader.Url("return_url", false);
  if (off_session && !confirm) {
    reader.Note(InvalidParameter("off_session",
                                 "You can only set off_session to true when "
                                 "confirm is true."));
  }
  if (confirm && means.empty()) reader.Note(MissingParameter("payment_method"));
  if (reader.mistake()) return Failure{*reader.mistake()};
  if (!asked.customer.empty() && !book.store.Find(asked.customer, "customer")) {
    return Failure{NoSuchObject("customer", asked.customer, "customer")};
  }
  if (!means.empty()) {
    const json wanted = {{"customer", asked.customer.empty() ? json() : json(asked.customer)},
                         {"payment_method_types", asked.methods}};
    if (const auto error = CheckMeans(book, wanted, means)) return Failure{*error};
  }
  json intent = AddIntent(book, asked);
  if (means.empty()) return intent;
  intent["payment_method"] = means;
  intent["status"] = "requires_confirmation";
  book.store.Update(intent);
  return confirm ? Confirm(book, intent, off_session) : StripeResult(intent);
}

StripeResult ConfirmIntent(StripeBook& book, const StripeCall& call) {
  ParameterReader reader(
      call.form, {"payment_method", "off_session", "return_url", "error_on_requires_action"});
  const std::string means = reader.Text("payment_method", 100);
  const bool off_session = reader.Flag("off_session");
  reader.Flag("error_on_requires_action");
  reader.Url("return_url", false);
  if (reader.mistake()) return Failure{*reader.mistake()};
  auto intent = book.store.Find(call.id, "payment_intent");
  if (!intent) return Failure{NoSuchObject("payment_intent", call.id, "intent")};
  const std::string status = FieldText(*intent, "status");
  if (status != "requires_payment_method" && status != "requires_confirmation") {
    return Failure{WrongState(*intent, "confirm")};
  }
  if (const auto error = RefusedForSession(*intent, "confirm")) return Failure{*error};
  if (!means.empty()) {
    if (const auto error = CheckMeans(book, *intent, means)) return Failure{*error};
    (*intent)["payment_method"] = means;
  }
  if (FieldText(*intent, "payment_method").empty()) {
    return Failure{RefusedByState("payment_intent_unexpected_state",
                                  "You cannot confirm this PaymentIntent because it's missing a "
                                  "payment method. Send payment_method.")};
  }
  return Confirm(book, *intent, off_session);
}

StripeResult CancelIntentCall(StripeBook& book, const StripeCall& call) {
  ParameterReader reader(call.form, {"cancellation_reason"});
  const std::string reason = reader.OneOf(
      "cancellation_reason", {"duplicate", "fraudulent", "requested_by_customer", "abandoned"});
  if (reader.mistake()) return Failure{*reader.mistake()};
  auto intent = book.store.Find(call.id, "payment_intent");
  if (!intent) return Failure{NoSuchObject("payment_intent", call.id, "intent")};
  const std::string status = FieldText(*intent, "status");
  if (status == "succeeded" || status == "canceled" || status == "processing") {
    return Failure{WrongState(*intent, "cancel")};
  }
  if (const auto error = RefusedForSession(*intent, "cancel")) return Failure{*error};
  CancelIntent(book, *intent, reason);
  return *intent;
}

StripeResult CreateCustomer(StripeBook& book, const StripeCall& call) {
  ParameterReader reader(call.form, {"email", "name", "phone", "description", "metadata[*]"});
  const std::string email = reader.Text("email", 512);
  json customer = {{"id", book.store.NewId("cus_")},
                   {"object", "customer"},
                   {"balance", 0},
                   {"created", book.Seconds()},
                   {"currency", nullptr},
                   {"livemode", false},
                   {"metadata", reader.Metadata("metadata")}};
  for (const char* const name : {"email", "name", "phone", "description"}) {
    const std::string value = reader.Text(name, 512);
    customer[name] = value.empty() ? json() : json(value);
  }
  if (!email.empty() && email.find('@') == std::string::npos) {
    reader.Note(InvalidParameter("email", "Invalid email address: " + email, "email_invalid"));
  }
  if (reader.mistake()) return Failure{*reader.mistake()};
  book.store.Add(customer);
  book.events.Raise("customer.created", customer);
  return customer;
}

}  // namespace herlaad::sandbox
