#include "engine/commands/reconcile/record_differences.h"

#include "base/core/secret.h"
#include "domain/access/roles.h"
#include "engine/commands/staff/staff_actor.h"

namespace herlaad::engine {
namespace {

using reconcile::DifferenceState;

constexpr unsigned kDigestBits = 46;  // beside the 17 of a day until 2199
constexpr std::string_view kFloatPaymentPrefix = "fp_";

bool IsWithdrawnIn(const ReadSet& read_set, ImportId file) {
  const auto* const row = read_set.Find<ImportedFile>(file);
  return row != nullptr && IsWithdrawn(*row);
}

}  // namespace

DifferenceId FirstDifferenceOf(reconcile::Day day) {
  return DifferenceId(static_cast<std::int64_t>(day) << kDigestBits);
}

DifferenceId DifferenceIdOf(const Difference& difference) {
  std::string text;
  for (const std::string& part :
       {std::string(reconcile::Name(difference.kind)), difference.account,
        std::string(reconcile::Name(difference.which)), difference.our_reference,
        difference.their_reference, std::to_string(difference.our_cents),
        std::to_string(difference.their_cents), std::to_string(difference.file.value()),
        std::to_string(difference.n)}) {
    (text += part) += '\0';
  }
  const std::uint64_t digest = DigestOf(text).low & ((1ULL << kDigestBits) - 1);
  return DifferenceId(FirstDifferenceOf(difference.day).value() |
                      static_cast<std::int64_t>(digest));
}

bool IsWaiting(const Difference& difference) {
  return difference.state == DifferenceState::kOpen ||
         difference.state == DifferenceState::kProposed;
}

Difference SettledNow(Difference difference, Instant now) {
  difference.state = DifferenceState::kSettled;
  difference.mend_from.clear();
  difference.mend_to.clear();
  difference.reason.clear();
  difference.mended_by.clear();
  difference.closed_at = now;
  return difference;
}

bool IsFloatPayment(std::string_view matched) { return matched.starts_with(kFloatPaymentPrefix); }

std::unique_ptr<RecordDifferences> RecordDifferences::Check(Findings findings, std::string actor) {
  if (findings.found.size() > kFindingsMax || findings.gone.size() > kFindingsMax ||
      findings.matched.size() > kFindingsMax)
    return nullptr;
  return std::unique_ptr<RecordDifferences>(
      new RecordDifferences(std::move(findings), std::move(actor)));
}

void RecordDifferences::AddNeeds(Needs& needs) const {
  for (const Difference& each : findings_.found) {
    needs.Put<Difference>(each.id);
    if (!each.file.empty()) needs.Put<ImportedFile>(each.file);
  }
  for (const DifferenceId id : findings_.gone) needs.Put<Difference>(id);
  for (const MatchedLine& line : findings_.matched) {
    needs.Put<ExternalMovement>({findings_.file, line.n});
    if (IsFloatPayment(line.ours)) needs.Put<BookedLine>(line.ours);
  }
  if (!findings_.file.empty()) needs.Put<ImportedFile>(findings_.file);
  AddNeedsOfActor(actor_, needs);
}

// What a withdrawn list said, and a payment that another line has.
bool RecordDifferences::IsStale(const ReadSet& read_set) const {
  const bool has_lines = !findings_.matched.empty() || findings_.matched_in_file >= 0;
  if (has_lines && IsWithdrawnIn(read_set, findings_.file)) return true;
  for (const Difference& each : findings_.found) {
    if (IsWithdrawnIn(read_set, each.file)) return true;
  }
  for (const MatchedLine& line : findings_.matched) {
    if (!IsFloatPayment(line.ours)) continue;
    const auto* const booked = read_set.Find<BookedLine>(line.ours);
    if (booked != nullptr && *booked != BookedLine{line.ours, findings_.file, line.n}) return true;
  }
  return false;
}

void RecordDifferences::PutDifferences(const ReadSet& read_set, const DecisionContext& context,
                                       Decision& decision) const {
  for (const Difference& each : findings_.found) {
    const auto* const before = read_set.Find<Difference>(each.id);
    if (before != nullptr && before->state != DifferenceState::kSettled) continue;
    Difference row = each;
    row.state = DifferenceState::kOpen;
    row.opened_at = context.now;
    decision.rows.Put(std::move(row));
  }
  for (const DifferenceId id : findings_.gone) {
    const auto* const before = read_set.Find<Difference>(id);
    if (before != nullptr && IsWaiting(*before))
      decision.rows.Put(SettledNow(*before, context.now));
  }
}

// A line keeps the payment that it has once: it is not compared again.
void RecordDifferences::PutMatched(const ReadSet& read_set, Decision& decision) const {
  for (const MatchedLine& line : findings_.matched) {
    const auto* const before = read_set.Find<ExternalMovement>({findings_.file, line.n});
    if (before == nullptr || before->matched == line.ours) continue;
    ExternalMovement row = *before;
    row.matched = line.ours;
    decision.rows.Put(std::move(row));
    if (IsFloatPayment(line.ours)) decision.rows.Put(BookedLine{line.ours, findings_.file, line.n});
  }
}

DecisionOf<RecordDifferencesOutcome> RecordDifferences::Decide(
    const ReadSet& read_set, const DecisionContext& context) const {
  if (!ActorMay(actor_, access::kMayReconcile, read_set))
    return RecordDifferencesOutcome::kActorMayNot;
  if (IsStale(read_set)) return RecordDifferencesOutcome::kStale;
  DecisionOf<RecordDifferencesOutcome> decision(RecordDifferencesOutcome::kRecorded);
  PutDifferences(read_set, context, decision);
  PutMatched(read_set, decision);
  if (findings_.matched_in_file < 0) return decision;
  const auto* const file = read_set.Find<ImportedFile>(findings_.file);
  if (file == nullptr || file->matched == findings_.matched_in_file) return decision;
  ImportedFile row = *file;
  row.matched = findings_.matched_in_file;
  decision.rows.Put(std::move(row));
  return decision;
}

}  // namespace herlaad::engine
