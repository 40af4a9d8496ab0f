#include "engine/commands/reconcile/withdraw_import.h"

#include <algorithm>

#include "base/core/printable.h"
#include "domain/access/roles.h"
#include "engine/commands/reconcile/import_list.h"
#include "engine/commands/reconcile/record_differences.h"
#include "engine/commands/staff/staff_actor.h"

namespace herlaad::engine {
namespace {

template <class Row>
std::optional<Row> Copied(const Row* row) {
  return row != nullptr ? std::optional(*row) : std::nullopt;
}

}  // namespace

std::unique_ptr<WithdrawImport> WithdrawImport::Check(CheckedWithdrawal checked, std::string reason,
                                                      std::string actor) {
  if (reason.empty() || reason.size() > kMendReasonMax || !IsOneLine(reason)) return nullptr;
  const std::string subject = ToText(checked.file.id);
  for (const ReconcilePosting& posting : checked.postings) {
    if (posting.subject != subject) return nullptr;
  }
  return std::unique_ptr<WithdrawImport>(
      new WithdrawImport(std::move(checked), std::move(reason), std::move(actor)));
}

void WithdrawImport::AddNeeds(Needs& needs) const {
  const ImportedFile& file = checked_.file;
  needs.Put<ImportedFile>(file.id);
  needs.Put<ImportedDigest>(DigestKeyOf(file));
  needs.Put<ImportedDigest>(ContentKeyOf(checked_.content));
  needs.Put<ImportTail>(ImportTailKey(file.kind, file.account));
  needs.audit = true;
  AddNeedsOfActor(actor_, needs);
}

// What it was compared with may be other lines by now, what it was checked with must not be.
bool WithdrawImport::IsAsChecked(const ReadSet& read_set, const ImportedFile& file) const {
  if (file.taken != checked_.file.taken || file.completed_at != checked_.file.completed_at)
    return false;
  if (file.completed_at.ms == 0) return true;
  return Copied(read_set.Find<ImportTail>(ImportTailKey(file.kind, file.account))) == checked_.tail;
}

// So that the same list can be imported again.
void WithdrawImport::Forget(const ReadSet& read_set, Decision& decision) const {
  for (const std::string& key : {DigestKeyOf(checked_.file), ContentKeyOf(checked_.content)}) {
    const auto* const digest = read_set.Find<ImportedDigest>(key);
    if (digest != nullptr && digest->file == checked_.file.id)
      decision.deleted.Put<ImportedDigest>(key);
  }
  if (checked_.file.completed_at.ms == 0) return;
  if (checked_.left) {
    ImportTail tail = *checked_.left;
    tail.changes = (checked_.tail ? checked_.tail->changes : 0) + 1;
    decision.rows.Put(std::move(tail));
  } else {
    decision.deleted.Put<ImportTail>(ImportTailKey(checked_.file.kind, checked_.file.account));
  }
}

// Entries are never changed: each posting has one against it, of the same list.
void WithdrawImport::TakeBack(const DecisionContext& context, Decision& decision) const {
  for (const ReconcilePosting& posting : checked_.postings) {
    Post(posting.to, posting.from, posting.amount, posting.subject,
         "posted back: the list was withdrawn", actor_, context, decision);
  }
}

DecisionOf<WithdrawImportResult> WithdrawImport::Decide(const ReadSet& read_set,
                                                        const DecisionContext& context) const {
  if (!ActorMay(actor_, access::kMayReconcile, read_set))
    return WithdrawImportResult{WithdrawImportOutcome::kActorMayNot};
  const auto* const found = read_set.Find<ImportedFile>(checked_.file.id);
  if (found == nullptr) return WithdrawImportResult{WithdrawImportOutcome::kNoSuchFile};
  if (IsWithdrawn(*found)) return WithdrawImportResult{WithdrawImportOutcome::kWithdrawn};
  if (found->floats_paid != 0) return WithdrawImportResult{WithdrawImportOutcome::kFloatPaid};
  if (!IsAsChecked(read_set, *found)) return WithdrawImportResult{WithdrawImportOutcome::kChanged};
  // Point of no return: nothing below may fail.
  DecisionOf<WithdrawImportResult> decision(
      WithdrawImportResult{WithdrawImportOutcome::kWithdrawn, true});
  ImportedFile file = *found;
  file.withdrawn_at = context.now;
  file.withdrawn_by = actor_;
  file.withdraw_reason = reason_;
  decision.audit.push_back({context.now, actor_, "reconcile.withdraw", ToText(file.id),
                            std::string(reconcile::Name(file.kind)) + " " + file.account +
                                " lines=" + std::to_string(file.taken) + " " + reason_});
  Forget(read_set, decision);
  TakeBack(context, decision);
  decision.rows.Put(std::move(file));
  return decision;
}

std::unique_ptr<SettleWithdrawn> SettleWithdrawn::Check(WithdrawnPart part, std::string actor) {
  if (part.differences.size() > kWithdrawnPartMax || part.bookings.size() > kWithdrawnPartMax)
    return nullptr;
  return std::unique_ptr<SettleWithdrawn>(new SettleWithdrawn(std::move(part), std::move(actor)));
}

void SettleWithdrawn::AddNeeds(Needs& needs) const {
  needs.Put<ImportedFile>(part_.file);
  for (const DifferenceId id : part_.differences) needs.Put<Difference>(id);
  for (const std::string& booking : part_.bookings) needs.Put<BookedLine>(booking);
  AddNeedsOfActor(actor_, needs);
}

DecisionOf<SettleWithdrawnResult> SettleWithdrawn::Decide(const ReadSet& read_set,
                                                          const DecisionContext& context) const {
  if (!ActorMay(actor_, access::kMayReconcile, read_set))
    return SettleWithdrawnResult{SettleWithdrawnOutcome::kActorMayNot};
  const auto* const file = read_set.Find<ImportedFile>(part_.file);
  if (file == nullptr || !IsWithdrawn(*file))
    return SettleWithdrawnResult{SettleWithdrawnOutcome::kNotWithdrawn};
  DecisionOf<SettleWithdrawnResult> decision(SettleWithdrawnResult{});
  for (const DifferenceId id : part_.differences) {
    const auto* const before = read_set.Find<Difference>(id);
    if (before == nullptr || before->file != part_.file || !IsWaiting(*before)) continue;
    Difference row = SettledNow(*before, context.now);
    row.reason = "The list " + ToText(file->id) + " was withdrawn by " + file->withdrawn_by + ".";
    decision.rows.Put(std::move(row));
    ++decision.result.settled;
  }
  for (const std::string& booking : part_.bookings) {
    const auto* const line = read_set.Find<BookedLine>(booking);
    if (line != nullptr && line->file == part_.file) decision.deleted.Put<BookedLine>(booking);
  }
  return decision;
}

}  // namespace herlaad::engine
