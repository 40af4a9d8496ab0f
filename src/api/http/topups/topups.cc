#include "api/http/topups/topups.h"

#include "api/http/core/json/read_json.h"
#include "api/http/topups/status/render_topup.h"
#include "base/core/check.h"
#include "domain/payments/payment_method.h"

namespace herlaad::http {
namespace {

using engine::CancelTopupOutcome;

bool Sees(const Client& client, const orders::Order& order, bool to_change) {
  if (!client.IsAnonymous() && client.MayChange(order.client)) return true;
  return !to_change && client.May(kScopeRead);
}

// What is not used is refunded; a till hands it back where it was paid.
Problem OfDelivering(payments::PaymentMethod payment_method) {
  Problem problem(Code::kTopupDelivering);
  if (payments::RefundsBy(payment_method) == payments::Refunder::kTill)
    problem.Say("problem.topup_delivering.cash", {});
  return problem;
}

Problem OfCancelOutcome(CancelTopupOutcome outcome, payments::PaymentMethod payment_method) {
  switch (outcome) {
    case CancelTopupOutcome::kDelivered:
      return Problem(Code::kTopupDelivered);
    case CancelTopupOutcome::kDelivering:
      return OfDelivering(payment_method);
    case CancelTopupOutcome::kAttention:
      return Problem(Code::kTopupInAttention);
    case CancelTopupOutcome::kCancelling:
    case CancelTopupOutcome::kAlready:
    case CancelTopupOutcome::kNoSuchOrder:
      break;
  }
  CHECK(false, "a cancellation is refused for one of the listed reasons");
}

// Empty if the request has none.
Result<std::string, Problem> ReadCancelToken(const net::Request& request) {
  if (request.body.empty()) return std::string();
  const auto body = ReadBody(request, {"cancel_token"});
  if (!body.ok()) return Failure{body.error()};
  if (!body->contains("cancel_token")) return std::string();
  return ReadText(*body, "cancel_token");
}

}  // namespace

void Topups::Find(const ExchangePtr& exchange, bool to_change, WithOrder go_on) const {
  const auto opened = shared_.links.Open(exchange->argument);
  const auto id = opened ? opened : ParseOrderId(exchange->argument);
  if (!id) return exchange->Refuse(Problem(Code::kTopupUnknown));
  if (!opened && exchange->client->IsAnonymous()) {
    return exchange->Refuse(
        KeyRequired().Detail("Without an API key a top-up is read by the whole id that placing it "
                             "gave, not by its reference alone."));
  }
  const bool by_link = opened && !to_change;
  shared_.ReadOrder(*id,
                    [exchange, to_change, by_link, go_on = std::move(go_on)](const auto& found) {
                      if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
                      if (!*found || !(*found)->order.IsTopup() ||
                          (!by_link && !Sees(*exchange->client, (*found)->order, to_change))) {
                        return exchange->Refuse(Problem(Code::kTopupUnknown));
                      }
                      go_on((*found)->order);
                    });
}

void Topups::Read(ExchangePtr exchange) {
  Find(exchange, false, [this, exchange](const orders::Order& order) {
    if (exchange->client->May(kScopeRead)) return ReadHistory(exchange, order.id);
    net::Response response;
    response.body = RenderTopup(order, *exchange, shared_);
    exchange->Send(std::move(response));
  });
}

void Topups::ReadHistory(const ExchangePtr& exchange, OrderId order) {
  shared_.readers.Read([order](engine::Queries& queries) { return queries.FindTrail(order); },
                       [this, exchange](const auto& trail) {
                         if (!trail.ok()) return exchange->Refuse(OfStoreError(trail.error()));
                         if (!*trail) return exchange->Refuse(StoreUnavailable());
                         net::Response response;
                         response.body = RenderTopup(**trail, *exchange, shared_);
                         exchange->Send(std::move(response));
                       });
}

// Whoever has the link may read; cancelling requires the cancel token or the API key.
std::optional<Problem> Topups::WhyNotToCancel(const Exchange& exchange, const orders::Order& order,
                                              std::string_view token) const {
  if (Sees(*exchange.client, order, true)) return std::nullopt;
  if (shared_.links.Cancels(order.id, token)) return std::nullopt;
  const bool by_link = exchange.argument.find('.') != std::string::npos;
  return Problem(by_link ? Code::kCancelTokenRequired : Code::kTopupUnknown);
}

void Topups::Cancel(ExchangePtr exchange) {
  const auto token = ReadCancelToken(exchange->request);
  if (!token.ok()) return exchange->Refuse(token.error());
  Find(exchange, false, [this, exchange, token = *token](const orders::Order& order) {
    if (const auto problem = WhyNotToCancel(*exchange, order, token))
      return exchange->Refuse(*problem);
    CancelFound(exchange, order);
  });
}

void Topups::CancelFound(const ExchangePtr& exchange, const orders::Order& order) {
  auto command = engine::CancelTopup::Check(order.id, exchange->client->name);
  const bool taken = shared_.services.engine.Submit(
      std::move(command),
      [this, exchange, id = order.id, payment_method = order.payment_method](
          const engine::Answered<CancelTopupOutcome>& answer, const engine::OrderRecord* record) {
        Cancelled(exchange, id, payment_method, answer, record);
      });
  if (!taken) exchange->Refuse(Busy());
}

void Topups::Cancelled(const ExchangePtr& exchange, OrderId order,
                       payments::PaymentMethod payment_method,
                       const engine::Answered<CancelTopupOutcome>& answer,
                       const engine::OrderRecord* record) {
  if (!answer.ok()) return exchange->Refuse(OfFault(answer.fault()));
  const CancelTopupOutcome outcome = *answer;
  if (outcome == CancelTopupOutcome::kNoSuchOrder)
    return exchange->Refuse(Problem(Code::kTopupUnknown));
  if (outcome != CancelTopupOutcome::kCancelling && outcome != CancelTopupOutcome::kAlready) {
    Problem problem = OfCancelOutcome(outcome, payment_method);
    // It was paid when it was placed.
    if (!payments::PaymentExpires(payment_method)) problem.Taken(MoneyTaken::kTaken);
    const auto& support = shared_.options.support;
    if (outcome == CancelTopupOutcome::kAttention && !support.IsEmpty()) {
      problem.With("support", messages::SupportLine(exchange->language(), support));
    }
    return exchange->Refuse(problem);
  }
  if (record == nullptr) return SendAsItIsNow(exchange, order, 200);
  net::Response response;
  response.body = RenderTopup(record->order, *exchange, shared_);
  exchange->Send(std::move(response));
}

void Topups::SendAsItIsNow(const ExchangePtr& exchange, OrderId order, int status) {
  shared_.ReadOrder(order, [this, exchange, status](const auto& found) {
    if (!found.ok() || !*found) return exchange->Refuse(StoreUnavailable());
    net::Response response;
    response.status = status;
    response.body = RenderTopup((*found)->order, *exchange, shared_);
    exchange->Send(std::move(response));
  });
}

}  // namespace herlaad::http
