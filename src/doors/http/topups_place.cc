#include "doors/http/refusals.h"
#include "doors/http/render_topup.h"
#include "doors/http/topups.h"
#include "engine/kinds/place_topup.h"

namespace herlaad::http {
namespace {

// A key that nobody guesses belongs to whoever made it, also after their address changed; a shorter
// one only at the same address.
constexpr std::size_t kUnguessableKey = 20;

std::string OwnerOf(const Exchange& exchange, std::string_view idempotency_key) {
  const Caller& caller = *exchange.caller;
  if (!caller.IsAnonymous() || idempotency_key.size() >= kUnguessableKey) return caller.name;
  return caller.name + ":" + exchange.request.peer;
}

Problem OfCheck(engine::PlaceTopupError error) {
  switch (error) {
    case engine::PlaceTopupError::kKeyEmpty:
    case engine::PlaceTopupError::kKeyTooLong:
      return Problem(Code::kIdempotencyKeyInvalid);
    case engine::PlaceTopupError::kAmountNotPositive:
    case engine::PlaceTopupError::kTotalNotPositive:
      return Problem(Code::kAmountNotPositive);
  }
  CHECK(false, "a request is refused for one of the listed reasons");
}

const net::Header kReplayed{"Idempotency-Replayed", "true"};

}  // namespace

struct Topups::Placing {
  ExchangePtr exchange;
  Wanted wanted;
};

Result<std::string, Problem> Topups::Collector(const Caller& caller, orders::Tender tender) const {
  if (!orders::IsOnline(tender)) {
    if (caller.IsAnonymous()) {
      return Failure{
          KeyRequired().Detail("Only a till or a kiosk takes cash: send its API key with the "
                               "scope topup:cash. Nothing was done.")};
    }
    if (!caller.May(kScopeCash))
      return Failure{Problem(Code::kScopeMissing).With("scope", kScopeCash)};
    return caller.till;
  }
  const auto gateway = shared_.options.gateways.find(tender);
  if (gateway == shared_.options.gateways.end()) {
    return Failure{Problem(Code::kTenderNotOffered).With("field", "tender")};
  }
  return gateway->second;
}

void Topups::Place(ExchangePtr exchange) {
  const auto key = ReadIdempotencyKey(exchange->request);
  if (!key.ok()) return exchange->Refuse(key.error());
  auto body = ReadPlaceBody(exchange->request);
  if (!body.ok()) return exchange->Refuse(body.error());
  auto collector = Collector(*exchange->caller, body->tender);
  if (!collector.ok()) return exchange->Refuse(collector.error());
  Placing placing{exchange, {body->operator_id, body->amount.currency}};
  auto command = engine::PlaceTopup::Check(
      {body->msisdn, std::move(body->operator_id), body->amount, body->expected_total, body->tender,
       *std::move(collector), OwnerOf(*exchange, *key)},
      *key);
  if (!command.ok()) return exchange->Refuse(OfCheck(command.error()));
  const bool taken = shared_.services.engine.Submit(
      *std::move(command), [this, placing = std::move(placing)](const engine::Answer& answer,
                                                                const engine::OrderRecord* record) {
        Placed(placing, answer, record);
      });
  if (!taken) exchange->Refuse(Busy());
}

// On the engine's thread: others wait meanwhile.
void Topups::Placed(const Placing& placing, const engine::Answer& answer,
                    const engine::OrderRecord* record) {
  Exchange& exchange = *placing.exchange;
  if (answer.fault != engine::Answer::Fault::kNone) return exchange.Refuse(OfFault(answer.fault));
  const auto outcome = static_cast<orders::PlaceOutcome>(answer.outcome);
  if (outcome != orders::PlaceOutcome::kAccepted) {
    Problem problem = OfPlaceOutcome(outcome, answer.detail, answer.note, placing.wanted,
                                     shared_.services.catalog);
    // A key that came with another request repeats nothing.
    if (answer.replayed && outcome != orders::PlaceOutcome::kKeyReused) {
      problem.Header(kReplayed.name, kReplayed.value);
    }
    return exchange.Refuse(problem);
  }
  if (record != nullptr) return SendPlaced(exchange, record->order, answer.replayed);
  const OrderId order = answer.order;
  shared_.Later(placing.exchange, [this, exchange_ptr = placing.exchange, order] {
    const auto found = shared_.services.queries.FindOrder(order);
    // The order is there, so what cannot be answered now can be asked for again.
    if (!found.ok() || !*found)
      return exchange_ptr->Refuse(OfFault(engine::Answer::Fault::kUnavailable));
    SendPlaced(*exchange_ptr, (*found)->order, true);
  });
}

void Topups::SendPlaced(Exchange& exchange, const orders::Order& order, bool replayed) {
  net::Response response;
  response.status = 201;
  response.body = RenderTopup(order, *exchange.caller, shared_.links);
  response.headers.push_back(
      {"Location", "/v1/topups/" + IdFor(*exchange.caller, order.id, shared_.links)});
  if (replayed) response.headers.push_back(kReplayed);
  exchange.Send(std::move(response));
}

}  // namespace herlaad::http
