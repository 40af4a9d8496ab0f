#include "api/http/reconciliation/reconciliation.h"

#include <algorithm>

#include "api/http/core/access/staff_access.h"
#include "api/http/core/json/json_writer.h"
#include "api/http/core/json/read_json.h"
#include "api/http/reconciliation/known_parties.h"
#include "api/http/reconciliation/list_body.h"
#include "api/http/reconciliation/problems.h"
#include "api/http/reconciliation/render_reconciliation.h"
#include "base/core/check.h"
#include "domain/access/roles.h"
#include "engine/commands/reconcile/import_list.h"
#include "engine/commands/reconcile/record_differences.h"
#include "engine/reconcile/imported_lists.h"

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

Problem Invalid(std::string_view name, std::string_view sentence) {
  return Problem(Code::kParameterInvalid)
      .With("parameter", name)
      .Detail("The parameter \"" + std::string(name) + "\" has a wrong value. " +
              std::string(sentence));
}

Result<reconcile::Day, Problem> DayIn(const net::Request& request, std::string_view name) {
  const auto text = request.Parameter(name);
  const auto day = text ? reconcile::ParseDay(*text) : std::nullopt;
  if (day) return *day;
  if (!text) return Failure{Problem(Code::kParameterMissing).With("parameter", name)};
  return Failure{Invalid(name, "It is a day, as 2026-11-29.")};
}

// The sentence for a list that BeginImport::Check does not take.
std::string WhyNot(const ImportedFile& file) {
  if (file.totals.lines == 0) return "The list has no lines that count. Nothing was imported.";
  if (file.totals.from > file.totals.to) return "The first day of the list is after its last one.";
  if (file.account.empty()) return "The list does not say whose account it is of.";
  return "The name of the file or the account is empty, too long or not on one line: a name has up "
         "to 120 bytes, an account 40.";
}

// A difference with their line, if they have one.
struct Shown {
  engine::Difference difference;
  std::optional<engine::ExternalMovement> line;
};

Result<std::vector<Shown>, engine::StoreError> ReadDifferences(
    engine::Queries& queries, const engine::RowQuery<engine::Difference>& query) {
  auto rows = queries.ReadRows(query);
  if (!rows.ok()) return Failure{rows.error()};
  std::vector<Shown> shown;
  for (engine::Difference& each : *rows) {
    std::optional<engine::ExternalMovement> line;
    if (!each.file.empty()) {
      auto found = queries.FindRow<engine::ExternalMovement>({each.file, each.n});
      if (!found.ok()) return Failure{found.error()};
      line = *std::move(found);
    }
    shown.push_back({std::move(each), std::move(line)});
  }
  return shown;
}

// One more than a page says that there is a next one.
std::string RenderDifferences(const std::vector<Shown>& found, messages::Language language) {
  JsonWriter json;
  json.Begin('{').Name("differences").Begin('[');
  const std::size_t count = std::min(found.size(), kDifferencesShown);
  for (std::size_t i = 0; i < count; ++i)
    RenderDifference(found[i].difference, found[i].line ? &*found[i].line : nullptr, language,
                     json);
  json.End(']').Name("next");
  if (found.size() > count) {
    json.Text(ToText(found[count - 1].difference.id));
  } else {
    json.Null();
  }
  return json.End('}').Take();
}

}  // namespace

void Reconciliation::Soon(const ExchangePtr& exchange, std::function<void()> errand) {
  if (!errands_.Post({}, std::move(errand))) exchange->Refuse(Busy());
}

void Reconciliation::SoonRead(const ExchangePtr& exchange, std::function<void()> errand) {
  if (!reading_.Post({}, std::move(errand))) exchange->Refuse(Busy());
}

void Reconciliation::SendFile(const ExchangePtr& exchange, ImportId file, bool is_new) {
  shared_.readers.Read(
      [file](engine::Queries& queries) { return queries.FindRow<ImportedFile>(file); },
      [exchange, is_new](const auto& found) {
        if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
        if (!*found) return exchange->Refuse(Problem(Code::kReconcileUnknown));
        if (!is_new && engine::IsReconciled(**found)) return exchange->Refuse(ImportKnown(**found));
        JsonWriter json;
        RenderList(**found, json);
        exchange->Send(Json(is_new ? 201 : 200, json.Take()));
      });
}

void Reconciliation::Begin(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayReconcile)) return;
  auto head = ReadListHead(exchange->request);
  if (!head.ok()) return exchange->Refuse(head.error());
  head->file.actor = exchange->client->name;
  if (const auto problem = WhyNotImported(shared_.services, head->file))
    return exchange->Refuse(*problem);
  const bool is_bank = reconcile::IsBank(head->file.kind);
  const auto& ours = shared_.options.bank_accounts;
  if (is_bank) {
    if (const auto problem = WhyNotNamed(ours, head->file)) return exchange->Refuse(*problem);
  }
  const bool is_ours = is_bank && (head->new_account || !ours.empty());
  if (is_ours || (!is_bank && head->file.kind != reconcile::SourceKind::kGateway))
    return BeginOf(exchange, head->file);
  shared_.readers.Read(
      [file = head->file, is_bank](engine::Queries& queries) {
        return is_bank ? WhyNotOurs(queries, file) : WhyNotGiven(queries, file);
      },
      [this, exchange, file = head->file](const ProblemFound& found) {
        if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
        if (*found) return exchange->Refuse(**found);
        BeginOf(exchange, file);
      });
}

void Reconciliation::BeginOf(const ExchangePtr& exchange, const ImportedFile& file) {
  auto command = engine::BeginImport::Check(file);
  if (command == nullptr) return exchange->Refuse(ImportRefused(WhyNot(file)));
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
  const auto lines = ReadListLines(exchange->request, *file);
  if (!lines.ok()) return exchange->Refuse(lines.error());
  auto command = engine::AddMovements::Check(*file, *lines, exchange->client->name);
  if (command == nullptr) {
    return exchange->Refuse(FieldProblem(Code::kFieldInvalid, "lines",
                                         "Each text of a line has up to 140 bytes on one line."));
  }
  // Counts name their tills, which must be there.
  std::vector<engine::ExternalMovement> counts;
  for (const engine::ExternalMovement& each : *lines) {
    if (each.type == reconcile::MovementType::kCount) counts.push_back(each);
  }
  if (counts.empty()) return SendLines(exchange, std::move(command));
  auto shared = std::make_shared<std::unique_ptr<engine::AddMovements>>(std::move(command));
  shared_.readers.Read([counts = std::move(counts)](
                           engine::Queries& queries) { return WhyNotCounted(queries, counts); },
                       [this, exchange, shared](const auto& known) {
                         if (!known.ok()) return exchange->Refuse(OfStoreError(known.error()));
                         if (*known) return exchange->Refuse(**known);
                         SendLines(exchange, std::move(*shared));
                       });
}

void Reconciliation::SendLines(const ExchangePtr& exchange,
                               std::unique_ptr<engine::AddMovements> command) {
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
          case engine::AddMovementsOutcome::kWithdrawn:
            return exchange->Refuse(ImportRefused(
                "The list was withdrawn. Nothing of it counts. Begin it again, as a new list."));
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
    const auto completed =
        engine::CompleteList(shared_.services.engine, shared_.services.queries, **row, actor);
    if (!completed.ok()) return exchange->Refuse(OfFailure(completed.error()));
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
  if (const auto problem = WhyNotImported(shared_.services, counts->file))
    return exchange->Refuse(*problem);
  Soon(exchange, [this, exchange, read = *std::move(counts)] {
    const auto known = WhyNotCounted(shared_.services.queries, read.lines);
    if (!known.ok()) return exchange->Refuse(OfStoreError(known.error()));
    if (*known) return exchange->Refuse(**known);
    Import(*exchange, read.file, read.lines);
  });
}

void Reconciliation::Differences(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayReconcile)) return;
  const auto from = DayIn(exchange->request, "from");
  if (!from.ok()) return exchange->Refuse(from.error());
  const auto to = DayIn(exchange->request, "to");
  if (!to.ok()) return exchange->Refuse(to.error());
  if (*to < *from || *to - *from > kDaysListed)
    return exchange->Refuse(Invalid("to", "It is at most 400 days after \"from\"."));
  engine::RowQuery<engine::Difference> query;
  query.from = engine::FirstDifferenceOf(*from);
  query.below = engine::FirstDifferenceOf(*to + 1);
  query.limit = kDifferencesShown + 1;
  if (const auto after = exchange->request.Parameter("after")) {
    const auto id = ParseIdText(engine::kDifferenceIdPrefix, *after);
    if (!id) return exchange->Refuse(Invalid("after", "It is what \"next\" of a page says."));
    query.from = std::max(engine::FirstDifferenceOf(*from), engine::DifferenceId(*id + 1));
  }
  SoonRead(exchange, [this, exchange, query] {
    const auto found = ReadDifferences(shared_.services.queries, query);
    if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
    exchange->Send(Json(200, RenderDifferences(*found, exchange->language())));
  });
}

void Reconciliation::Report(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayReconcile)) return;
  const auto day = DayIn(exchange->request, "date");
  if (!day.ok()) return exchange->Refuse(day.error());
  SoonRead(exchange, [this, exchange, day = *day] {
    const auto report =
        engine::ReportDay(shared_.services.queries, day, shared_.options.bank_accounts);
    if (!report.ok()) return exchange->Refuse(OfStoreError(report.error()));
    const bool is_over = day < reconcile::DayOf(shared_.services.clock.Now());
    exchange->Send(Json(200, RenderReport(*report, is_over, exchange->language())));
  });
}

}  // namespace herlaad::http
