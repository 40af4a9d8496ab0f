#include "doors/http/placing.h"
#include "doors/http/render_topup.h"
#include "doors/http/topups.h"

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
      [this, exchange, wanted = std::move(placing->wanted)](const engine::Answer& answer,
                                                            const engine::OrderRecord* record) {
        Placed(exchange, wanted, answer, record);
      });
  if (!taken) exchange->Refuse(Busy());
}

// On a thread of the engine: others wait meanwhile.
void Topups::Placed(const ExchangePtr& exchange, const Wanted& wanted, const engine::Answer& answer,
                    const engine::OrderRecord* record) {
  if (const auto problem = WhyNotPlaced(shared_, wanted, answer)) {
    return exchange->Refuse(*problem);
  }
  if (record != nullptr) return SendPlaced(*exchange, record->order, answer.replayed);
  const OrderId order = answer.order;
  shared_.Later(exchange, [this, exchange, order] {
    const auto found = shared_.services.queries.FindOrder(order);
    // The order is there, so what cannot be answered now can be asked for again.
    if (!found.ok() || !*found)
      return exchange->Refuse(OfFault(engine::Answer::Fault::kUnavailable));
    SendPlaced(*exchange, (*found)->order, true);
  });
}

void Topups::SendPlaced(Exchange& exchange, const orders::Order& order, bool replayed) {
  net::Response response;
  response.status = 201;
  response.body = RenderTopup(order, exchange, shared_);
  response.headers.push_back(
      {"Location", "/v1/topups/" + IdFor(*exchange.caller, order.id, shared_.links)});
  if (replayed) response.headers.push_back({"Idempotency-Replayed", "true"});
  exchange.Send(std::move(response));
}

}  // namespace herlaad::http
