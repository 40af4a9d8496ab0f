#include "doors/http/topups.h"

#include "base/core/check.h"
#include "doors/http/render_topup.h"
#include "engine/kinds/cancel_topup.h"

namespace herlaad::http {
namespace {

bool Sees(const Caller& caller, const orders::Order& order, bool to_change) {
  if (caller.MayChange(order.caller)) return true;
  return !to_change && caller.May(kScopeRead);
}

Problem OfCancelOutcome(orders::CancelOutcome outcome) {
  switch (outcome) {
    case orders::CancelOutcome::kDelivered:
      return Problem(Code::kTopupDelivered);
    case orders::CancelOutcome::kDelivering:
      return Problem(Code::kTopupDelivering);
    case orders::CancelOutcome::kAttention:
      return Problem(Code::kTopupInAttention);
    case orders::CancelOutcome::kCancelling:
    case orders::CancelOutcome::kAlready:
      break;
  }
  CHECK(false, "a cancellation is refused for one of the listed reasons");
}

}  // namespace

Result<orders::Order, Problem> Topups::Find(const Exchange& exchange, bool to_change) const {
  const Caller& caller = *exchange.caller;
  const auto opened = shared_.links.Open(exchange.argument);
  const auto id = opened ? opened : ParseOrderId(exchange.argument);
  if (!id) return Failure{Problem(Code::kTopupUnknown)};
  if (!opened && caller.IsAnonymous()) {
    return Failure{
        KeyRequired().Detail("Without an API key a top-up is read by the whole id that placing it "
                             "gave, not by its reference alone.")};
  }
  auto found = shared_.services.queries.FindOrder(*id);
  if (!found.ok()) return Failure{StoreUnavailable()};
  if (!*found || (!opened && !Sees(caller, (*found)->order, to_change))) {
    return Failure{Problem(Code::kTopupUnknown)};
  }
  return std::move((*found)->order);
}

void Topups::Read(ExchangePtr exchange) {
  const auto order = Find(*exchange, false);
  if (!order.ok()) return exchange->Refuse(order.error());
  net::Response response;
  if (exchange->caller->May(kScopeRead)) {
    const auto trail = shared_.services.queries.FindTrail(order->id);
    if (!trail.ok() || !*trail) return exchange->Refuse(StoreUnavailable());
    response.body = RenderTopup(**trail, *exchange, shared_);
  } else {
    response.body = RenderTopup(*order, *exchange, shared_);
  }
  exchange->Send(std::move(response));
}

void Topups::Cancel(ExchangePtr exchange) {
  const auto order = Find(*exchange, true);
  if (!order.ok()) return exchange->Refuse(order.error());
  auto command = engine::CancelTopup::Check(order->id, exchange->caller->name);
  const bool taken = shared_.services.engine.Submit(
      std::move(command),
      [this, exchange](const engine::Answer& answer, const engine::OrderRecord* record) {
        Cancelled(exchange, answer, record);
      });
  if (!taken) exchange->Refuse(Busy());
}

void Topups::Cancelled(const ExchangePtr& exchange, const engine::Answer& answer,
                       const engine::OrderRecord* record) {
  if (answer.fault != engine::Answer::Fault::kNone) return exchange->Refuse(OfFault(answer.fault));
  if (answer.outcome == engine::kNoSuchOrder) return exchange->Refuse(Problem(Code::kTopupUnknown));
  const auto outcome = static_cast<orders::CancelOutcome>(answer.outcome);
  if (outcome != orders::CancelOutcome::kCancelling && outcome != orders::CancelOutcome::kAlready) {
    Problem problem = OfCancelOutcome(outcome);
    const auto& support = shared_.options.support;
    if (outcome == orders::CancelOutcome::kAttention && !support.IsEmpty()) {
      problem.With("support", messages::SupportLine(exchange->language(), support));
    }
    return exchange->Refuse(problem);
  }
  if (record == nullptr) return SendAsItIsNow(exchange, answer.order, 200);
  net::Response response;
  response.body = RenderTopup(record->order, *exchange, shared_);
  exchange->Send(std::move(response));
}

void Topups::SendAsItIsNow(const ExchangePtr& exchange, OrderId order, int status) {
  shared_.Later(exchange, [this, exchange, order, status] {
    const auto found = shared_.services.queries.FindOrder(order);
    if (!found.ok() || !*found) return exchange->Refuse(StoreUnavailable());
    net::Response response;
    response.status = status;
    response.body = RenderTopup((*found)->order, *exchange, shared_);
    exchange->Send(std::move(response));
  });
}

}  // namespace herlaad::http
