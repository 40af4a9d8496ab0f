#include "api/http/core/access/staff_access.h"
#include "api/http/core/json/read_json.h"
#include "api/http/core/orders/named_refund.h"
#include "api/http/topups/placing/placing.h"
#include "api/http/topups/status/render_topup.h"
#include "api/http/topups/topups.h"
#include "base/core/check.h"
#include "engine/commands/orders/resolve_topup.h"

namespace herlaad::http {
namespace {

using engine::ResolveTopupOutcome;
using ResolveBody = Topups::ResolveBody;

Result<ResolveBody, Problem> ReadResolveBody(const net::Request& request) {
  const auto body = ReadBody(request, {"resolution", "refund", "reason", "approval"});
  if (!body.ok()) return Failure{body.error()};
  const auto name = ReadText(*body, "resolution");
  if (!name.ok()) return Failure{name.error()};
  const auto decision = orders::ParseReviewDecision(*name);
  if (!decision) {
    return Failure{FieldProblem(Code::kFieldInvalid, "resolution", "There is no such resolution.")};
  }
  const auto refund = ReadNamedRefund(*body);
  if (!refund.ok()) return Failure{refund.error()};
  const auto reason = ReadLine(*body, "reason");
  if (!reason.ok()) return Failure{reason.error()};
  ResolveBody read{{*decision, *refund}, *reason, {}};
  if (!body->contains("approval")) return read;
  const auto approval = ReadText(*body, "approval");
  if (!approval.ok()) return Failure{approval.error()};
  const auto id = ParseIdText("ap_", *approval);
  if (!id) {
    return Failure{FieldProblem(Code::kFieldInvalid, "approval",
                                "This field is the id of an approval, ap_….")};
  }
  read.approval = engine::ApprovalId(*id);
  return read;
}

// What the command must know of other rows; each if there is such a row.
struct KnownBefore {
  std::optional<engine::StaffApproval> approval;
  std::optional<engine::BrakeTrace> trace;  // of an order that is released
};

Result<KnownBefore, engine::StoreError> ReadBefore(engine::Queries& queries,
                                                   engine::ApprovalId approval, OrderId released) {
  KnownBefore known;
  if (!approval.empty()) {
    auto found = queries.FindRow<engine::StaffApproval>(approval);
    if (!found.ok()) return Failure{found.error()};
    known.approval = *std::move(found);
  }
  if (released.empty()) return known;
  auto found = queries.FindRow<engine::BrakeTrace>(released);
  if (!found.ok()) return Failure{found.error()};
  known.trace = *std::move(found);
  return known;
}

}  // namespace

Problem ApprovalRequired(access::UseOutcome why, OrderId order, const engine::ReviewAct& act) {
  Problem problem(Code::kApprovalRequired);
  problem.With("approval", access::Name(why))
      .With("action", engine::kResolveAct)
      .With("subject", ToText(order))
      .With("resolution", orders::Name(act.decision));
  if (act.refund) problem.WithJson("refund", std::to_string(*act.refund));
  return problem;
}

void Topups::Resolve(ExchangePtr exchange) {
  // Whether a person may is decided in the commit, so that the audit trail has who tried.
  const Client& client = *exchange->client;
  if (client.kind != Client::Kind::kLocal && !IsPerson(*exchange)) return;
  const auto id = ParseOrderId(exchange->argument);
  if (!id) return exchange->Refuse(Problem(Code::kTopupUnknown));
  auto body = ReadResolveBody(exchange->request);
  if (!body.ok()) return exchange->Refuse(body.error());
  std::optional<engine::SecondPerson> second;
  if (client.kind != Client::Kind::kLocal)
    second = {client.person, body->approval, shared_.options.staff.approval_above};
  if (!second) body->approval = {};
  const bool is_release = body->act.decision == orders::ReviewDecision::kReleased;
  if (body->approval.empty() && !is_release)
    return SubmitResolve(exchange, *id, *body, std::move(second), {});
  shared_.readers.Read(
      [approval = body->approval, released = is_release ? *id : OrderId()](
          engine::Queries& queries) { return ReadBefore(queries, approval, released); },
      [this, exchange, id = *id, body = *body, second](const auto& found) mutable {
        if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
        if (second && found->approval) second->giver = found->approval->approval.given_by;
        engine::Braking braking;
        if (found->trace) braking = {shared_.services.brakes.Get(), found->trace->subjects};
        SubmitResolve(exchange, id, body, std::move(second), std::move(braking));
      });
}

void Topups::SubmitResolve(const ExchangePtr& exchange, OrderId id, const ResolveBody& body,
                           std::optional<engine::SecondPerson> second, engine::Braking braking) {
  auto command = engine::ResolveTopup::Check(id, body.act, body.reason, exchange->client->name,
                                             std::move(second), std::move(braking));
  if (!command.ok()) {
    return exchange->Refuse(FieldInvalid("reason", "problem.field_invalid.reason"));
  }
  const bool taken = shared_.services.engine.Submit(
      *std::move(command), [this, exchange, id, act = body.act](const ResolveAnswer& answer,
                                                                const engine::OrderRecord*) {
        Resolved(exchange, id, act, answer);
      });
  if (!taken) exchange->Refuse(Busy());
}

void Topups::Resolved(const ExchangePtr& exchange, OrderId id, const engine::ReviewAct& act,
                      const ResolveAnswer& answer) {
  if (!answer.ok()) return exchange->Refuse(OfFault(answer.fault()));
  if (answer->outcome == ResolveTopupOutcome::kNoSuchOrder)
    return exchange->Refuse(Problem(Code::kTopupUnknown));
  if (answer->outcome == ResolveTopupOutcome::kActorMayNot)
    return exchange->Refuse(Problem(Code::kScopeMissing).With("scope", access::kMayResolve));
  shared_.ReadOrder(id, [this, exchange, act, result = *answer](const auto& found) {
    if (!found.ok() || !*found) return exchange->Refuse(StoreUnavailable());
    SendResolved(exchange, act, result, (*found)->order);
  });
}

void Topups::SendResolved(const ExchangePtr& exchange, const engine::ReviewAct& act,
                          const engine::ResolveTopupResult& result, const orders::Order& now) {
  switch (result.outcome) {
    case ResolveTopupOutcome::kResolved: {
      shared_.Log("topup.resolved", {{"topup", ToText(now.id)},
                                     {"resolution", engine::DetailOf(act)},
                                     {"by", exchange->client->name}});
      net::Response response;
      response.body = RenderTopup(now, *exchange, shared_);
      return exchange->Send(std::move(response));
    }
    case ResolveTopupOutcome::kNotInAttention:
      return exchange->Refuse(NotInAttention(now));
    case ResolveTopupOutcome::kDoesNotFit:
      return exchange->Refuse(ResolutionDoesNotFit(now));
    case ResolveTopupOutcome::kRefundNotNamed:
      return exchange->Refuse(RefundNotNamed(now, act.decision));
    case ResolveTopupOutcome::kRefundDoesNotFit:
      return exchange->Refuse(RefundDoesNotFit(now, act.decision));
    case ResolveTopupOutcome::kApprovalNeeded:
      return exchange->Refuse(
          AboutPaid(IsPaid(now), ApprovalRequired(result.approval, now.id, act)));
    case ResolveTopupOutcome::kNoSuchOrder:
    case ResolveTopupOutcome::kActorMayNot:
      break;
  }
  CHECK(false, "what needs no look at the order was answered before");
}

}  // namespace herlaad::http
