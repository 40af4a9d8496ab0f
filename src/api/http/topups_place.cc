#include "adapters/net/addresses.h"
#include "api/http/json_writer.h"
#include "api/http/placing.h"
#include "api/http/render_topup.h"
#include "api/http/topups.h"
#include "engine/commands/replace_topup.h"

namespace herlaad::http {

void Topups::Place(ExchangePtr exchange) {
  const auto key = ReadIdempotencyKey(exchange->request);
  if (!key.ok()) return exchange->Refuse(key.error());
  auto body = ReadPlaceBody(exchange->request);
  if (!body.ok()) return exchange->Refuse(body.error());
  auto placing = PreparePlacing(shared_, *exchange, *std::move(body), *key);
  if (!placing.ok()) return exchange->Refuse(placing.error());
  const bool taken = shared_.services.engine.Submit(
      std::move(placing->command),
      [this, exchange, asked = std::move(placing->asked)](const engine::Answer& answer,
                                                          const engine::OrderRecord* record) {
        Placed(exchange, asked, answer, record);
      });
  if (!taken) exchange->Refuse(Busy());
}

void Topups::NewSession(ExchangePtr exchange) {
  net::Response response;
  response.status = 201;
  JsonWriter json(96);
  json.Begin('{').Name("session").Text(shared_.sessions.New().Reveal()).End('}');
  response.body = json.Take();
  exchange->Send(std::move(response));
}

// Called on the engine's thread, so it must be quick.
void Topups::Placed(const ExchangePtr& exchange, const Asked& asked, const engine::Answer& answer,
                    const engine::OrderRecord* record) {
  if (const OrderId earlier = EarlierOrder(answer); !earlier.empty()) {
    // The order exists, so if it cannot be read now, the client can retry.
    return shared_.ReadOrder(earlier, [this, exchange, asked](const auto& found) {
      if (found.ok() && *found) return SendEarlier(*exchange, asked, (*found)->order);
      exchange->Refuse(OfFault(engine::Answer::Fault::kUnknown));
    });
  }
  if (const auto problem = WhyNotPlaced(shared_, asked, *exchange->client, answer)) {
    return exchange->Refuse(*problem);
  }
  SendPlaced(*exchange, record->order, false);
  KeepFew(*exchange, record->order, answer);
}

// Limits the unpaid orders of an anonymous client: the newest replaces the oldest.
void Topups::KeepFew(const Exchange& exchange, const orders::Order& order,
                     const engine::Answer& answer) {
  if (answer.replayed || !exchange.client->IsAnonymous() || !orders::IsOnline(order.payment_method))
    return;
  const auto all_replaced = shared_.open_orders.Placed(net::CustomerOf(exchange.request.peer),
                                                       order.id, shared_.services.clock.Now());
  // If the engine's queue is full, it stays open until it expires.
  for (const OrderId replaced : all_replaced) {
    (void)shared_.services.engine.Submit(engine::ReplaceTopup::Check(replaced), {});
  }
}

void Topups::SendEarlier(Exchange& exchange, const Asked& asked, const orders::Order& order) {
  if (const auto problem = WhyNotTheSame(shared_, asked, *exchange.client, order)) {
    return exchange.Refuse(*problem);
  }
  SendPlaced(exchange, order, true);
}

void Topups::SendPlaced(Exchange& exchange, const orders::Order& order, bool replayed) {
  net::Response response;
  response.status = 201;
  response.body = RenderPlaced(order, exchange, shared_);
  response.headers.push_back(
      {"Location", "/v1/topups/" + IdFor(*exchange.client, order.id, shared_.links)});
  if (replayed) response.headers.push_back({"Idempotency-Replayed", "true"});
  exchange.Send(std::move(response));
}

}  // namespace herlaad::http
