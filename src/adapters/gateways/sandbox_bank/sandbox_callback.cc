#include "adapters/gateways/sandbox_bank/sandbox_callback.h"

#include <optional>
#include <string>

#include "adapters/gateways/plausible.h"
#include "adapters/net/json.h"

namespace herlaad::gateways {
namespace {

using engine::CallbackError;
using engine::GatewayAnswer;
using engine::PaymentNews;

Result<PaymentNews, CallbackError> Paid(PaymentNews news, const nlohmann::json& event) {
  const auto charge = net::TextField(event, "charge");
  const auto amount = net::IntegerField(event, "amount");
  const auto currency = ParseCurrency(net::TextField(event, "currency").value_or(""));
  const bool euros = currency == Currency::kEur;
  if (!charge || !IsChargeName(*charge) || !amount || !IsSum(*amount) || !euros) {
    return Failure{CallbackError::kMalformed};
  }
  news.answer.kind = GatewayAnswer::Kind::kPaid;
  news.answer.reference = *charge;
  news.answer.received = *amount;
  return news;
}

Result<PaymentNews, CallbackError> Disputed(PaymentNews news, const nlohmann::json& event) {
  const auto state = net::TextField(event, "state");
  const auto dispute = state ? orders::ParseDisputeState(*state) : std::nullopt;
  if (!dispute) return Failure{CallbackError::kMalformed};
  auto charged = Paid(std::move(news), event);
  if (!charged.ok()) return charged;
  charged->answer.kind = GatewayAnswer::Kind::kDisputed;
  charged->answer.dispute.state = *dispute;
  return charged;
}

Result<PaymentNews, CallbackError> Closed(PaymentNews news, const nlohmann::json& event) {
  const auto reason = net::TextField(event, "reason");
  if (!reason) return Failure{CallbackError::kMalformed};
  news.answer.kind = GatewayAnswer::Kind::kClosed;
  news.answer.reason = ReadCloseReason(*reason);
  news.answer.decline = ReadDeclineReason(net::TextField(event, "decline_reason"));
  return news;
}

}  // namespace

Result<PaymentNews, CallbackError> ReadNews(std::string_view body) {
  const auto event = net::ParseStrict(body);
  if (!event.ok()) return Failure{CallbackError::kMalformed};
  const auto type = net::TextField(*event, "type");
  const auto reference = net::TextField(*event, "reference");
  if (!type || !reference) return Failure{CallbackError::kMalformed};

  const bool paid = *type == "session.paid";
  const bool disputed = *type == "charge.disputed";
  if (!paid && !disputed && *type != "session.closed") return Failure{CallbackError::kNotForUs};
  const auto name = orders::ParsePartReference(*reference);
  if (!name || name->part != 'p') return Failure{CallbackError::kNotForUs};
  PaymentNews news;
  news.part = *reference;
  if (disputed) return Disputed(std::move(news), *event);
  return paid ? Paid(std::move(news), *event) : Closed(std::move(news), *event);
}

orders::CloseReason ReadCloseReason(std::string_view text) {
  if (text == "declined") return orders::CloseReason::kDeclined;
  if (text == "cancelled") return orders::CloseReason::kCancelled;
  return orders::CloseReason::kNone;
}

orders::DeclineReason ReadDeclineReason(const std::optional<std::string>& text) {
  return text ? orders::ParseDeclineReason(*text) : orders::DeclineReason::kNone;
}

}  // namespace herlaad::gateways
