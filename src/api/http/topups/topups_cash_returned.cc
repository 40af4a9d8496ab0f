#include <algorithm>

#include "api/http/topups/placing/placing.h"
#include "api/http/topups/status/render_topup.h"
#include "api/http/topups/topups.h"
#include "base/core/check.h"

namespace herlaad::http {
namespace {

using engine::ResolveTopupOutcome;

// So that a repeat is answered in the same way.
bool IsReturned(const orders::Order& order) {
  return std::any_of(order.refunds.begin(), order.refunds.end(), [](const orders::Refund& refund) {
    return refund.state == orders::RefundState::kPaidOut;
  });
}

net::Response AsItIs(const orders::Order& order, const Exchange& exchange, const Shared& shared) {
  net::Response response;
  response.body = RenderTopup(order, exchange, shared);
  return response;
}

}  // namespace

// A client records that it paid the cash back. Stored in the audit trail with its name.
void Topups::CashReturned(ExchangePtr exchange) {
  const Client& client = *exchange->client;
  if (client.IsAnonymous()) return exchange->Refuse(KeyRequired());
  if (!client.May(kScopeCash)) {
    return exchange->Refuse(Problem(Code::kScopeMissing).With("scope", kScopeCash));
  }
  Find(exchange, true,
       [this, exchange](const orders::Order& order) { RecordReturned(exchange, order); });
}

void Topups::RecordReturned(const ExchangePtr& exchange, const orders::Order& order) {
  if (IsReturned(order)) return exchange->Send(AsItIs(order, *exchange, shared_));
  const Client& client = *exchange->client;
  std::optional<engine::SecondPerson> second;
  if (client.kind == Client::Kind::kStaff)
    second = engine::SecondPerson{
        client.person, {}, shared_.options.staff.approval_above, access::kMaySellForCash};
  auto command =
      engine::ResolveTopup::Check(order.id, {orders::ReviewDecision::kPaidOut},
                                  "cash handed back at the till", client.name, std::move(second));
  CHECK(command.ok(), "the reason is one");
  const bool taken = shared_.services.engine.Submit(
      *std::move(command), [this, exchange, about = About{order.id, IsPaid(order)}](
                               const ResolveAnswer& answer, const engine::OrderRecord* record) {
        RecordedCashReturn(exchange, about, answer, record);
      });
  if (!taken) exchange->Refuse(Busy());
}

void Topups::RecordedCashReturn(const ExchangePtr& exchange, About about,
                                const ResolveAnswer& answer, const engine::OrderRecord* record) {
  if (!answer.ok()) return exchange->Refuse(OfFault(answer.fault()));
  switch (answer->outcome) {
    case ResolveTopupOutcome::kResolved:
      if (record == nullptr) return SendAsItIsNow(exchange, about.order, 200);
      return exchange->Send(AsItIs(record->order, *exchange, shared_));
    case ResolveTopupOutcome::kNotInAttention:
      return exchange->Refuse(AboutPaid(about.is_paid, Problem(Code::kTopupNotInAttention)));
    case ResolveTopupOutcome::kDoesNotFit:
    case ResolveTopupOutcome::kRefundNotNamed:
    case ResolveTopupOutcome::kRefundDoesNotFit:
      return exchange->Refuse(AboutPaid(about.is_paid, Problem(Code::kResolutionDoesNotFit)));
    case ResolveTopupOutcome::kNoSuchOrder:
      return exchange->Refuse(Problem(Code::kTopupUnknown));
    case ResolveTopupOutcome::kActorMayNot:
      return exchange->Refuse(Problem(Code::kScopeMissing).With("scope", kScopeCash));
    case ResolveTopupOutcome::kApprovalNeeded:
      return exchange->Refuse(AboutPaid(
          about.is_paid,
          ApprovalRequired(answer->approval, about.order, {orders::ReviewDecision::kPaidOut})));
  }
  CHECK(false, "a resolution ends in one of the listed ways");
}

}  // namespace herlaad::http
