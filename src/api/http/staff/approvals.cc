#include "api/http/staff/approvals.h"

#include "api/http/core/json_writer.h"
#include "api/http/core/read_json.h"
#include "api/http/core/staff_access.h"
#include "engine/commands/approvals.h"
#include "engine/commands/resolve_topup.h"

namespace herlaad::http {
namespace {

using access::GiveOutcome;
using engine::StaffApproval;

constexpr std::size_t kListMax = 100;
constexpr int kReadsMax = 10;  // of engine::kRowsMax rows

net::Response Json(int status, std::string body) {
  return {status, "application/json", std::move(body), {}};
}

void TimeOrNull(std::string_view name, Instant at, JsonWriter& json) {
  json.Name(name);
  if (at.ms != 0) {
    json.At(at);
  } else {
    json.Null();
  }
}

void Render(const StaffApproval& row, JsonWriter& json) {
  const access::Approval& approval = row.approval;
  json.Begin('{').Name("id").Text(ToText(row.id)).Name("action").Text(approval.act.action);
  json.Name("subject").Text(approval.act.subject).Name("detail").Text(approval.act.detail);
  json.Name("reason").Text(approval.reason).Name("asked_by").Text(approval.asked_by);
  json.Name("asked_at").At(approval.asked_at).Name("given_by");
  if (approval.given_by.empty()) {
    json.Null();
  } else {
    json.Text(approval.given_by);
  }
  TimeOrNull("given_at", approval.given_at, json);
  TimeOrNull("used_at", approval.used_at, json);
  json.Name("expires_at").At(approval.asked_at + access::kApprovalLifetime).End('}');
}

// An act that approvals exist for.
Result<access::Act, Problem> ReadAct(const nlohmann::json& body) {
  const auto action = ReadText(body, "action");
  if (!action.ok()) return Failure{action.error()};
  if (*action != engine::kResolveAct) {
    return Failure{FieldProblem(Code::kFieldInvalid, "action",
                                "Approvals exist for the action topup.resolve.")};
  }
  const auto subject = ReadText(body, "subject");
  if (!subject.ok()) return Failure{subject.error()};
  const auto order = ParseOrderId(*subject);
  if (!order) {
    return Failure{FieldProblem(Code::kFieldInvalid, "subject",
                                "The subject is the id of a "
                                "top-up, tu_….")};
  }
  const auto detail = ReadText(body, "detail");
  if (!detail.ok()) return Failure{detail.error()};
  if (!orders::ParseReviewDecision(*detail)) {
    return Failure{FieldProblem(Code::kFieldInvalid, "detail", "There is no such resolution.")};
  }
  return access::Act{*action, ToText(*order), *detail};
}

std::string_view NameOf(GiveOutcome outcome) {
  switch (outcome) {
    case GiveOutcome::kGiven:
      return "given";
    case GiveOutcome::kNotAllowed:
      return "not_allowed";
    case GiveOutcome::kSamePerson:
      return "same_person";
    case GiveOutcome::kUsed:
      return "used";
    case GiveOutcome::kExpired:
      return "expired";
    case GiveOutcome::kAlready:
      return "already_given";
  }
  CHECK(false, "an approval is given or not in one of the listed ways");
}

Result<std::vector<StaffApproval>, engine::StoreError> ReadOpen(engine::Queries& queries,
                                                                Instant now) {
  std::vector<StaffApproval> open;
  engine::RowQuery<StaffApproval> query{
      .from = engine::ApprovalId(FirstIdAt(Shard{}, now - access::kApprovalLifetime)),
      .newest_first = true};
  for (int reads = 0; reads < kReadsMax; ++reads) {
    auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (StaffApproval& row : *rows) {
      query.below = row.id;
      if (row.approval.used_at.ms != 0 || access::IsExpired(row.approval, now)) continue;
      open.push_back(std::move(row));
      if (open.size() == kListMax) return open;
    }
    if (rows->size() < query.limit) break;
  }
  return open;
}

}  // namespace

void Approvals::Request(ExchangePtr exchange) {
  if (!IsPerson(*exchange) || !StaffMay(*exchange, access::kMayResolve)) return;
  const auto body = ReadBody(exchange->request, {"action", "subject", "detail", "reason"});
  if (!body.ok()) return exchange->Refuse(body.error());
  const auto act = ReadAct(*body);
  if (!act.ok()) return exchange->Refuse(act.error());
  const auto reason = ReadText(*body, "reason");
  if (!reason.ok()) return exchange->Refuse(reason.error());
  auto command = engine::RequestApproval::Check(*act, *reason, exchange->client->person);
  if (command == nullptr) {
    return exchange->Refuse(FieldProblem(Code::kFieldInvalid, "reason",
                                         "A reason of 1 to 500 bytes is needed: it is kept."));
  }
  // Only what can be decided now: whoever gives the approval judges the order as it is.
  shared_.ReadOrder(
      *ParseOrderId(act->subject),
      [this, exchange, asked = std::shared_ptr(std::move(command))](const auto& found) {
        if (!found.ok()) return exchange->Refuse(StoreUnavailable());
        if (!*found) return exchange->Refuse(Problem(Code::kTopupUnknown));
        if ((*found)->order.attention == orders::Attention::kNone)
          return exchange->Refuse(Problem(Code::kTopupNotInAttention));
        SubmitRequest(exchange, *asked);
      });
}

void Approvals::SubmitRequest(const ExchangePtr& exchange, const engine::RequestApproval& command) {
  const bool taken = shared_.services.engine.Submit(
      std::make_unique<engine::RequestApproval>(command),
      [this, exchange](const engine::Answer& answer, const auto*) {
        if (answer.fault != engine::Answer::Fault::kNone)
          return exchange->Refuse(OfFault(answer.fault));
        if (answer.outcome == engine::kActorMayNot)
          return exchange->Refuse(Problem(Code::kScopeMissing).With("scope", access::kMayResolve));
        SendOne(exchange, answer.detail, 201);
      });
  if (!taken) exchange->Refuse(Busy());
}

void Approvals::Give(ExchangePtr exchange) {
  if (!IsPerson(*exchange) || !StaffMay(*exchange, access::kMayGiveApproval)) return;
  const auto id = ParseIdText("ap_", exchange->argument);
  if (!id) return exchange->Refuse(Problem(Code::kApprovalUnknown));
  const bool taken = shared_.services.engine.Submit(
      engine::GiveApproval::Check(engine::ApprovalId(*id), exchange->client->person),
      [this, exchange, id = *id](const engine::Answer& answer, const auto*) {
        if (answer.fault != engine::Answer::Fault::kNone)
          return exchange->Refuse(OfFault(answer.fault));
        if (answer.outcome == engine::kNoSuchApproval)
          return exchange->Refuse(Problem(Code::kApprovalUnknown));
        const auto outcome = static_cast<GiveOutcome>(answer.outcome);
        if (outcome != GiveOutcome::kGiven)
          return exchange->Refuse(
              Problem(Code::kApprovalNotGiven).With("approval", NameOf(outcome)));
        SendOne(exchange, id, 200);
      });
  if (!taken) exchange->Refuse(Busy());
}

void Approvals::SendOne(const ExchangePtr& exchange, std::int64_t id, int status) {
  shared_.readers.Read(
      [id](engine::Queries& queries) {
        return queries.FindRow<StaffApproval>(engine::ApprovalId(id));
      },
      [exchange, status](const auto& found) {
        if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
        if (!*found) return exchange->Refuse(Problem(Code::kApprovalUnknown));
        JsonWriter json;
        Render(**found, json);
        exchange->Send(Json(status, json.Take()));
      });
}

void Approvals::List(ExchangePtr exchange) {
  if (!IsPerson(*exchange)) return;
  const Client& client = *exchange->client;
  if (!client.May(access::kMayGiveApproval) && !StaffMay(*exchange, access::kMayResolve)) return;
  shared_.readers.Read([now = shared_.services.clock.Now()](
                           engine::Queries& queries) { return ReadOpen(queries, now); },
                       [exchange](const auto& open) {
                         if (!open.ok()) return exchange->Refuse(OfStoreError(open.error()));
                         JsonWriter json;
                         json.Begin('{').Name("approvals").Begin('[');
                         for (const StaffApproval& row : *open) Render(row, json);
                         exchange->Send(Json(200, json.End(']').End('}').Take()));
                       },
                       engine::Readers::Length::kLong);
}

}  // namespace herlaad::http
