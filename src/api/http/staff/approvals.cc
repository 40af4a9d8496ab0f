#include "api/http/staff/approvals.h"

#include "api/http/core/access/staff_access.h"
#include "api/http/core/json/json_writer.h"
#include "api/http/core/json/read_json.h"
#include "api/http/core/orders/named_refund.h"
#include "api/http/core/orders/order_refusals.h"
#include "api/http/core/parameters/list_parameters.h"
#include "engine/commands/staff/approvals.h"

namespace herlaad::http {
namespace {

using access::GiveOutcome;
using engine::StaffApproval;

constexpr std::size_t kPageDefault = 20;
constexpr int kReadsMax = 10;  // of engine::kRowsMax rows for a page; `next` goes on from there

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

void NameOrNull(std::string_view name, const std::string& person, JsonWriter& json) {
  json.Name(name);
  if (person.empty()) {
    json.Null();
  } else {
    json.Text(person);
  }
}

struct Judged {
  StaffApproval row;
  access::Matter matter = access::Matter::kAsAsked;
};

Result<Judged, engine::StoreError> Judge(StaffApproval row, engine::Queries& queries) {
  const auto order = queries.FindOrder(engine::OrderOf(row.approval.act));
  if (!order.ok()) return Failure{order.error()};
  const auto matter = engine::MatterOf(row.approval, *order ? &(*order)->order : nullptr);
  return Judged{std::move(row), matter};
}

void Render(const Judged& judged, Instant now, JsonWriter& json) {
  const access::Approval& approval = judged.row.approval;
  json.Begin('{').Name("id").Text(ToText(judged.row.id));
  json.Name("state").Text(access::Name(access::StateOf(approval, judged.matter, now)));
  json.Name("action").Text(approval.act.action);
  json.Name("subject").Text(approval.act.subject).Name("detail").Text(approval.act.detail);
  json.Name("reason").Text(approval.reason).Name("asked_by").Text(approval.asked_by);
  json.Name("asked_at").At(approval.asked_at);
  NameOrNull("given_by", approval.given_by, json);
  TimeOrNull("given_at", approval.given_at, json);
  TimeOrNull("used_at", approval.used_at, json);
  NameOrNull("ended_by", approval.ended_by, json);
  TimeOrNull("ended_at", approval.ended_at, json);
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
  const auto decision = orders::ParseReviewDecision(*detail);
  if (!decision) {
    return Failure{FieldProblem(Code::kFieldInvalid, "detail", "There is no such resolution.")};
  }
  const auto refund = ReadNamedRefund(body);
  if (!refund.ok()) return Failure{refund.error()};
  return access::Act{*action, ToText(*order), engine::DetailOf({*decision, *refund})};
}

struct Page {
  std::vector<Judged> rows;
  std::optional<engine::ApprovalId> next;
};
struct Wanted {
  std::optional<engine::ApprovalId> before;  // of the cursor
  std::size_t limit = kPageDefault;
};

Result<Wanted, Problem> ReadWanted(const net::Request& request) {
  Wanted wanted;
  if (const auto text = request.Parameter("limit")) {
    const auto limit = ReadLimit(*text);
    if (!limit.ok()) return Failure{limit.error()};
    wanted.limit = *limit;
  }
  if (const auto text = request.Parameter("cursor")) {
    const auto before = ReadCursor(*text);
    if (!before.ok()) return Failure{before.error()};
    wanted.before = engine::ApprovalId(*before);
  }
  return wanted;
}

// As far as the approval itself goes.
bool IsOpen(const access::Approval& approval, Instant now) {
  const auto state = access::StateOf(approval, access::Matter::kAsAsked, now);
  return state == access::ApprovalState::kOpen || state == access::ApprovalState::kGiven;
}

Result<Page, engine::StoreError> ReadOpen(engine::Queries& queries, const Wanted& wanted,
                                          Instant now) {
  Page page;
  engine::RowQuery<StaffApproval> query{
      .from = engine::ApprovalId(FirstIdAt(Shard{}, now - access::kApprovalLifetime)),
      .below = wanted.before,
      .newest_first = true};
  for (int reads = 0; reads < kReadsMax; ++reads) {
    auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (StaffApproval& row : *rows) {
      if (page.rows.size() == wanted.limit) {
        page.next = query.below;
        return page;
      }
      query.below = row.id;
      if (!IsOpen(row.approval, now)) continue;
      auto judged = Judge(std::move(row), queries);
      if (!judged.ok()) return Failure{judged.error()};
      page.rows.push_back(*std::move(judged));
    }
    if (rows->size() < query.limit) return page;
  }
  page.next = query.below;
  return page;
}

std::string Render(const Page& page, Instant now) {
  JsonWriter json;
  json.Begin('{').Name("approvals").Begin('[');
  for (const Judged& judged : page.rows) Render(judged, now, json);
  json.End(']').Name("next");
  if (page.next) {
    json.Text(CursorText(page.next->value()));
  } else {
    json.Null();
  }
  return json.End('}').Take();
}

// The person's approvals of which the orders may have been decided otherwise; none as long as the
// person may ask for more anyhow.
Result<engine::RequestApproval::Overtaken, engine::StoreError> ReadOvertaken(
    engine::Queries& queries, const std::string& person) {
  engine::RequestApproval::Overtaken overtaken;
  const auto member = queries.FindRow<engine::StaffMember>(person);
  if (!member.ok()) return Failure{member.error()};
  if (!*member || (*member)->asked.size() < access::kOpenRequestsMax) return overtaken;
  for (const std::string& text : (*member)->asked) {
    const auto id = ParseIdText("ap_", text);
    if (!id) continue;
    auto row = queries.FindRow<StaffApproval>(engine::ApprovalId(*id));
    if (!row.ok()) return Failure{row.error()};
    if (!*row) continue;
    const auto judged = Judge(**row, queries);
    if (!judged.ok()) return Failure{judged.error()};
    if (judged->matter == access::Matter::kOvertaken)
      overtaken.emplace_back(judged->row.id, engine::OrderOf(judged->row.approval.act));
  }
  return overtaken;
}

// What was asked for is not possible for the order as it is.
Problem WhyImpossible(engine::RequestApprovalOutcome outcome, const access::Act& act,
                      const orders::Order& order) {
  if (outcome == engine::RequestApprovalOutcome::kNotInAttention) return NotInAttention(order);
  const auto review = engine::ParseReviewAct(act.detail);
  if (review && outcome == engine::RequestApprovalOutcome::kRefundNotNamed)
    return RefundNotNamed(order, review->decision);
  if (review && outcome == engine::RequestApprovalOutcome::kRefundDoesNotFit)
    return RefundDoesNotFit(order, review->decision);
  return ResolutionDoesNotFit(order);
}

std::optional<Problem> WhyNotGiven(const engine::GiveApprovalResult& result) {
  switch (result.outcome) {
    case engine::GiveApprovalOutcome::kJudged:
      break;
    case engine::GiveApprovalOutcome::kNoSuchApproval:
      return Problem(Code::kApprovalUnknown);
    case engine::GiveApprovalOutcome::kActorMayNot:
      return ActorMayNot();
    case engine::GiveApprovalOutcome::kStepUpNeeded:
      return StepUpNeeded();
  }
  if (result.judged == GiveOutcome::kGiven) return std::nullopt;
  if (result.judged == GiveOutcome::kNotAllowed) return ActorMayNot(access::kMayGiveApproval);
  const bool overtaken = result.judged == GiveOutcome::kOvertaken;
  return Problem(overtaken ? Code::kApprovalOvertaken : Code::kApprovalNotGiven)
      .With("approval", access::Name(result.judged));
}

}  // namespace

void Approvals::Request(ExchangePtr exchange) {
  if (!IsPerson(*exchange) || !StaffMay(*exchange, access::kMayResolve)) return;
  const auto body =
      ReadBody(exchange->request, {"action", "subject", "detail", "refund", "reason"});
  if (!body.ok()) return exchange->Refuse(body.error());
  const auto act = ReadAct(*body);
  if (!act.ok()) return exchange->Refuse(act.error());
  const auto reason = ReadLine(*body, "reason");
  if (!reason.ok()) return exchange->Refuse(reason.error());
  const std::string& person = exchange->client->person;
  shared_.readers.Read(
      [person](engine::Queries& queries) { return ReadOvertaken(queries, person); },
      [this, exchange, act = *act, reason = *reason](const auto& overtaken) {
        if (!overtaken.ok()) return exchange->Refuse(OfStoreError(overtaken.error()));
        SubmitRequest(
            exchange, act,
            engine::RequestApproval::Check(act, reason, exchange->client->person, *overtaken));
      });
}

void Approvals::SubmitRequest(const ExchangePtr& exchange, const access::Act& act,
                              std::unique_ptr<engine::RequestApproval> command) {
  if (command == nullptr) {
    return exchange->Refuse(FieldInvalid("reason", "problem.field_invalid.reason"));
  }
  const bool taken = shared_.services.engine.Submit(
      std::move(command),
      [this, exchange, act](const engine::Answered<engine::RequestApprovalResult>& answer,
                            const auto*) { Requested(exchange, act, answer); });
  if (!taken) exchange->Refuse(Busy());
}

void Approvals::Requested(const ExchangePtr& exchange, const access::Act& act,
                          const engine::Answered<engine::RequestApprovalResult>& answer) {
  if (!answer.ok()) return exchange->Refuse(OfFault(answer.fault()));
  const auto outcome = answer->outcome;
  switch (outcome) {
    case engine::RequestApprovalOutcome::kRequested:
      return SendOne(exchange, answer->approval, 201);
    case engine::RequestApprovalOutcome::kActorMayNot:
      return exchange->Refuse(ActorMayNot(access::kMayResolve));
    case engine::RequestApprovalOutcome::kTooMany:
      return exchange->Refuse(Problem(Code::kApprovalsTooMany));
    case engine::RequestApprovalOutcome::kNoSuchOrder:
      return exchange->Refuse(Problem(Code::kTopupUnknown));
    case engine::RequestApprovalOutcome::kNotInAttention:
    case engine::RequestApprovalOutcome::kDoesNotFit:
    case engine::RequestApprovalOutcome::kRefundNotNamed:
    case engine::RequestApprovalOutcome::kRefundDoesNotFit:
      break;
  }
  shared_.ReadOrder(engine::OrderOf(act), [exchange, outcome, act](const auto& found) {
    if (!found.ok() || !*found) return exchange->Refuse(StoreUnavailable());
    exchange->Refuse(WhyImpossible(outcome, act, (*found)->order));
  });
}

// Who may give it is decided in the commit, so that the audit trail has the tries of others too.
void Approvals::Give(ExchangePtr exchange) {
  FindAsked(exchange,
            [this, exchange](const StaffApproval& asked) { SubmitGive(exchange, asked); });
}

void Approvals::FindAsked(const ExchangePtr& exchange,
                          std::function<void(const StaffApproval&)> go_on) {
  if (!IsPerson(*exchange)) return;
  const auto id = ParseIdText("ap_", exchange->argument);
  if (!id) return exchange->Refuse(Problem(Code::kApprovalUnknown));
  shared_.readers.Read([id = engine::ApprovalId(*id)](
                           engine::Queries& queries) { return queries.FindRow<StaffApproval>(id); },
                       [exchange, go_on = std::move(go_on)](const auto& found) {
                         if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
                         if (!*found) return exchange->Refuse(Problem(Code::kApprovalUnknown));
                         go_on(**found);
                       });
}

void Approvals::SubmitGive(const ExchangePtr& exchange, const StaffApproval& asked) {
  const Client& client = *exchange->client;
  const access::Approval& approval = asked.approval;
  const bool taken = shared_.services.engine.Submit(
      engine::GiveApproval::Check(asked.id, approval.asked_by, engine::OrderOf(approval.act),
                                  client.person, engine::StaffSessionId(client.session_id)),
      [this, exchange, id = asked.id](const engine::Answered<engine::GiveApprovalResult>& answer,
                                      const auto*) {
        if (!answer.ok()) return exchange->Refuse(OfFault(answer.fault()));
        if (const auto why_not = WhyNotGiven(*answer)) return exchange->Refuse(*why_not);
        SendOne(exchange, id, 200);
      });
  if (!taken) exchange->Refuse(Busy());
}

void Approvals::Withdraw(ExchangePtr exchange) {
  End(exchange, engine::EndApproval::Way::kWithdraw);
}

void Approvals::Decline(ExchangePtr exchange) { End(exchange, engine::EndApproval::Way::kDecline); }

void Approvals::End(const ExchangePtr& exchange, engine::EndApproval::Way way) {
  FindAsked(exchange,
            [this, exchange, way](const StaffApproval& asked) { SubmitEnd(exchange, asked, way); });
}

void Approvals::SubmitEnd(const ExchangePtr& exchange, const StaffApproval& asked,
                          engine::EndApproval::Way way) {
  const bool taken = shared_.services.engine.Submit(
      engine::EndApproval::Check(asked.id, asked.approval.asked_by, way, exchange->client->person),
      [this, exchange, id = asked.id](const engine::Answered<engine::EndApprovalResult>& answer,
                                      const auto*) {
        if (!answer.ok()) return exchange->Refuse(OfFault(answer.fault()));
        if (answer->outcome == engine::EndApprovalOutcome::kNoSuchApproval)
          return exchange->Refuse(Problem(Code::kApprovalUnknown));
        if (answer->judged != access::EndOutcome::kEnded)
          return exchange->Refuse(
              Problem(Code::kApprovalNotEnded).With("approval", access::Name(answer->judged)));
        SendOne(exchange, id, 200);
      });
  if (!taken) exchange->Refuse(Busy());
}

void Approvals::SendOne(const ExchangePtr& exchange, engine::ApprovalId id, int status) {
  shared_.readers.Read(
      [id](engine::Queries& queries) -> Result<std::optional<Judged>, engine::StoreError> {
        auto row = queries.FindRow<StaffApproval>(id);
        if (!row.ok()) return Failure{row.error()};
        if (!*row) return std::optional<Judged>();
        auto judged = Judge(**row, queries);
        if (!judged.ok()) return Failure{judged.error()};
        return std::optional<Judged>(*std::move(judged));
      },
      [exchange, status, now = shared_.services.clock.Now()](const auto& found) {
        if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
        if (!*found) return exchange->Refuse(Problem(Code::kApprovalUnknown));
        JsonWriter json;
        Render(**found, now, json);
        exchange->Send(Json(status, json.Take()));
      });
}

void Approvals::List(ExchangePtr exchange) {
  if (!IsPerson(*exchange)) return;
  const Client& client = *exchange->client;
  if (!client.May(access::kMayGiveApproval) && !StaffMay(*exchange, access::kMayResolve)) return;
  const auto wanted = ReadWanted(exchange->request);
  if (!wanted.ok()) return exchange->Refuse(wanted.error());
  const Instant now = shared_.services.clock.Now();
  shared_.readers.Read(
      [wanted = *wanted, now](engine::Queries& queries) { return ReadOpen(queries, wanted, now); },
      [exchange, now](const auto& page) {
        if (!page.ok()) return exchange->Refuse(OfStoreError(page.error()));
        exchange->Send(Json(200, Render(*page, now)));
      },
      engine::Readers::Length::kLong);
}

}  // namespace herlaad::http
