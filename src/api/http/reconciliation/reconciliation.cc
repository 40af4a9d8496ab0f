#include "api/http/reconciliation/reconciliation.h"

#include "api/http/core/json_writer.h"
#include "api/http/core/read_json.h"
#include "api/http/core/staff_access.h"
#include "api/http/reconciliation/list_body.h"
#include "api/http/reconciliation/problems.h"
#include "api/http/reconciliation/render_reconciliation.h"
#include "base/core/check.h"
#include "domain/access/roles.h"
#include "engine/commands/import_list.h"
#include "engine/imported_lists.h"

namespace herlaad::http {
namespace {

using engine::ImportedFile;
using engine::ImportId;

constexpr int kDaysListed = 400;

net::Response Json(int status, std::string body) {
  return {status, "application/json", std::move(body), {}};
}

std::optional<ImportId> ListIn(const std::string& argument) {
  const auto id = ParseIdText(engine::kImportIdPrefix, argument);
  return id ? std::optional(ImportId(*id)) : std::nullopt;
}

Result<reconcile::Day, Problem> DayIn(const net::Request& request, std::string_view name) {
  const auto text = request.Parameter(name);
  const auto day = text ? reconcile::ParseDay(*text) : std::nullopt;
  if (day) return *day;
  return Failure{
      Problem(text ? Code::kParameterInvalid : Code::kParameterMissing).With("parameter", name)};
}

}  // namespace

void Reconciliation::Soon(const ExchangePtr& exchange, std::function<void()> errand) {
  if (!errands_.Post({}, std::move(errand))) exchange->Refuse(Busy());
}

void Reconciliation::SendFile(const ExchangePtr& exchange, ImportId file, bool is_new) {
  shared_.readers.Read(
      [file](engine::Queries& queries) { return queries.FindRow<ImportedFile>(file); },
      [exchange, is_new](const auto& found) {
        if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
        if (!*found) return exchange->Refuse(Problem(Code::kReconcileUnknown));
        if (!is_new && (*found)->completed_at.ms != 0)
          return exchange->Refuse(ImportKnown(**found));
        JsonWriter json;
        RenderList(**found, json);
        exchange->Send(Json(is_new ? 201 : 200, json.Take()));
      });
}

void Reconciliation::Begin(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayReconcile)) return;
  auto file = ReadListHead(exchange->request);
  if (!file.ok()) return exchange->Refuse(file.error());
  file->actor = exchange->client->name;
  auto command = engine::BeginImport::Check(*std::move(file));
  if (command == nullptr) {
    return exchange->Refuse(ImportRefused(
        "The list has no lines, its days are out of order, or its account or name is too long."));
  }
  const bool taken = shared_.services.engine.Submit(
      std::move(command),
      [this, exchange](const engine::Answered<engine::BeginImportResult>& answer, const auto*) {
        if (!answer.ok()) return exchange->Refuse(OfFault(answer.fault()));
        switch (answer->outcome) {
          case engine::BeginImportOutcome::kBegun:
            return SendFile(exchange, answer->file, true);
          case engine::BeginImportOutcome::kKnown:
            return SendFile(exchange, answer->file, false);
          case engine::BeginImportOutcome::kFault:
            return exchange->Refuse(ImportRefused(reconcile::Text(*answer->fault))
                                        .With("fault", reconcile::Name(*answer->fault)));
          case engine::BeginImportOutcome::kActorMayNot:
            return exchange->Refuse(MayNotReconcile());
        }
        CHECK(false, "an import begins with one of the listed outcomes");
      });
  if (!taken) exchange->Refuse(Busy());
}

void Reconciliation::Lists(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayReconcile)) return;
  shared_.readers.Read(
      [](engine::Queries& queries) {
        return queries.ReadRows(engine::RowQuery<ImportedFile>{.newest_first = true});
      },
      [exchange](const auto& found) {
        if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
        JsonWriter json;
        json.Begin('{').Name("lists").Begin('[');
        for (const ImportedFile& file : *found) RenderList(file, json);
        exchange->Send(Json(200, json.End(']').End('}').Take()));
      });
}

void Reconciliation::AddLines(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayReconcile)) return;
  const auto file = ListIn(exchange->argument);
  if (!file) return exchange->Refuse(Problem(Code::kReconcileUnknown));
  auto lines = ReadListLines(exchange->request, *file);
  if (!lines.ok()) return exchange->Refuse(lines.error());
  auto command = engine::AddMovements::Check(*file, *std::move(lines), exchange->client->name);
  if (command == nullptr) {
    return exchange->Refuse(FieldProblem(Code::kFieldInvalid, "lines",
                                         "Each text of a line has up to 140 bytes on one line."));
  }
  const bool taken = shared_.services.engine.Submit(
      std::move(command),
      [exchange](const engine::Answered<engine::AddMovementsResult>& answer, const auto*) {
        if (!answer.ok()) return exchange->Refuse(OfFault(answer.fault()));
        switch (answer->outcome) {
          case engine::AddMovementsOutcome::kAdded:
            return exchange->Send(Json(
                200, JsonWriter().Begin('{').Name("taken").Number(answer->taken).End('}').Take()));
          case engine::AddMovementsOutcome::kNoSuchFile:
            return exchange->Refuse(Problem(Code::kReconcileUnknown));
          case engine::AddMovementsOutcome::kGap:
            return exchange->Refuse(
                ImportRefused("Lines before these are missing, or the list has fewer lines: " +
                              std::to_string(answer->taken) + " are there."));
          case engine::AddMovementsOutcome::kActorMayNot:
            return exchange->Refuse(MayNotReconcile());
        }
        CHECK(false, "lines are added with one of the listed outcomes");
      });
  if (!taken) exchange->Refuse(Busy());
}

void Reconciliation::SendResult(Exchange& exchange, ImportId file,
                                const engine::ReconcileResult& result) {
  const auto row = shared_.services.queries.FindRow<ImportedFile>(file);
  if (!row.ok() || !*row) return exchange.Refuse(StoreUnavailable());
  exchange.Send(Json(200, RenderResult(**row, result)));
}

void Reconciliation::Complete(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayReconcile)) return;
  const auto file = ListIn(exchange->argument);
  if (!file) return exchange->Refuse(Problem(Code::kReconcileUnknown));
  Soon(exchange, [this, exchange, file = *file] {
    const auto row = shared_.services.queries.FindRow<ImportedFile>(file);
    if (!row.ok()) return exchange->Refuse(OfStoreError(row.error()));
    if (!*row) return exchange->Refuse(Problem(Code::kReconcileUnknown));
    const std::string actor = exchange->client->name;
    const auto answer = shared_.services.engine.Call(
        engine::CompleteImport::Check(file, (*row)->kind, (*row)->account, actor));
    if (!answer.ok()) return exchange->Refuse(OfFault(answer.fault()));
    switch (answer->outcome) {
      case engine::CompleteImportOutcome::kCompleted:
        break;
      case engine::CompleteImportOutcome::kNoSuchFile:
        return exchange->Refuse(Problem(Code::kReconcileUnknown));
      case engine::CompleteImportOutcome::kIncomplete:
        return exchange->Refuse(ImportRefused("Only " + std::to_string(answer->taken) + " of " +
                                              std::to_string((*row)->totals.lines) +
                                              " lines are there."));
      case engine::CompleteImportOutcome::kFault:
        return exchange->Refuse(ImportRefused(reconcile::Text(*answer->fault)));
      case engine::CompleteImportOutcome::kActorMayNot:
        return exchange->Refuse(MayNotReconcile());
    }
    const auto result =
        engine::Reconcile(shared_.services.engine, shared_.services.queries, file, actor);
    if (!result.ok()) return exchange->Refuse(OfFailure(result.error()));
    SendResult(*exchange, file, *result);
  });
}

void Reconciliation::Import(Exchange& exchange, const ImportedFile& file,
                            std::vector<engine::ExternalMovement> lines) {
  const auto now =
      engine::ImportList(shared_.services.engine, shared_.services.queries, file, std::move(lines));
  if (!now.ok()) return exchange.Refuse(OfFailure(now.error()));
  if (!now->known) return SendResult(exchange, now->file, now->result);
  const auto row = shared_.services.queries.FindRow<ImportedFile>(now->file);
  if (!row.ok() || !*row) return exchange.Refuse(StoreUnavailable());
  exchange.Refuse(ImportKnown(**row));
}

void Reconciliation::CountTills(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayReconcile)) return;
  auto counts = ReadTillCounts(exchange->request);
  if (!counts.ok()) return exchange->Refuse(counts.error());
  counts->file.actor = exchange->client->name;
  Soon(exchange,
       [this, exchange, read = *std::move(counts)] { Import(*exchange, read.file, read.lines); });
}

void Reconciliation::Differences(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayReconcile)) return;
  const auto from = DayIn(exchange->request, "from");
  if (!from.ok()) return exchange->Refuse(from.error());
  const auto to = DayIn(exchange->request, "to");
  if (!to.ok()) return exchange->Refuse(to.error());
  if (*to < *from || *to - *from > kDaysListed) {
    return exchange->Refuse(Problem(Code::kParameterInvalid).With("parameter", "to"));
  }
  shared_.readers.Read(
      [from = *from, to = *to](engine::Queries& queries) {
        return engine::DifferencesOf(queries, from, to);
      },
      [exchange](const auto& found) {
        if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
        JsonWriter json;
        json.Begin('{').Name("differences").Begin('[');
        for (const engine::Difference& each : *found)
          RenderDifference(each, exchange->language(), json);
        exchange->Send(Json(200, json.End(']').End('}').Take()));
      },
      engine::Readers::Length::kLong);
}

void Reconciliation::Report(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayReconcile)) return;
  const auto day = DayIn(exchange->request, "date");
  if (!day.ok()) return exchange->Refuse(day.error());
  Soon(exchange, [this, exchange, day = *day] {
    const auto report = engine::ReportDay(shared_.services.queries, day);
    if (!report.ok()) return exchange->Refuse(OfStoreError(report.error()));
    exchange->Send(Json(200, RenderReport(*report, exchange->language())));
  });
}

}  // namespace herlaad::http
