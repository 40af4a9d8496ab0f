#include "adapters/gateways/stripe/stripe_client.h"

#include <algorithm>
#include <array>
#include <utility>

#include "adapters/gateways/stripe/stripe_api.h"
#include "adapters/gateways/stripe/stripe_objects.h"
#include "adapters/net/json.h"

namespace herlaad::gateways::stripe {
namespace {

using Kind = StripeError::Kind;
using nlohmann::json;

// A request with less time than this would only be broken off.
constexpr Millis kLeast{50};

// Stripe's words are stable and say nothing about a payer; its messages may quote parameters.
bool IsWord(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::string WordOf(const json& error) {
  for (const char* const name : {"code", "type"}) {
    auto word = net::TextField(error, name);
    if (word && IsWord(*word)) return *std::move(word);
  }
  return {};
}

Kind KindOf(int status, const std::string& type) {
  if (status == 401 || status == 403) return Kind::kNotAllowed;
  if (status == 409 || status == 429) return Kind::kNotNow;
  const bool definite = status == 400 || status == 402 || status == 404;
  // Any other type, "idempotency_error" above all, is about an earlier request with this key; and
  // what is not from Stripe, as a proxy's page, decides nothing.
  if (definite && (type == "invalid_request_error" || type == "card_error")) return Kind::kRefused;
  return Kind::kUnclear;
}

StripeError ReadError(const net::ClientResponse& response) {
  StripeError error{Kind::kUnclear, response.status, {}, {}};
  const auto body = net::ParseStrict(response.body, kObjectLimits);
  std::string type;
  if (body.ok() && body->is_object() && body->contains("error")) {
    const json& object = body->at("error");
    type = net::TextField(object, "type").value_or("");
    error.code = WordOf(object);
    if (type == "card_error") error.decline = ReadDeclineOf(object);
  }
  error.kind = KindOf(response.status, type);
  return error;
}

}  // namespace

Millis StripeCall::left() const { return std::max(until_ - exchange_.Steady(), Millis(0)); }

StripeClient::StripeClient(StripeClientOptions options)
    : options_(std::move(options)), exchange_(options_.exchange ? options_.exchange : OverHttp()) {}

StripeResult StripeClient::Send(const StripeCall& call, net::ClientRequest request) {
  request.total_timeout = call.left();
  if (request.total_timeout < kLeast)
    return Failure{StripeError{Kind::kNotNow, 0, "no_time_left", {}}};
  request.connect_timeout = std::min(options_.connect_timeout, request.total_timeout);
  request.max_answer_bytes = kAnswerMax;
  request.headers.push_back({"authorization", "Bearer " + options_.key.Reveal()});
  request.headers.push_back({"stripe-version", std::string(kApiVersion)});
  request.headers.push_back({"user-agent", "Herlaad"});
  const auto response = exchange_->Send(request);
  if (!response.ok()) {
    const bool too_large = response.error().kind == net::ClientErrorKind::kTooLarge;
    return Failure{StripeError{too_large ? Kind::kUnclear : Kind::kNotNow, 0, {}, {}}};
  }
  if (response->status != 200) return Failure{ReadError(*response)};
  auto object = net::ParseStrict(response->body, kObjectLimits);
  // Go's library takes a 200 with an error for success, npm's takes any error for a failure.
  if (!object.ok() || !object->is_object() || object->contains("error")) {
    return Failure{StripeError{Kind::kUnclear, response->status, "unreadable", {}}};
  }
  const Instant at = ParseHttpDate(response->Find("date").value_or(""));
  return StripeAnswer{*std::move(object), at};
}

StripeResult StripeClient::Get(const StripeCall& call, const std::string& path,
                               const StripeForm& query) {
  net::ClientRequest request;
  request.url = options_.base_url + path;
  if (!query.text().empty()) request.url += "?" + query.text();
  return Send(call, std::move(request));
}

StripeResult StripeClient::Post(const StripeCall& call, const std::string& path,
                                const StripeForm& body, const std::string& idempotency_key) {
  net::ClientRequest request;
  request.method = "POST";
  request.url = options_.base_url + path;
  request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
  if (!idempotency_key.empty()) request.headers.push_back({"idempotency-key", idempotency_key});
  request.body = body.text();
  return Send(call, std::move(request));
}

Result<std::optional<json>, StripeError> StripeClient::Search(
    const StripeCall& call, const std::string& path, const StripeForm& query, int& pages,
    const std::function<bool(const json&)>& is_it) {
  std::string last;
  for (; pages > 0; --pages) {
    StripeForm form = query;
    form.Add("limit", kPageItems);
    if (!last.empty()) form.Add("starting_after", last);
    auto answer = Get(call, path, form);
    if (!answer.ok()) return Failure{answer.error()};
    auto page = ReadPage(std::move(answer->object));
    if (!page) return Failure{StripeError{Kind::kUnclear, 200, "unreadable", {}}};
    for (json& item : page->items) {
      if (is_it(item)) return std::optional<json>(std::move(item));
    }
    if (page->last.empty()) return std::optional<json>();
    last = std::move(page->last);
  }
  return Failure{StripeError{Kind::kNotNow, 200, "list_too_long", {}}};
}

Instant ParseHttpDate(std::string_view text) {
  static constexpr std::array<std::string_view, 12> kMonths{
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 29 || text.substr(3, 2) != ", " || !text.ends_with(" GMT")) return {};
  const auto* const month = std::find(kMonths.begin(), kMonths.end(), text.substr(8, 3));
  if (month == kMonths.end()) return {};
  const std::string number = std::to_string(month - kMonths.begin() + 1);
  const std::string utc = std::string(text.substr(12, 4)) + "-" + (number.size() < 2 ? "0" : "") +
                          number + "-" + std::string(text.substr(5, 2)) + "T" +
                          std::string(text.substr(17, 8)) + "Z";
  return ParseRfc3339(utc).value_or(Instant{});
}

}  // namespace herlaad::gateways::stripe
