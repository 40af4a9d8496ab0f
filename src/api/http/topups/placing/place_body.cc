#include "api/http/topups/placing/place_body.h"

#include <algorithm>

#include "api/http/core/json/read_json.h"
#include "api/http/topups/placing/client_details.h"
#include "base/numbers/typed_digits.h"
#include "domain/payments/payment_method.h"
#include "engine/commands/orders/place_topup.h"

namespace herlaad::http {
namespace {

const std::initializer_list<std::string_view> kPlaceFields{
    "msisdn", "operator", "amount",           "tender",     "total",   "notify",
    "pin",    "metadata", "client_reference", "return_url", "language"};

bool IsVisibleOrSpace(char c) { return c >= 0x20 && c < 0x7F; }

// A string as in RFC 8941: only \" and \\ are escapes.
std::optional<std::string> Unquoted(std::string_view quoted) {
  if (quoted.size() < 2 || quoted.back() != '"') return std::nullopt;
  quoted = quoted.substr(1, quoted.size() - 2);
  std::string text;
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    if (quoted[i] == '"') return std::nullopt;
    if (quoted[i] == '\\') {
      ++i;
      if (i == quoted.size() || (quoted[i] != '"' && quoted[i] != '\\')) return std::nullopt;
    }
    text += quoted[i];
  }
  return text;
}

bool HasHeader(const net::Request& request, std::string_view name) {
  return std::any_of(request.headers.begin(), request.headers.end(),
                     [name](const net::Header& header) { return header.name == name; });
}

// The expected total must be in the currency of the amount; otherwise it is another price.
Result<std::int64_t, Problem> ReadTotal(const nlohmann::json& body, Currency currency) {
  if (!body.contains("total")) return std::int64_t{0};
  const auto total = ReadMoney(body, "total");
  if (!total.ok()) return Failure{total.error()};
  if (total->currency != currency) {
    return Failure{FieldProblem(Code::kCurrencyNotAccepted, "total.currency")};
  }
  return total->minor;
}

// Either an e-mail address or a number for the link. Never returned by the API.
Result<orders::Contact, Problem> ReadContact(const nlohmann::json& body,
                                             payments::PaymentMethod payment_method) {
  orders::Contact contact;
  const auto notify = body.find("notify");
  if (notify == body.end()) return contact;
  if (!notify->is_object() || notify->size() != 1) {
    return Failure{FieldInvalid("notify", "problem.field_invalid.example",
                                {{"example", std::string(R"({"email": "…"} / {"msisdn": "…"})")}})};
  }
  if (const auto unknown = net::UnknownField(*notify, {"email", "msisdn"})) {
    return Failure{FieldProblem(Code::kFieldUnknown, "notify." + *unknown)};
  }
  const bool by_mail = notify->contains("email");
  const std::string field = by_mail ? "notify.email" : "notify.msisdn";
  const auto text = net::TextField(*notify, by_mail ? "email" : "msisdn");
  if (!text) return Failure{FieldInvalid(field, "problem.field_invalid.string")};
  if (by_mail) {
    auto address = EmailAddress::Parse(*text);
    if (!address.ok()) {
      return Failure{FieldProblem(Code::kEmailInvalid, field).PaidBy(payment_method)};
    }
    contact.email = *std::move(address);
    return contact;
  }
  const auto msisdn = ReadMsisdn(*text, field);
  if (!msisdn.ok()) return Failure{msisdn.error()};
  contact.msisdn = *msisdn;
  return contact;
}

// Required where the payment method needs a PIN, and nowhere else.
Result<std::optional<vouchers::Pin>, Problem> ReadPin(const nlohmann::json& body,
                                                      payments::PaymentMethod payment_method) {
  if (!payments::NeedsPin(payment_method)) {
    if (!body.contains("pin")) return std::optional<vouchers::Pin>();
    return Failure{FieldInvalid("pin", "problem.field_invalid.pin")};
  }
  const auto text = ReadText(body, "pin");
  if (!text.ok()) return Failure{text.error()};
  auto pin = vouchers::Pin::Parse(*text);
  if (!pin) return Failure{FieldProblem(Code::kPinInvalid, "pin")};
  return pin;
}

Result<std::optional<messages::Language>, Problem> ReadLanguage(const nlohmann::json& body) {
  std::optional<messages::Language> language;
  if (!body.contains("language")) return language;
  const auto code = ReadText(body, "language");
  if (!code.ok()) return Failure{code.error()};
  language = messages::ParseLanguage(*code);
  if (!language) return Failure{FieldInvalid("language", "problem.field_invalid.language")};
  return language;
}

Result<PlaceBody, Problem> ReadKnownFields(const nlohmann::json& body) {
  const auto typed = ReadText(body, "msisdn");
  if (!typed.ok()) return Failure{typed.error()};
  const auto msisdn = ReadMsisdn(*typed, "msisdn");
  if (!msisdn.ok()) return Failure{msisdn.error()};
  auto operator_id = ReadText(body, "operator");
  if (!operator_id.ok()) return Failure{operator_id.error()};
  const auto name = ReadText(body, "tender");
  if (!name.ok()) return Failure{name.error()};
  const auto payment_method = payments::ParsePaymentMethod(*name);
  if (!payment_method) return Failure{FieldProblem(Code::kTenderUnknown, "tender")};
  auto pin = ReadPin(body, *payment_method);
  if (!pin.ok()) return Failure{pin.error()};
  const bool decided_by_voucher = *pin && !body.contains("amount");
  const auto amount =
      decided_by_voucher ? Result<Money, Problem>(Money{}) : ReadMoney(body, "amount");
  if (!amount.ok()) return Failure{amount.error()};
  const auto total = ReadTotal(body, amount->currency);
  if (!total.ok()) return Failure{total.error()};
  auto contact = ReadContact(body, *payment_method);
  if (!contact.ok()) return Failure{contact.error()};
  auto details = ReadClientDetails(body);
  if (!details.ok()) return Failure{details.error()};
  const auto language = ReadLanguage(body);
  if (!language.ok()) return Failure{language.error()};
  return PlaceBody{*msisdn,         *std::move(operator_id), *amount,
                   *total,          *payment_method,         *std::move(contact),
                   *std::move(pin), *std::move(details),     *language};
}

// Adds the invalid character of the number and its position.
void ShowStrange(numbers::MsisdnError error, std::string_view text, Problem& problem) {
  const bool other_digits = error == numbers::MsisdnError::kOtherDigits;
  if (!other_digits && error != numbers::MsisdnError::kCharacters) return;
  const auto digits = numbers::ReadTypedDigits(text);
  if (digits.ok()) return;
  const numbers::Strange& strange = digits.error();
  const auto position = std::to_string(strange.position);
  problem.With("shown", strange.shown).WithJson("position", position);
  problem.Say(other_digits ? messages::Key("problem.msisdn_other_digits.shown")
                           : messages::Key("problem.msisdn_characters.shown"),
              {{"shown", strange.shown}, {"position", position}});
}

}  // namespace

Result<Msisdn, Problem> ReadMsisdn(std::string_view text, std::string_view field) {
  const auto msisdn = Msisdn::Parse(text);
  if (msisdn.ok()) return *msisdn;
  Problem problem(Code::kMsisdnInvalid);
  problem.Called(numbers::Code(msisdn.error())).With("field", field);
  ShowStrange(msisdn.error(), text, problem);
  return Failure{problem};
}

Result<PlaceBody, Problem> ReadPlaceBody(const net::Request& request) {
  const auto body = ReadBody(request, kPlaceFields);
  if (!body.ok()) return Failure{body.error()};
  return ReadKnownFields(*body);
}

Result<PlaceBody, Problem> ReadPlaceFields(const nlohmann::json& object) {
  if (const auto unknown = net::UnknownField(object, kPlaceFields)) {
    return Failure{FieldProblem(Code::kFieldUnknown, *unknown)};
  }
  return ReadKnownFields(object);
}

Result<std::string, Problem> ReadIdempotencyKey(const net::Request& request) {
  const auto header = request.Find("idempotency-key");
  if (!header) {
    const bool repeated = HasHeader(request, "idempotency-key");
    return Failure{Problem(repeated ? Code::kIdempotencyKeyInvalid : Code::kIdempotencyKeyMissing)};
  }
  auto key = ParseIdempotencyKey(*header);
  if (!key) return Failure{Problem(Code::kIdempotencyKeyInvalid)};
  return *std::move(key);
}

std::optional<std::string> ParseIdempotencyKey(std::string_view written) {
  // A header value cannot begin or end with a space, so such a key could not be sent in a header.
  if (written.empty() || written.front() == ' ' || written.back() == ' ') return std::nullopt;
  auto key = written.front() == '"' ? Unquoted(written) : std::string(written);
  if (!key || key->empty() || key->size() > engine::kIdempotencyKeyMax) return std::nullopt;
  if (!std::all_of(key->begin(), key->end(), IsVisibleOrSpace)) return std::nullopt;
  return key;
}

}  // namespace herlaad::http
