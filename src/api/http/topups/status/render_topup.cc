#include "api/http/topups/status/render_topup.h"

#include "api/http/topups/lists/dispute_list.h"
#include "api/http/topups/placing/client_details.h"
#include "api/http/topups/status/render_status.h"
#include "domain/orders/fulfilment/credited.h"
#include "domain/orders/receipts/receipt.h"
#include "domain/orders/refunds/charges.h"
#include "domain/orders/status/status_view.h"
#include "domain/orders/status/whom_to_ask.h"
#include "domain/payments/payment_method.h"
#include "engine/orders/order_history.h"

namespace herlaad::http {
namespace {

using orders::Order;

// Of an order with its status; in Chinese, and with several payments, it may be longer.
constexpr std::size_t kExpectedBytes = 2'560;

void RenderPrice(const Order& order, JsonWriter& json) {
  const orders::Terms& terms = order.terms;
  json.Name("amount").Amount({terms.amount, terms.currency});
  json.Name("fee").Amount({terms.fee, terms.currency});
  json.Name("total").Amount({terms.total(), terms.currency});
  json.Name("vat").Amount({orders::VatOf(order), terms.currency});
}

void RenderPayment(const Order& order, const std::string& token, const Links& links,
                   JsonWriter& json) {
  if (!payments::HasPaymentPage(order.payment_method)) return;
  json.Name("expires_at").At(order.expires_at);
  const orders::Payment& payment = order.payments.front();
  json.Name("payment").Begin('{').Name("state").Text(orders::Name(payment.state));
  if (payment.reason != orders::CloseReason::kNone) {
    json.Name("reason").Text(orders::Name(payment.reason));
  }
  if (payment.decline != orders::DeclineReason::kNone) {
    json.Name("decline_reason").Text(orders::Name(payment.decline));
  }
  if (payment.state == orders::PaymentState::kPaid) json.Name("paid_at").At(payment.settled_at);
  if (!token.empty()) json.Name("url").Text(links.Pay(token));
  json.End('}');
}

// The delivery that credited the number, or the last one.
void RenderAttempt(const Order& order, JsonWriter& json) {
  if (order.deliveries.empty()) return;
  const orders::Delivery* const confirmed = orders::ConfirmedDelivery(order);
  const orders::Delivery& delivery = confirmed != nullptr ? *confirmed : order.deliveries.back();
  json.Name("delivery").Begin('{').Name("state").Text(orders::Name(delivery.state));
  if (delivery.sent_at.ms != 0) json.Name("sent_at").At(delivery.sent_at);
  if (delivery.settled_at.ms != 0) json.Name("settled_at").At(delivery.settled_at);
  json.End('}');
}

void RenderDelivery(const Order& order, JsonWriter& json) {
  RenderAttempt(order, json);
  if (const auto credited = orders::CreditedOf(order)) {
    json.Name("delivered_at").At(credited->at);
    json.Name("credited").Amount(credited->amount);
    json.Name("valid_until").At(credited->valid_until);
    if (credited->bonus.minor > 0) {
      json.Name("bonus").Amount(credited->bonus);
      json.Name("bonus_valid_until").At(credited->bonus_until);
    }
  } else if (!order.deliveries.empty() &&
             order.deliveries.back().refusal != orders::RefusalReason::kNone) {
    json.Name("refusal").Text(orders::Name(order.deliveries.back().refusal));
  }
}

void RenderRefunds(const Order& order, JsonWriter& json) {
  if (order.refunds.empty()) return;
  json.Name("refunds").Begin('[');
  for (const orders::Refund& refund : order.refunds) {
    json.Begin('{').Name("amount").Amount({refund.amount, order.terms.currency});
    json.Name("state").Text(orders::Name(refund.state)).Name("created_at").At(refund.created_at);
    const bool is_settled =
        refund.settled_at.ms != 0 && refund.state != orders::RefundState::kUnknown;
    if (is_settled) json.Name("settled_at").At(refund.settled_at);
    json.End('}');
  }
  json.End(']');
}

// What was received from the payer, and where it went. By a dispute more may have gone than is
// here.
void RenderMoney(const Order& order, JsonWriter& json) {
  std::int64_t received = 0;
  for (const orders::Payment& payment : order.payments) received += payment.received;
  if (received == 0) return;
  std::int64_t taken = 0;
  for (const orders::Dispute& dispute : order.disputes) taken += dispute.taken;
  const orders::Returned returned = orders::ReturnedOf(order);
  const auto amount = [&order](std::int64_t minor) { return Money{minor, order.terms.currency}; };
  json.Name("money").Begin('{').Name("received").Amount(amount(received));
  json.Name("refunded").Amount(amount(returned.back - returned.by_bank + returned.extra));
  json.Name("taken_back").Amount(amount(taken)).End('}');
}

// A person's note may name others; it is for colleagues only.
void RenderAttention(const Order& order, const Client& client, JsonWriter& json) {
  if (order.attention != orders::Attention::kNone) {
    json.Name("attention").Text(orders::Name(order.attention));
    if (order.attention_since.ms != 0) json.Name("attention_since").At(order.attention_since);
  }
  if (!order.review_decision.empty() && client.May(kScopeRead)) {
    json.Name("resolution").Text(order.review_decision);
  }
}

// `page` is empty for clients that may not pass it on.
void RenderLinks(std::string_view id, std::string_view page, bool has_receipt, JsonWriter& json) {
  json.Name("links").Begin('{').Name("self").Text({"/v1/topups/", id});
  if (!page.empty()) json.Name("page").Text(page);
  if (has_receipt) {
    if (!page.empty()) json.Name("receipt").Text({page, "/receipt"});
    json.Name("receipt_pdf").Text({"/v1/topups/", id, "/receipt.pdf"});
  }
  json.End('}');
}

// All members; without the closing bracket.
void RenderMembers(const Order& order, const Client& client, const Links& links, JsonWriter& json) {
  const std::string reference = ToText(order.id);
  // A client without an API key has the token already. Empty for clients that may only read, since
  // it also allows paying.
  const bool holds = client.IsAnonymous() || client.MayChange(order.client);
  const std::string token = holds ? links.Token(order.id) : std::string();
  const std::string& id = client.IsAnonymous() ? token : reference;
  json.Begin('{').Name("id").Text(id).Name("reference").Text(reference);
  json.Name("state").Text(orders::Name(orders::StateOf(order)));
  if (const auto reason = orders::EndReason(order); !reason.empty()) {
    json.Name("reason").Text(reason);
  }
  if (const auto reason = orders::RefundReason(order); !reason.empty()) {
    json.Name("refund_reason").Text(reason);
  }
  json.Name("msisdn").Text(order.msisdn().ToE164()).Name("operator").Text(order.operator_id());
  RenderPrice(order, json);
  json.Name("tender")
      .Text(payments::PaymentMethodName(order.payment_method))
      .Name("created_at")
      .At(order.created_at);
  RenderPayment(order, token, links, json);
  RenderDelivery(order, json);
  RenderRefunds(order, json);
  RenderMoney(order, json);
  // Whoever holds a payer's link with a key of another client sees what the payer sees.
  const bool is_own =
      !client.IsAnonymous() && (client.MayChange(order.client) || client.May(kScopeRead));
  if (is_own) RenderDisputes(order, json);
  RenderAttention(order, client, json);
  if (is_own) {
    RenderClientDetails(order.details, json);
  } else if (MayReturn(order)) {
    json.Name("return").Begin('{').Name("host").Text(ReturnHost(order.details));
    json.Name("url").Text(order.details.return_url).End('}');
  }
  RenderLinks(id, token.empty() ? std::string() : links.Page(token), orders::HasReceipt(order),
              json);
}

const std::string& OperatorName(const Order& order, const catalogue::Catalogue& catalogue) {
  const catalogue::Operator* const op = catalogue.Find(order.operator_id());
  return op != nullptr ? op->name : order.operator_id();
}

// All members; without the closing bracket.
void RenderWithStatus(const Order& order, const StatusReader& reader, const Links& links,
                      const catalogue::Catalogue& catalogue, JsonWriter& json) {
  RenderMembers(order, reader.client, links, json);
  json.Name("status");
  RenderStatus(orders::StatusOf(order, OperatorName(order, catalogue), reader.now), reader.language,
               reader.now, json);
  const orders::WhomToAsk whom = orders::WhomToAskAbout(order);
  json.Name("ask").Begin('[');
  if (whom.help_desk) json.Text("support");
  if (whom.operator_line) json.Text("operator");
  json.End(']');
}

void RenderHistory(const engine::OrderTrail& trail, JsonWriter& json) {
  json.Name("history").Begin('[');
  for (const engine::HistoryEntry& entry : engine::HistoryOf(trail)) {
    json.Begin('{');
    if (entry.at.ms != 0) json.Name("at").At(entry.at);
    json.Name("event").Text(entry.event).Name("by").Text(entry.by);
    if (!entry.detail.empty()) json.Name("detail").Text(entry.detail);
    json.End('}');
  }
  json.End(']');
}

StatusReader ReaderOf(const Exchange& exchange, const Shared& shared) {
  return {*exchange.client, exchange.language(), shared.services.clock.Now()};
}

}  // namespace

std::string IdFor(const Client& client, OrderId order, const Links& links) {
  return client.IsAnonymous() ? links.Token(order) : ToText(order);
}

void RenderTopup(const Order& order, const Client& client, const Links& links, JsonWriter& json) {
  RenderMembers(order, client, links, json);
  json.End('}');
}

std::string RenderTopup(const Order& order, const StatusReader& reader, const Links& links,
                        const catalogue::Catalogue& catalogue) {
  JsonWriter json(kExpectedBytes);
  RenderWithStatus(order, reader, links, catalogue, json);
  return json.End('}').Take();
}

std::string RenderTopup(const engine::OrderTrail& trail, const Exchange& exchange,
                        const Shared& shared) {
  JsonWriter json(4'096);
  RenderWithStatus(trail.record.order, ReaderOf(exchange, shared), shared.links,
                   shared.services.catalogue, json);
  RenderHistory(trail, json);
  return json.End('}').Take();
}

std::string RenderTopup(const Order& order, const Exchange& exchange, const Shared& shared) {
  return RenderTopup(order, ReaderOf(exchange, shared), shared.links, shared.services.catalogue);
}

std::string RenderPlaced(const Order& order, const Exchange& exchange, const Shared& shared) {
  JsonWriter json(kExpectedBytes);
  RenderWithStatus(order, ReaderOf(exchange, shared), shared.links, shared.services.catalogue,
                   json);
  if (exchange.client->IsAnonymous())
    json.Name("cancel_token").Text(shared.links.CancelToken(order.id).Reveal());
  return json.End('}').Take();
}

}  // namespace herlaad::http
