#include "engine/reconcile/reconcile.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "base/core/check.h"
#include "engine/commands/clients/pay_float.h"
#include "engine/commands/reconcile/import_list.h"
#include "engine/commands/reconcile/withdraw_import.h"
#include "engine/reconcile/imported_lists.h"
#include "engine/reconcile/list_content.h"
#include "engine/reconcile/list_origin.h"
#include "engine/reconcile/taken_bookings.h"

namespace herlaad::engine {
namespace {

ReconcileFailure Unavailable() {
  return {false, "The database cannot be reached now. Do the same again: it goes on where it was.",
          true};
}
ReconcileFailure MayNot() { return {true, "This person may not reconcile, or not any more."}; }

ReconcileFailure Refused(std::string text) { return {false, std::move(text)}; }

std::string WithdrawnText(const ImportedFile& file) {
  return "The list " + ToText(file.id) + " was withdrawn on " +
         reconcile::DayText(reconcile::DayOf(file.withdrawn_at)) + " by " + file.withdrawn_by +
         ". Nothing of it counts. Import it again, as a new list.";
}

// The key names the line, so that a repeat is answered with the same payment. Nothing where it
// cannot be paid in for a reason of the request itself.
std::unique_ptr<PayFloat> PaymentOf(const FloatArrival& arrival, const std::string& actor) {
  auto command = PayFloat::Check(
      arrival.client, arrival.cents, PaidReferenceOf(arrival),
      "line " + std::to_string(arrival.n) + " of " + ToText(arrival.file), actor, arrival.file);
  return command.ok() ? *std::move(command) : nullptr;
}

constexpr int kTriesMax = 5;  // while other lists are completed, withdrawn or compared

class Run {
 public:
  Run(Engine& engine, Queries& queries, const ImportedFile& file, std::string actor)
      : engine_(engine), queries_(queries), file_(file), actor_(std::move(actor)) {}

  Result<ReconcileResult, ReconcileFailure> Do(const CompareLimits& limits);

 private:
  // False: it failed, and the failure is kept, or the comparison is stale.
  bool Keep(Findings findings);
  Arrived Pay(const FloatArrival& arrival);
  Status<ReconcileFailure> CompareOnce(const CompareLimits& limits);

  Engine& engine_;
  Queries& queries_;
  const ImportedFile& file_;
  std::string actor_;
  ReconcileResult result_;
  std::optional<ReconcileFailure> failure_;
  bool is_stale_ = false;
};

bool Run::Keep(Findings findings) {
  const auto answer = engine_.Call(RecordDifferences::Check(std::move(findings), actor_));
  if (!answer.ok()) {
    failure_ = Unavailable();
    return false;
  }
  switch (*answer) {
    case RecordDifferencesOutcome::kRecorded:
      return true;
    case RecordDifferencesOutcome::kActorMayNot:
      failure_ = MayNot();
      return false;
    case RecordDifferencesOutcome::kStale:
      is_stale_ = true;
      return false;
  }
  CHECK(false, "differences are recorded with one of the listed outcomes");
}

Arrived Run::Pay(const FloatArrival& arrival) {
  auto command = PaymentOf(arrival, actor_);
  if (command == nullptr) return Arrived::kNotPaid;
  const auto paid = engine_.Call(std::move(command));
  if (!paid.ok()) failure_ = Unavailable();
  if (!paid.ok()) return Arrived::kStop;
  is_stale_ = paid->outcome == PayFloatOutcome::kWithdrawn;
  if (is_stale_) return Arrived::kStop;
  if (paid->outcome != PayFloatOutcome::kPaid) return Arrived::kNotPaid;
  ++result_.floats_paid;
  if (arrival.file == file_.id) ++result_.matched;
  Findings findings;
  findings.file = arrival.file;
  findings.matched.push_back({arrival.n, ToText(paid->payment)});
  return Keep(std::move(findings)) ? Arrived::kPaid : Arrived::kStop;
}

// Stale or not; a failure if it could not be compared to its end for another reason.
Status<ReconcileFailure> Run::CompareOnce(const CompareLimits& limits) {
  is_stale_ = false;
  result_.matched = 0;
  const FindingsTaker taker{[this](Findings findings) { return Keep(std::move(findings)); },
                            [this](const FloatArrival& arrival) { return Pay(arrival); }};
  const auto comparison = CompareLists(queries_, file_, taker, limits);
  if (failure_) return Failure{*failure_};
  if (is_stale_) return Nothing{};
  if (!comparison.ok()) return Failure{Unavailable()};
  result_.compared = comparison->compared;
  result_.matched += comparison->matched;
  result_.open = comparison->open;
  result_.fresh = comparison->fresh;
  if (!IsCounted(file_)) return Nothing{};
  Findings count;
  count.file = file_.id;
  count.matched_in_file = static_cast<std::int32_t>(result_.matched);
  if (!Keep(std::move(count)) && failure_) return Failure{*failure_};
  return Nothing{};
}

// What was found before it was overtaken is recorded, and is found again, or is gone then.
Result<ReconcileResult, ReconcileFailure> Run::Do(const CompareLimits& limits) {
  for (int tries = 0; tries < kTriesMax; ++tries) {
    // Its own list may be the one that was withdrawn.
    if (IsCounted(file_)) {
      const auto now = queries_.FindRow<ImportedFile>(file_.id);
      if (!now.ok() || !*now) return Failure{Unavailable()};
      if (IsWithdrawn(**now)) return Failure{Refused(WithdrawnText(**now))};
    }
    if (const auto done = CompareOnce(limits); !done.ok()) return Failure{done.error()};
    if (!is_stale_) return result_;
  }
  return Failure{Refused(
      "Other lists that have to do with this one are being compared or withdrawn. Do the same "
      "again; if withdrawing one was interrupted, do that again first.")};
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
    if (answer->outcome == AddMovementsOutcome::kWithdrawn)
      return Failure{Refused("The list was withdrawn meanwhile. Do the same again.")};
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
    case CompleteImportOutcome::kWithdrawn:
      if (IsWithdrawn(file)) return Refused(WithdrawnText(file));
      return Refused("The list was withdrawn meanwhile. Nothing of it counts.");
  }
  CHECK(false, "an import is completed with one of the listed outcomes");
}

// Only of lists that can be completed: others are refused for what is missing.
Result<CheckedLines, ReconcileFailure> CheckContent(Queries& queries, const ImportedFile& file) {
  const bool is_open = file.completed_at.ms == 0 && !IsWithdrawn(file);
  if (!is_open || file.taken != file.totals.lines) return CheckedLines{};
  const auto content = ReadListContent(queries, file);
  if (!content.ok()) return Failure{Unavailable()};
  if (content->problem) return Failure{Refused(*content->problem)};
  return content->lines;
}

Result<ImportedFile, ReconcileFailure> Begin(Engine& engine, Queries& queries,
                                             const ImportedFile& file) {
  auto begin = BeginImport::Check(file);
  if (begin == nullptr)
    return Failure{ReconcileFailure{false, "The list is empty, or its days are out of order."}};
  const auto begun = engine.Call(std::move(begin));
  if (!begun.ok()) return Failure{Unavailable()};
  if (begun->outcome == BeginImportOutcome::kActorMayNot) return Failure{MayNot()};
  if (begun->fault)
    return Failure{ReconcileFailure{false, std::string(reconcile::Text(*begun->fault))}};
  return ReadFile(queries, begun->file);
}

// Whether the lines that are there are the first ones of the list as it is now.
Result<bool, ReconcileFailure> GoesOnWith(Queries& queries, const ImportedFile& row,
                                          const ImportedFile& file,
                                          const std::vector<ExternalMovement>& lines) {
  if (row.totals != file.totals || static_cast<std::size_t>(row.taken) > lines.size()) return false;
  // Somebody else may be adding lines at this moment.
  LinesDigest there;
  const auto read = ForEachMovement(queries, row.id, [&](const ExternalMovement& line) {
    if (line.n <= row.taken) there.Add(line);
  });
  if (!read.ok()) return Failure{Unavailable()};
  LinesDigest now;
  for (std::int32_t i = 0; i < row.taken; ++i) now.Add(lines[static_cast<std::size_t>(i)]);
  return there.so_far() == now.so_far();
}

// A gateway may list more of a day than when its list was begun and not completed. The command
// refuses if the list is not as it was read.
Result<ImportedFile, ReconcileFailure> BeginOrGoOn(Engine& engine, Queries& queries,
                                                   const ImportedFile& file,
                                                   const std::vector<ExternalMovement>& lines) {
  auto row = Begin(engine, queries, file);
  if (!row.ok() || row->completed_at.ms != 0) return row;
  const auto goes_on = GoesOnWith(queries, *row, file, lines);
  if (!goes_on.ok()) return Failure{goes_on.error()};
  if (*goes_on) return row;
  CheckedWithdrawal begun;
  begun.file = *row;
  const auto withdrawn = engine.Call(WithdrawImport::Check(
      std::move(begun), "it was not complete, and has other lines now than when it was begun",
      file.actor));
  if (!withdrawn.ok()) return Failure{Unavailable()};
  if (withdrawn->outcome == WithdrawImportOutcome::kActorMayNot) return Failure{MayNot()};
  if (withdrawn->outcome != WithdrawImportOutcome::kWithdrawn)
    return Failure{Refused("Somebody else imports this list now. Do the same again.")};
  return Begin(engine, queries, file);
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
  if (IsWithdrawn(*row)) return Failure{Refused(WithdrawnText(*row))};
  auto result = Run(engine, queries, *row, actor).Do(limits);
  if (!result.ok() || !HasPayouts(*row)) return result;
  // A bank statement that came before may have its payouts.
  const auto banks = OtherBankDays(queries, *row);
  if (!banks.ok()) return Failure{Unavailable()};
  for (const ImportedFile& bank : *banks) {
    const auto compared = CompareDays(engine, queries, bank, actor, limits);
    if (!compared.ok()) return Failure{compared.error()};
  }
  return result;
}

Result<ReconcileResult, ReconcileFailure> CompareDays(Engine& engine, Queries& queries,
                                                      const ImportedFile& days,
                                                      const std::string& actor,
                                                      const CompareLimits& limits) {
  return Run(engine, queries, days, actor).Do(limits);
}

Result<ImportedNow, ReconcileFailure> ImportList(Engine& engine, Queries& queries,
                                                 const ImportedFile& file,
                                                 std::vector<ExternalMovement> lines) {
  const auto beside = WhyNotBeside(queries, file);
  if (!beside.ok()) return Failure{Unavailable()};
  if (*beside) return Failure{Refused(**beside)};
  const auto row = BeginOrGoOn(engine, queries, file, lines);
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
