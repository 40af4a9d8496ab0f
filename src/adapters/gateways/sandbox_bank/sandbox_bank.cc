#include "adapters/gateways/sandbox_bank/sandbox_bank.h"

#include <algorithm>
#include <utility>

#include "adapters/gateways/callback_signature.h"
#include "adapters/gateways/plausible.h"
#include "adapters/gateways/sandbox_bank/sandbox_callback.h"
#include "adapters/net/json.h"
#include "domain/payments/payment_method.h"

namespace herlaad::gateways {
namespace {

using engine::GatewayAnswer;
using Kind = GatewayAnswer::Kind;
using nlohmann::json;

// Our references are plain; anything else would need escaping in a URL.
bool IsPlain(std::string_view reference) {
  return !reference.empty() && reference.size() <= 64 &&
         std::all_of(reference.begin(), reference.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_' || c == '-';
         });
}

GatewayAnswer ReadOpen(const json& answer) {
  GatewayAnswer open;
  open.url = net::TextField(answer, "url").value_or("");
  if (IsPayPage(open.url)) open.kind = Kind::kOpen;
  return open;
}

GatewayAnswer ReadPaid(const json& answer) {
  GatewayAnswer paid;
  paid.reference = net::TextField(answer, "charge").value_or("");
  paid.received = net::IntegerField(answer, "charged").value_or(0);
  if (!IsChargeName(paid.reference) || !IsSum(paid.received)) return {};
  paid.kind = Kind::kPaid;
  return paid;
}

// Parses a body about the session `reference`.
GatewayAnswer ReadSession(std::string_view body, std::string_view reference) {
  const auto answer = net::ParseStrict(body);
  if (!answer.ok() || net::TextField(*answer, "reference") != reference) return {};
  const std::string state = net::TextField(*answer, "state").value_or("");
  if (state == "open") return ReadOpen(*answer);
  const auto currency = ParseCurrency(net::TextField(*answer, "currency").value_or(""));
  if (state == "paid" && currency == Currency::kEur) return ReadPaid(*answer);
  GatewayAnswer read;
  if (state == "closed") {
    read.kind = Kind::kClosed;
    read.reason = ReadCloseReason(net::TextField(*answer, "reason").value_or(""));
    read.decline = ReadDeclineReason(net::TextField(*answer, "decline_reason"));
  } else if (state == "refused") {
    read.kind = Kind::kRefused;
  }
  return read;
}

// `answer` if its kind is possible for this request; otherwise unknown.
GatewayAnswer OneOf(std::initializer_list<Kind> kinds, GatewayAnswer answer) {
  if (std::find(kinds.begin(), kinds.end(), answer.kind) == kinds.end()) return {};
  return answer;
}

}  // namespace

SandboxBank::SandboxBank(SandboxBankOptions options) : options_(std::move(options)) {}

std::string SandboxBank::Send(std::string method, const std::string& path, std::string body) {
  net::ClientRequest request;
  request.method = std::move(method);
  request.url = options_.base_url + path;
  if (!body.empty()) request.headers = {{"content-type", "application/json"}};
  request.body = std::move(body);
  request.connect_timeout = std::min(options_.connect_timeout, options_.request_timeout);
  request.total_timeout = options_.request_timeout;
  request.max_answer_bytes = 64 * 1024;
  auto response = client_.Send(request);
  if (!response.ok() || response->status >= 500) return {};
  return std::move(response->body);
}

GatewayAnswer SandboxBank::Open(const engine::OpenRequest& request) {
  const std::string body =
      Send("POST", "/sessions",
           net::WriteJson({{"reference", request.reference},
                           {"amount", request.amount.minor},
                           {"currency", Text(request.amount.currency)},
                           {"tender", payments::PaymentMethodName(request.payment_method)},
                           {"description", request.description},
                           {"return_url", request.return_url}}));
  return OneOf({Kind::kOpen, Kind::kPaid, Kind::kClosed, Kind::kRefused},
               ReadSession(body, request.reference));
}

GatewayAnswer SandboxBank::Ask(const engine::PaymentRef& payment) {
  if (!IsPlain(payment.reference)) return {};
  const std::string body = Send("GET", "/sessions/" + payment.reference, "");
  return OneOf({Kind::kOpen, Kind::kPaid, Kind::kClosed}, ReadSession(body, payment.reference));
}

GatewayAnswer SandboxBank::Close(const engine::PaymentRef& payment) {
  if (!IsPlain(payment.reference)) return {};
  const std::string body = Send("POST", "/sessions/" + payment.reference + "/close", "");
  return OneOf({Kind::kPaid, Kind::kClosed}, ReadSession(body, payment.reference));
}

GatewayAnswer SandboxBank::Refund(const engine::RefundRequest& request) {
  const std::string body = Send("POST", "/refunds",
                                net::WriteJson({{"reference", request.reference},
                                                {"session", request.payment.reference},
                                                {"charge", request.charge},
                                                {"amount", request.amount.minor},
                                                {"currency", Text(request.amount.currency)}}));
  const auto parsed = net::ParseStrict(body);
  if (!parsed.ok() || net::TextField(*parsed, "reference") != request.reference) return {};
  GatewayAnswer answer;
  const std::string state = net::TextField(*parsed, "state").value_or("");
  answer.reference = net::TextField(*parsed, "refund").value_or("");
  if (!IsChargeName(answer.reference)) answer.reference.clear();
  const bool same_sum = net::IntegerField(*parsed, "amount") == request.amount.minor;
  if (state == "done" && !answer.reference.empty() && same_sum) answer.kind = Kind::kDone;
  if (state == "refused") answer.kind = Kind::kRefused;
  return answer;
}

GatewayAnswer SandboxBank::AskRefund(const engine::RefundRequest& request) {
  return Refund(request);
}

Result<engine::Callback, engine::CallbackError> SandboxBank::ReadCallback(const Headers& headers,
                                                                          std::string_view body,
                                                                          Instant now) {
  if (!IsSigned(headers, "sandbox-signature", body, {options_.secret}, now, kCallbackTolerance)) {
    return Failure{engine::CallbackError::kBadSignature};
  }
  auto news = ReadNews(body);
  if (!news.ok()) return Failure{news.error()};
  engine::Callback callback;
  callback.news.push_back(*std::move(news));
  return callback;
}

void SandboxBank::Stop() { client_.Stop(); }

}  // namespace herlaad::gateways
