#include "engine/reconcile.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/core/check.h"
#include "engine/commands/import_list.h"
#include "engine/commands/pay_float.h"
#include "engine/list_content.h"
#include "engine/taken_bookings.h"

namespace herlaad::engine {
namespace {

ReconcileFailure Unavailable() {
  return {false, "The database cannot be reached now. Do the same again: it goes on where it was.",
          true};
}
ReconcileFailure MayNot() { return {true, "This person may not reconcile, or not any more."}; }

Status<ReconcileFailure> Record(Engine& engine, Findings findings, const std::string& actor) {
  const auto answer = engine.Call(RecordDifferences::Check(std::move(findings), actor));
  if (!answer.ok()) return Failure{Unavailable()};
  if (*answer == RecordDifferencesOutcome::kActorMayNot) return Failure{MayNot()};
  return Nothing{};
}

// The key names the line, so that a repeat is answered with the same payment.
Result<std::optional<FloatPaymentId>, ReconcileFailure> PayIn(Engine& engine,
                                                              const FloatArrival& arrival,
                                                              const std::string& actor) {
  auto command =
      PayFloat::Check(arrival.client, arrival.cents, PaidReferenceOf(arrival),
                      "line " + std::to_string(arrival.n) + " of " + ToText(arrival.file), actor);
  if (!command.ok()) return std::optional<FloatPaymentId>();
  const auto answer = engine.Call(*std::move(command));
  if (!answer.ok()) return Failure{Unavailable()};
  if (answer->outcome != PayFloatOutcome::kPaid) return std::optional<FloatPaymentId>();
  return std::optional(answer->payment);
}

class Run {
 public:
  Run(Engine& engine, Queries& queries, const ImportedFile& file, std::string actor)
      : engine_(engine), queries_(queries), file_(file), actor_(std::move(actor)) {}

  Result<ReconcileResult, ReconcileFailure> Do(const CompareLimits& limits);

 private:
  // False: it failed, and the failure is kept.
  bool Keep(Findings findings);
  Arrived Pay(const FloatArrival& arrival);

  Engine& engine_;
  Queries& queries_;
  const ImportedFile& file_;
  std::string actor_;
  ReconcileResult result_;
  std::optional<ReconcileFailure> failure_;
};

bool Run::Keep(Findings findings) {
  const auto done = Record(engine_, std::move(findings), actor_);
  if (!done.ok()) failure_ = done.error();
  return done.ok();
}

Arrived Run::Pay(const FloatArrival& arrival) {
  const auto paid = PayIn(engine_, arrival, actor_);
  if (!paid.ok()) failure_ = paid.error();
  if (!paid.ok()) return Arrived::kStop;
  if (!*paid) return Arrived::kNotPaid;
  ++result_.floats_paid;
  if (arrival.file == file_.id) ++result_.matched;
  Findings findings;
  findings.file = arrival.file;
  findings.matched.push_back({arrival.n, ToText(**paid)});
  return Keep(std::move(findings)) ? Arrived::kPaid : Arrived::kStop;
}

Result<ReconcileResult, ReconcileFailure> Run::Do(const CompareLimits& limits) {
  const FindingsTaker taker{[this](Findings findings) { return Keep(std::move(findings)); },
                            [this](const FloatArrival& arrival) { return Pay(arrival); }};
  const auto comparison = CompareLists(queries_, file_, taker, limits);
  if (failure_) return Failure{*failure_};
  if (!comparison.ok()) return Failure{Unavailable()};
  result_.compared = comparison->compared;
  result_.matched += comparison->matched;
  result_.open = comparison->open;
  result_.fresh = comparison->fresh;
  Findings count;
  count.file = file_.id;
  count.matched_in_file = static_cast<std::int32_t>(result_.matched);
  if (!Keep(std::move(count))) return Failure{*failure_};
  return result_;
}

Status<ReconcileFailure> AddLines(Engine& engine, ImportId file, std::int32_t taken,
                                  std::vector<ExternalMovement>& lines, const std::string& actor) {
  for (auto at = static_cast<std::size_t>(taken); at < lines.size(); at += kMovementsMax) {
    std::vector<ExternalMovement> piece;
    for (std::size_t i = at; i < std::min(lines.size(), at + kMovementsMax); ++i) {
      lines[i].file = file;
      lines[i].n = static_cast<std::int32_t>(i) + 1;
      piece.push_back(lines[i]);
    }
    auto command = AddMovements::Check(file, std::move(piece), actor);
    if (command == nullptr)
      return Failure{ReconcileFailure{false,
                                      "A line has a text that is too long or not one line, or "
                                      "an amount above €100,000,000."}};
    const auto answer = engine.Call(std::move(command));
    if (!answer.ok()) return Failure{Unavailable()};
    if (answer->outcome == AddMovementsOutcome::kActorMayNot) return Failure{MayNot()};
    if (answer->outcome != AddMovementsOutcome::kAdded) {
      return Failure{ReconcileFailure{false, "The list has other lines than when it was begun: " +
                                                 std::to_string(answer->taken) + " are there."}};
    }
  }
  return Nothing{};
}

Result<ImportedFile, ReconcileFailure> ReadFile(Queries& queries, ImportId id) {
  auto file = queries.FindRow<ImportedFile>(id);
  if (!file.ok() || !*file) return Failure{Unavailable()};
  return **std::move(file);
}

ReconcileFailure Refused(std::string text) { return {false, std::move(text)}; }

constexpr const char* kOthersCompleted =
    "Other lists of the same account are being completed. Do the same again.";

// Nothing if it was completed.
std::optional<ReconcileFailure> WhyNot(const CompleteImportResult& result,
                                       const ImportedFile& file) {
  switch (result.outcome) {
    case CompleteImportOutcome::kCompleted:
      return std::nullopt;
    case CompleteImportOutcome::kNoSuchFile:
      return Refused("There is no such list any more.");
    case CompleteImportOutcome::kIncomplete:
      return Refused("Only " + std::to_string(result.taken) + " of " +
                     std::to_string(file.totals.lines) + " lines are there.");
    case CompleteImportOutcome::kFault:
      if (!reconcile::IsBank(file.kind) && *result.fault == reconcile::StatementFault::kDuplicate)
        return Refused("The same list was imported before. Nothing needs to be done.");
      return Refused(std::string(reconcile::Text(*result.fault)));
    case CompleteImportOutcome::kActorMayNot:
      return MayNot();
    case CompleteImportOutcome::kChanged:
      return Refused(kOthersCompleted);
  }
  CHECK(false, "an import is completed with one of the listed outcomes");
}

constexpr int kTriesMax = 5;  // while other lists of the account are completed

// Only of lists that can be completed: others are refused for what is missing.
Result<CheckedLines, ReconcileFailure> CheckContent(Queries& queries, const ImportedFile& file) {
  if (file.completed_at.ms != 0 || file.taken != file.totals.lines) return CheckedLines{};
  const auto content = ReadListContent(queries, file);
  if (!content.ok()) return Failure{Unavailable()};
  if (content->problem) return Failure{Refused(*content->problem)};
  return content->lines;
}

}  // namespace

Status<ReconcileFailure> CompleteList(Engine& engine, Queries& queries, const ImportedFile& file,
                                      const std::string& actor) {
  for (int tries = 0; tries < kTriesMax; ++tries) {
    const auto lines = CheckContent(queries, file);
    if (!lines.ok()) return Failure{lines.error()};
    const auto completed =
        engine.Call(CompleteImport::Check(file.id, file.kind, file.account, *lines, actor));
    if (!completed.ok()) return Failure{Unavailable()};
    if (completed->outcome == CompleteImportOutcome::kChanged) continue;
    if (const auto why = WhyNot(*completed, file)) return Failure{*why};
    return Nothing{};
  }
  return Failure{Refused(kOthersCompleted)};
}

Result<ReconcileResult, ReconcileFailure> Reconcile(Engine& engine, Queries& queries, ImportId file,
                                                    const std::string& actor,
                                                    const CompareLimits& limits) {
  const auto row = ReadFile(queries, file);
  if (!row.ok()) return Failure{row.error()};
  return Run(engine, queries, *row, actor).Do(limits);
}

Result<ImportedNow, ReconcileFailure> ImportList(Engine& engine, Queries& queries,
                                                 const ImportedFile& file,
                                                 std::vector<ExternalMovement> lines) {
  auto begin = BeginImport::Check(file);
  if (begin == nullptr)
    return Failure{ReconcileFailure{false, "The list is empty, or its days are out of order."}};
  const auto begun = engine.Call(std::move(begin));
  if (!begun.ok()) return Failure{Unavailable()};
  if (begun->outcome == BeginImportOutcome::kActorMayNot) return Failure{MayNot()};
  if (begun->fault)
    return Failure{ReconcileFailure{false, std::string(reconcile::Text(*begun->fault))}};
  const auto row = ReadFile(queries, begun->file);
  if (!row.ok()) return Failure{row.error()};
  ImportedNow now{.file = row->id, .known = IsReconciled(*row), .result = {}};
  if (now.known) return now;
  if (row->completed_at.ms == 0) {
    const auto added = AddLines(engine, row->id, row->taken, lines, file.actor);
    if (!added.ok()) return Failure{added.error()};
  }
  const auto whole = ReadFile(queries, row->id);  // with its lines
  if (!whole.ok()) return Failure{whole.error()};
  if (const auto completed = CompleteList(engine, queries, *whole, file.actor); !completed.ok())
    return Failure{completed.error()};
  const auto result = Reconcile(engine, queries, row->id, file.actor);
  if (!result.ok()) return Failure{result.error()};
  now.result = *result;
  return now;
}

}  // namespace herlaad::engine
