#include "engine/commands/record_differences.h"

#include "base/core/secret.h"
#include "domain/access/roles.h"
#include "engine/commands/staff_actor.h"

namespace herlaad::engine {
namespace {

using reconcile::DifferenceState;

constexpr unsigned kDigestBits = 46;  // beside the 17 of a day until 2199

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

std::unique_ptr<RecordDifferences> RecordDifferences::Check(Findings findings, std::string actor) {
  if (findings.found.size() > kFindingsMax || findings.gone.size() > kFindingsMax ||
      findings.matched.size() > kFindingsMax)
    return nullptr;
  return std::unique_ptr<RecordDifferences>(
      new RecordDifferences(std::move(findings), std::move(actor)));
}

void RecordDifferences::AddNeeds(Needs& needs) const {
  for (const Difference& each : findings_.found) needs.Put<Difference>(each.id);
  for (const DifferenceId id : findings_.gone) needs.Put<Difference>(id);
  for (const MatchedLine& line : findings_.matched)
    needs.Put<ExternalMovement>({findings_.file, line.n});
  if (findings_.matched_in_file >= 0) needs.Put<ImportedFile>(findings_.file);
  AddNeedsOfActor(actor_, needs);
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
    const bool waits = before != nullptr && (before->state == DifferenceState::kOpen ||
                                             before->state == DifferenceState::kProposed);
    if (!waits) continue;
    Difference row = *before;
    row.state = DifferenceState::kSettled;
    // What was only proposed is nothing any more: nobody can confirm it.
    row.mend_from.clear();
    row.mend_to.clear();
    row.reason.clear();
    row.mended_by.clear();
    row.closed_at = context.now;
    decision.rows.Put(std::move(row));
  }
}

DecisionOf<RecordDifferencesOutcome> RecordDifferences::Decide(
    const ReadSet& read_set, const DecisionContext& context) const {
  if (!ActorMay(actor_, access::kMayReconcile, read_set))
    return RecordDifferencesOutcome::kActorMayNot;
  DecisionOf<RecordDifferencesOutcome> decision(RecordDifferencesOutcome::kRecorded);
  PutDifferences(read_set, context, decision);
  for (const MatchedLine& line : findings_.matched) {
    const auto* const before = read_set.Find<ExternalMovement>({findings_.file, line.n});
    if (before == nullptr || before->matched == line.ours) continue;
    ExternalMovement row = *before;
    row.matched = line.ours;
    decision.rows.Put(std::move(row));
  }
  if (findings_.matched_in_file < 0) return decision;
  const auto* const file = read_set.Find<ImportedFile>(findings_.file);
  if (file == nullptr || file->matched == findings_.matched_in_file) return decision;
  ImportedFile row = *file;
  row.matched = findings_.matched_in_file;
  decision.rows.Put(std::move(row));
  return decision;
}

}  // namespace herlaad::engine
