#include "adapters/gateways/stripe/saved_means.h"

#include <algorithm>
#include <utility>

#include "adapters/gateways/stripe/stripe_api.h"
#include "adapters/gateways/stripe/stripe_objects.h"
#include "adapters/net/json.h"

namespace herlaad::gateways::stripe {
namespace {

using nlohmann::json;
using Kind = SavedChargeAnswer::Kind;

constexpr std::string_view kPayerKey = "herlaad_payer";

SavedChargeAnswer OfKind(Kind kind) {
  SavedChargeAnswer answer;
  answer.kind = kind;
  return answer;
}

SavedChargeAnswer Unknown(bool may_resend) {
  SavedChargeAnswer answer;
  answer.may_resend = may_resend;
  return answer;
}

std::string Last4(const json& details) {
  const std::string text = net::TextField(details, "last4").value_or("");
  const bool is_one = text.size() == 4 && std::all_of(text.begin(), text.end(),
                                                      [](char c) { return c >= '0' && c <= '9'; });
  return is_one ? text : "";
}

// A means that can be charged later: of a card, the method itself; of Bancontact, what its charge
// made.
std::optional<SavedMeans> MeansOf(const json& intent, const json& method, const std::string& type) {
  const json* const details = Expanded(method, type);
  SavedMeans means{.customer = net::TextField(intent, "customer").value_or(""),
                   .method = IdOf(method),
                   .type = type,
                   .last4 = details != nullptr ? Last4(*details) : ""};
  if (!IsStripeId(means.customer, "cus_") || !IsStripeId(means.method, "pm_")) return std::nullopt;
  return means;
}

std::optional<SavedMeans> MeansLeftBy(const json& intent) {
  const json* const method = Expanded(intent, "payment_method");
  if (method == nullptr) return std::nullopt;
  const auto type = net::TextField(*method, "type");
  if (type == "card") return MeansOf(intent, *method, "card");
  if (type != "bancontact") return std::nullopt;
  const json* at = &intent;
  for (const char* const member :
       {"latest_charge", "payment_method_details", "bancontact", "generated_sepa_debit"}) {
    at = Expanded(*at, member);
    if (at == nullptr) return std::nullopt;
  }
  return MeansOf(intent, *at, "sepa_debit");
}

StripeForm ChargeForm(const SavedCharge& charge) {
  StripeForm form;
  form.Add("amount", charge.amount.minor);
  form.Add("currency", kEuros);
  form.Add("customer", charge.means.customer);
  form.Add("payment_method", charge.means.method);
  form.Add("allowed_payment_method_types[0]", charge.means.type);
  form.Add("off_session", "true");
  form.Add("confirm", "true");
  form.Add("description", charge.description);
  form.Add("metadata[" + std::string(kPaymentKey) + "]", charge.reference);
  return form;
}

SavedChargeAnswer AnswerTo(const StripeError& error) {
  SavedChargeAnswer answer;
  switch (error.kind) {
    case StripeError::Kind::kRefused:
      answer =
          OfKind(error.decline == orders::DeclineReason::kAuthenticationFailed ? Kind::kNeedsPayer
                                                                               : Kind::kRefused);
      answer.decline = error.decline;
      return answer;
    case StripeError::Kind::kNotAllowed:
    case StripeError::Kind::kNotNow:
      return Unknown(true);
    case StripeError::Kind::kUnclear:
      return Unknown(false);
  }
  CHECK(false, "an error is of one of the listed kinds");
}

SavedChargeAnswer ReadCharge(const SavedCharge& charge, const json& intent, bool live) {
  if (MetadataOf(intent, kPaymentKey) != charge.reference || !IsOfMode(intent, live))
    return Unknown(false);
  const Reading reading = ReadIntent(intent);
  if (!reading.trouble.empty()) return Unknown(false);
  switch (reading.answer.kind) {
    case engine::GatewayAnswer::Kind::kPaid: {
      SavedChargeAnswer paid = OfKind(Kind::kPaid);
      paid.reference = reading.answer.reference;
      paid.received = reading.answer.received;
      return paid;
    }
    case engine::GatewayAnswer::Kind::kProcessing:
      return OfKind(Kind::kProcessing);
    case engine::GatewayAnswer::Kind::kClosed:
      return OfKind(Kind::kRefused);
    case engine::GatewayAnswer::Kind::kUnknown:
      // Only a page of the payer could continue it, and it has none.
      return OfKind(Kind::kNeedsPayer);
    case engine::GatewayAnswer::Kind::kOpen:
    case engine::GatewayAnswer::Kind::kDisputed:
    case engine::GatewayAnswer::Kind::kDone:
    case engine::GatewayAnswer::Kind::kRefused:
    case engine::GatewayAnswer::Kind::kFailed:
      return Unknown(false);
  }
  CHECK(false, "a reading is of one of the listed kinds");
}

}  // namespace

StripeSavedMeans::StripeSavedMeans(StripeClientOptions options, bool live)
    : live_(live), client_(std::move(options)) {}

Result<std::string, StripeError> StripeSavedMeans::NewCustomer(const std::string& payer) {
  const StripeForm form = StripeForm().Add("metadata[" + std::string(kPayerKey) + "]", payer);
  const auto made =
      client_.Post(client_.NewCall(), std::string(kCustomersPath), form, "customer-" + payer);
  if (!made.ok()) return Failure{made.error()};
  std::string id = IdOf(made->object);
  if (!IsStripeId(id, "cus_") || !IsOfMode(made->object, live_))
    return Failure{StripeError{StripeError::Kind::kUnclear, 200, "unreadable", {}}};
  return id;
}

void StripeSavedMeans::Keep(const std::string& customer, StripeForm& session) {
  session.Add("customer", customer);
  session.Add("payment_intent_data[setup_future_usage]", "off_session");
}

Result<std::optional<SavedMeans>, StripeError> StripeSavedMeans::KeptBy(const std::string& intent) {
  if (!IsStripeId(intent, "pi_")) return std::optional<SavedMeans>();
  const StripeForm query =
      StripeForm()
          .Add("expand[0]", "payment_method")
          .Add("expand[1]", "latest_charge.payment_method_details.bancontact.generated_sepa_debit");
  const auto got = client_.Get(client_.NewCall(), std::string(kIntentsPath) + "/" + intent, query);
  if (!got.ok()) return Failure{got.error()};
  const bool is_kept = net::TextField(got->object, "status") == "succeeded" &&
                       net::TextField(got->object, "setup_future_usage") == "off_session" &&
                       IsOfMode(got->object, live_);
  return is_kept ? MeansLeftBy(got->object) : std::nullopt;
}

SavedChargeAnswer StripeSavedMeans::Charge(const SavedCharge& charge) {
  const bool is_ours = IsStripeId(charge.means.customer, "cus_") &&
                       IsStripeId(charge.means.method, "pm_") &&
                       (charge.means.type == "card" || charge.means.type == "sepa_debit");
  if (!is_ours) return OfKind(Kind::kRefused);
  const auto made = client_.Post(client_.NewCall(), std::string(kIntentsPath), ChargeForm(charge),
                                 charge.reference);
  return made.ok() ? ReadCharge(charge, made->object, live_) : AnswerTo(made.error());
}

bool StripeSavedMeans::Forget(const SavedMeans& means) {
  if (!IsStripeId(means.method, "pm_")) return false;
  const std::string path = std::string(kMethodsPath) + "/" + means.method;
  const StripeCall call = client_.NewCall();
  if (client_.Post(call, path + "/detach", StripeForm(), "").ok()) return true;
  // Detaching twice is an error; whether it was the second time must be asked.
  const auto method = client_.Get(call, path, StripeForm());
  return method.ok() && method->object.contains("customer") && method->object["customer"].is_null();
}

}  // namespace herlaad::gateways::stripe
