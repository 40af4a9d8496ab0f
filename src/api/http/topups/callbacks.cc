#include "api/http/topups/callbacks.h"

#include "base/core/check.h"
#include "engine/commands/record_payment.h"

namespace herlaad::http {
namespace {

engine::Gateway::Headers HeadersOf(const net::Request& request) {
  engine::Gateway::Headers headers;
  headers.reserve(request.headers.size());
  for (const net::Header& header : request.headers) {
    headers.emplace_back(header.name, header.value);
  }
  return headers;
}

net::Response Taken() { return {204, "application/json", {}, {}}; }

}  // namespace

void Callbacks::Take(ExchangePtr exchange) {
  const auto gateway = shared_.services.gateways.find(exchange->argument);
  if (gateway == shared_.services.gateways.end()) {
    return exchange->Refuse(Problem(Code::kGatewayUnknown));
  }
  const Instant now = shared_.services.clock.Now();
  const std::string& peer = exchange->request.peer;
  if (!bad_.WouldAllow(peer, now))
    return exchange->Refuse(Problem(Code::kRateLimited).Header("Retry-After", "1"));
  auto news =
      gateway->second->ReadCallback(HeadersOf(exchange->request), exchange->request.body, now);
  if (news.ok()) return Record(exchange, *std::move(news));
  switch (news.error()) {
    case engine::CallbackError::kBadSignature:
      (void)bad_.Allow(peer, now);
      return Refuse(*exchange, Code::kCallbackSignature);
    case engine::CallbackError::kMalformed:
      return Refuse(*exchange, Code::kCallbackMalformed);
    case engine::CallbackError::kNotForUs:
      return exchange->Send(Taken());
  }
  CHECK(false, "a callback is refused for one of the listed reasons");
}

void Callbacks::Refuse(Exchange& exchange, Code code) {
  shared_.LogWithBrake("callback.refused",
                       {{"gateway", exchange.argument}, {"code", std::string(KindOf(code).name)}});
  exchange.Refuse(Problem(code));
}

void Callbacks::Record(const ExchangePtr& exchange, engine::PaymentNews news) {
  const auto part = orders::ParsePartReference(news.payment);
  // Signed by the gateway, but about something we never requested.
  if (!part || part->part != 'p') return exchange->Send(Taken());
  const bool paid = news.answer.kind == engine::GatewayAnswer::Kind::kPaid;
  const orders::DisputeState dispute = news.answer.dispute;
  const bool taken = shared_.services.engine.Submit(
      engine::RecordPayment::CalledBack(part->order, part->n, std::move(news.answer),
                                        exchange->argument),
      [this, exchange, paid, dispute, order = part->order, payment = std::move(news.payment)](
          const engine::Answered<orders::EventOutcome>& answer, const auto*) {
        if (!answer.ok()) return exchange->Refuse(OfFault(answer.fault()));
        // A payment of an order that is not in the database, for example after restoring an older
        // copy.
        const bool matters = paid || dispute != orders::DisputeState::kNone;
        if (matters && *answer == orders::EventOutcome::kNoSuchPart) {
          shared_.Log("callback.payment_unknown_here",
                      {{"gateway", exchange->argument}, {"payment", payment}});
        }
        if (dispute != orders::DisputeState::kNone && *answer == orders::EventOutcome::kApplied) {
          shared_.Log("payment.disputed", {{"order", ToText(order)},
                                           {"gateway", exchange->argument},
                                           {"state", std::string(orders::Name(dispute))}});
        }
        exchange->Send(Taken());
      });
  if (!taken) exchange->Refuse(Busy());
}

}  // namespace herlaad::http
