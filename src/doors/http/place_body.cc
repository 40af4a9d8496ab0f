#include "doors/http/place_body.h"

#include <algorithm>

#include "doors/http/read_json.h"
#include "engine/kinds/place_topup.h"

namespace herlaad::http {
namespace {

const std::initializer_list<std::string_view> kPlaceFields{"msisdn", "operator", "amount", "tender",
                                                           "total"};

bool IsVisible(char c) { return c > 0x20 && c < 0x7F; }

// A string of RFC 8941: only \" and \\ are escapes.
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

// All of the sum that is expected must be in the currency of the amount, or it is another price.
Result<std::int64_t, Problem> ReadTotal(const nlohmann::json& body, Currency currency) {
  if (!body.contains("total")) return std::int64_t{0};
  const auto total = ReadMoney(body, "total");
  if (!total.ok()) return Failure{total.error()};
  if (total->currency != currency) {
    return Failure{FieldProblem(Code::kCurrencyNotAccepted, "total.currency")};
  }
  return total->minor;
}

Result<PlaceBody, Problem> ReadKnownFields(const nlohmann::json& body) {
  const auto typed = ReadText(body, "msisdn");
  if (!typed.ok()) return Failure{typed.error()};
  const auto msisdn = ReadMsisdn(*typed, "msisdn");
  if (!msisdn.ok()) return Failure{msisdn.error()};
  auto operator_id = ReadText(body, "operator");
  if (!operator_id.ok()) return Failure{operator_id.error()};
  const auto amount = ReadMoney(body, "amount");
  if (!amount.ok()) return Failure{amount.error()};
  const auto total = ReadTotal(body, amount->currency);
  if (!total.ok()) return Failure{total.error()};
  const auto name = ReadText(body, "tender");
  if (!name.ok()) return Failure{name.error()};
  const auto tender = orders::ParseTender(*name);
  if (!tender) return Failure{FieldProblem(Code::kTenderUnknown, "tender")};
  return PlaceBody{*msisdn, *std::move(operator_id), *amount, *total, *tender};
}

}  // namespace

Result<Msisdn, Problem> ReadMsisdn(std::string_view text, std::string_view field) {
  const auto msisdn = Msisdn::Parse(text);
  if (msisdn.ok()) return *msisdn;
  Problem problem(Code::kMsisdnInvalid);
  problem.Called(numbers::Code(msisdn.error())).With("field", field);
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
  if (header->empty()) return Failure{Problem(Code::kIdempotencyKeyInvalid)};
  std::optional<std::string> key =
      header->front() == '"' ? Unquoted(*header) : std::string(*header);
  if (!key || !IsIdempotencyKey(*key)) return Failure{Problem(Code::kIdempotencyKeyInvalid)};
  return *std::move(key);
}

bool IsIdempotencyKey(std::string_view text) {
  return !text.empty() && text.size() <= engine::kIdempotencyKeyMax &&
         std::all_of(text.begin(), text.end(), [](char c) { return IsVisible(c) || c == ' '; });
}

}  // namespace herlaad::http
