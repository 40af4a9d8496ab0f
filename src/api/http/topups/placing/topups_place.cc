#include "adapters/net/addresses/addresses.h"
#include "api/http/core/json/json_writer.h"
#include "api/http/topups/placing/placing.h"
#include "api/http/topups/status/render_topup.h"
#include "api/http/topups/topups.h"
#include "domain/payments/payment_method.h"
#include "engine/commands/orders/replace_topup.h"

namespace herlaad::http {
namespace {

bool CanBePaid(const orders::Order& order) {
  const auto state = order.payments.front().state;
  return state == orders::PaymentState::kOpening || state == orders::PaymentState::kOpen;
}

// Those of `all`, oldest first, that cannot be paid any more; no more of them than it takes to find
// that at most `most` can be.
Result<std::vector<OrderId>, engine::StoreError> EndedOf(const std::vector<OrderId>& all,
                                                         std::size_t most,
                                                         engine::Queries& queries) {
  std::vector<OrderId> ended;
  for (const OrderId id : all) {
    if (all.size() - ended.size() <= most) break;
    const auto found = queries.FindOrder(id);
    if (!found.ok()) return Failure{found.error()};
    if (!*found || !CanBePaid((*found)->order)) ended.push_back(id);
  }
  return ended;
}

// A try is given back every six seconds.
constexpr std::string_view kRetryAfterSeconds = "6";

// What the database has for one of these digests; the first digest if nothing.
Result<engine::HeldPin, engine::StoreError> FindHeld(const std::vector<Digest>& digests,
                                                     engine::Queries& queries) {
  for (const Digest& digest : digests) {
    const auto voucher = queries.FindVoucher(digest);
    if (!voucher.ok()) return Failure{voucher.error()};
    if (*voucher) return engine::HeldPin{digest, (*voucher)->serial};
  }
  return engine::HeldPin{digests.front(), std::nullopt};
}

}  // namespace

void Topups::Place(ExchangePtr exchange) {
  const auto key = ReadIdempotencyKey(exchange->request);
  if (!key.ok()) return exchange->Refuse(key.error());
  auto body = ReadPlaceBody(exchange->request);
  if (!body.ok()) return exchange->Refuse(body.error());
  if (body->pin) return PlaceWithVoucher(exchange, *std::move(body), *key);
  Submit(exchange, *std::move(body), *key, std::nullopt);
}

// The number of tries is judged before anything is looked up. What is not found is decided by the
// engine too, so that a repeat gets the answer that it got before.
void Topups::PlaceWithVoucher(const ExchangePtr& exchange, PlaceBody body, const std::string& key) {
  const vouchers::PinKeys& keys = shared_.options.vouchers.keys;
  if (keys.current.empty())
    return exchange->Refuse(Problem(Code::kTenderNotOffered).With("field", "tender"));
  if (!voucher_tries_.Begin(*exchange, shared_.services.clock.Now())) {
    return exchange->Refuse(
        Problem(Code::kVoucherLocked).Header("Retry-After", std::string(kRetryAfterSeconds)));
  }
  std::vector<Digest> digests{vouchers::PinDigest(keys.current, *body.pin)};
  if (!keys.before.empty()) digests.push_back(vouchers::PinDigest(keys.before, *body.pin));
  const engine::HeldPin unknown{digests.front(), std::nullopt};
  shared_.readers.Read([digests = std::move(digests)](
                           engine::Queries& queries) { return FindHeld(digests, queries); },
                       [this, exchange, body = std::move(body), key, unknown](const auto& held) {
                         if (held.ok()) return Submit(exchange, body, key, *held);
                         EndTry(*exchange, unknown, false);
                         exchange->Refuse(OfStoreError(held.error()));
                       });
}

void Topups::EndTry(const Exchange& exchange, const std::optional<engine::HeldPin>& pin,
                    bool is_wrong) {
  if (pin && !is_wrong) voucher_tries_.GiveBack(exchange, shared_.services.clock.Now());
}

void Topups::Submit(const ExchangePtr& exchange, PlaceBody body, std::string_view key,
                    std::optional<engine::HeldPin> pin) {
  auto placing = PreparePlacing(shared_, *exchange, std::move(body), key, pin);
  if (!placing.ok()) {
    EndTry(*exchange, pin, false);
    return exchange->Refuse(placing.error());
  }
  const bool taken = shared_.services.engine.Submit(
      std::move(placing->command),
      [this, exchange, asked = std::move(placing->asked)](const PlaceAnswer& answer,
                                                          const engine::OrderRecord* record) {
        const bool is_wrong =
            answer.ok() && answer->outcome() == orders::PlaceOutcome::kVoucherRefused;
        EndTry(*exchange, asked.pin, is_wrong);
        Placed(exchange, asked, answer, record);
      });
  if (taken) return;
  EndTry(*exchange, pin, false);
  exchange->Refuse(Busy());
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
void Topups::Placed(const ExchangePtr& exchange, const Asked& asked, const PlaceAnswer& answer,
                    const engine::OrderRecord* record) {
  if (const OrderId earlier = EarlierOrder(answer); !earlier.empty()) {
    // The order exists, so if it cannot be read now, the client can retry.
    return shared_.ReadOrder(earlier, [this, exchange, asked](const auto& found) {
      if (found.ok() && *found) return SendEarlier(*exchange, asked, (*found)->order);
      exchange->Refuse(OfFault(engine::Fault::kUnknown));
    });
  }
  if (const auto problem = WhyNotPlaced(shared_, asked, *exchange->client, answer)) {
    return exchange->Refuse(*problem);
  }
  SendPlaced(*exchange, record->order, false);
  KeepFew(*exchange, record->order, answer);
}

// Limits the unpaid orders of an anonymous client: the oldest is closed for the newest.
void Topups::KeepFew(const Exchange& exchange, const orders::Order& order,
                     const PlaceAnswer& answer) {
  if (answer.replayed() || !exchange.client->IsAnonymous() ||
      !payments::PaymentExpires(order.payment_method))
    return;
  std::string client = net::CustomerOf(exchange.request.peer);
  auto all = shared_.open_orders.Placed(client, order.id, shared_.services.clock.Now());
  if (all.empty()) return;
  const std::size_t judged = all.size();
  // If they cannot be read or the engine's queue is full, they stay open until they expire.
  shared_.readers.Read(
      [all = std::move(all), most = shared_.open_orders.most()](engine::Queries& queries) {
        return EndedOf(all, most, queries);
      },
      [this, client = std::move(client), judged](const auto& ended) {
        if (!ended.ok()) return;
        const Instant now = shared_.services.clock.Now();
        for (const OrderId excess : shared_.open_orders.TakeExcess(client, judged, *ended, now)) {
          (void)shared_.services.engine.Submit(engine::ReplaceTopup::Check(excess));
        }
      },
      engine::Readers::Length::kLong);
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
