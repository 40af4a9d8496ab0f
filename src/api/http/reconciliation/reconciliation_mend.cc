#include "api/http/core/access/staff_access.h"
#include "api/http/core/json/json_writer.h"
#include "api/http/core/json/read_json.h"
#include "api/http/reconciliation/known_parties.h"
#include "api/http/reconciliation/problems.h"
#include "api/http/reconciliation/reconciliation.h"
#include "api/http/reconciliation/render_reconciliation.h"
#include "base/core/check.h"
#include "domain/access/roles.h"
#include "engine/commands/reconcile/mend_difference.h"
#include "engine/reconcile/mend_reversal.h"

namespace herlaad::http {
namespace {

// The other account, if one is named.
Result<std::optional<ledger::Account>, Problem> ReadAccount(const nlohmann::json& body) {
  if (!body.contains("account")) return std::optional<ledger::Account>();
  const auto name = ReadText(body, "account");
  if (!name.ok()) return Failure{name.error()};
  auto account = ledger::ParseName(*name);
  if (account && account->kind == ledger::AccountKind::kFloat) {
    return Failure{FieldProblem(
        Code::kFieldInvalid, "account",
        "Money of a client is recorded with `herlaad client pay-in`, with the reference of the "
        "bank's line: the next import of a statement then settles the difference. Do not mend it "
        "as well, that would book the money twice.")};
  }
  if (account && engine::MayMendWith(*account)) return account;
  return Failure{FieldProblem(Code::kFieldInvalid, "account",
                              "Nothing is mended with this account. Use fees, loss:…, bank:own, "
                              "psp:…, cash:…, payable:…, commission:… or dispute:…")};
}

// Nothing if it was mended or proposed.
std::optional<Problem> WhyNot(engine::MendOutcome outcome) {
  switch (outcome) {
    case engine::MendOutcome::kMended:
    case engine::MendOutcome::kProposed:
      return std::nullopt;
    case engine::MendOutcome::kNoSuchDifference:
      return Problem(Code::kReconcileUnknown);
    case engine::MendOutcome::kClosed:
      return Problem(Code::kDifferenceClosed);
    case engine::MendOutcome::kNothingToPost:
      return FieldProblem(Code::kFieldInvalid, "account",
                          "Nothing would be posted: both sides have the same amount, or it is the "
                          "account of the difference itself. Leave the account out.");
    case engine::MendOutcome::kActorMayNot:
      return MayNotReconcile();
  }
  CHECK(false, "a difference is mended with one of the listed outcomes");
}

struct MendRead {
  std::optional<Problem> problem;
  engine::MendSubject subject;
};

Result<MendRead, engine::StoreError> ReadMend(const Services& services, engine::Queries& queries,
                                              engine::DifferenceId id,
                                              const std::optional<ledger::Account>& account) {
  MendRead read;
  if (account) {
    auto why = WhyNotPosted(services, queries, *account);
    if (!why.ok()) return Failure{why.error()};
    read.problem = *std::move(why);
  }
  auto subject = engine::ReadMendSubject(queries, id);
  if (!subject.ok()) return Failure{subject.error()};
  read.subject = *std::move(subject);
  return read;
}

}  // namespace

void Reconciliation::SendDifference(const ExchangePtr& exchange, engine::DifferenceId id) {
  shared_.readers.Read(
      [id](engine::Queries& queries) { return queries.FindRow<engine::Difference>(id); },
      [exchange](const auto& found) {
        if (!found.ok() || !*found) return exchange->Refuse(OfFault(engine::Fault::kUnknown));
        JsonWriter json;
        RenderDifference(**found, nullptr, exchange->language(), json);
        exchange->Send({200, "application/json", json.Take(), {}});
      });
}

void Reconciliation::Mend(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayReconcile)) return;
  const auto id = ParseIdText(engine::kDifferenceIdPrefix, exchange->argument);
  if (!id) return exchange->Refuse(Problem(Code::kReconcileUnknown));
  const auto body = ReadBody(exchange->request, {"account", "reason"});
  if (!body.ok()) return exchange->Refuse(body.error());
  const auto reason = ReadLine(*body, "reason");
  if (!reason.ok()) return exchange->Refuse(reason.error());
  auto account = ReadAccount(*body);
  if (!account.ok()) return exchange->Refuse(account.error());
  shared_.readers.Read(
      [this, account = *account, id = engine::DifferenceId(*id)](engine::Queries& queries) {
        return ReadMend(shared_.services, queries, id, account);
      },
      [this, exchange, account = *account, reason = *reason](const auto& read) {
        if (!read.ok()) return exchange->Refuse(OfStoreError(read.error()));
        if (read->problem) return exchange->Refuse(*read->problem);
        Submit(exchange,
               engine::MendDifference::Check(read->subject, account, reason, exchange->client->name,
                                             shared_.options.staff.approval_above),
               read->subject.difference);
      });
}

void Reconciliation::Submit(const ExchangePtr& exchange,
                            std::unique_ptr<engine::MendDifference> command,
                            engine::DifferenceId id) {
  if (command == nullptr) {
    return exchange->Refuse(
        FieldProblem(Code::kFieldInvalid, "reason", "A reason has 1 to 500 bytes on one line."));
  }
  const bool taken = shared_.services.engine.Submit(
      std::move(command),
      [this, exchange, id](const engine::Answered<engine::MendResult>& answer, const auto*) {
        if (!answer.ok()) return exchange->Refuse(OfFault(answer.fault()));
        if (const auto problem = WhyNot(answer->outcome)) return exchange->Refuse(*problem);
        SendDifference(exchange, id);
      });
  if (!taken) exchange->Refuse(Busy());
}

}  // namespace herlaad::http
