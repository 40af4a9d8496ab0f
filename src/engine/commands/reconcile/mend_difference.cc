#include "engine/commands/reconcile/mend_difference.h"

#include <cstdlib>

#include "base/core/check.h"
#include "base/core/printable.h"
#include "domain/access/approval.h"
#include "domain/access/roles.h"
#include "engine/commands/reconcile/import_list.h"
#include "engine/commands/staff/staff_actor.h"

namespace herlaad::engine {
namespace {

using ledger::AccountKind;
using reconcile::DifferenceState;
using reconcile::SourceKind;

// Of a till the reference of a count is "till day".
std::string OwnerOf(const Difference& difference) {
  if (difference.kind != SourceKind::kTillCounts) return difference.account;
  const std::string& reference =
      difference.their_reference.empty() ? difference.our_reference : difference.their_reference;
  return reference.substr(0, reference.find(' '));
}

}  // namespace

bool MayMendWith(const ledger::Account& account) {
  switch (account.kind) {
    case AccountKind::kPsp:
    case AccountKind::kCash:
    case AccountKind::kPayable:
    case AccountKind::kCommission:
    case AccountKind::kFees:
    case AccountKind::kLoss:
    case AccountKind::kDispute:
    case AccountKind::kBank:
      return account.asset == Asset::kEur2;
    case AccountKind::kFloat:  // has a command of its own, which looks at the balance
    case AccountKind::kPrefund:
    case AccountKind::kVoucherSold:
    case AccountKind::kSuspense:
    case AccountKind::kIssued:
    case AccountKind::kSim:
    case AccountKind::kBonus:
    case AccountKind::kPromo:
    case AccountKind::kVat:
    case AccountKind::kBreakage:
    case AccountKind::kBucket:
    case AccountKind::kUsage:
      return false;
  }
  CHECK(false, "an account is of one of the listed kinds");
}

ledger::Account BooksAccountOf(const Difference& difference) {
  return BooksAccountOf(difference.kind, OwnerOf(difference));
}

// Money that others hold for us is below zero, so that more of it leaves the account; what we owe
// an operator is above zero.
std::optional<MendTransfer> TransferOf(const Difference& difference, const ledger::Account& other) {
  std::int64_t more = difference.their_cents - difference.our_cents;
  const ledger::Account books = BooksAccountOf(difference);
  if (more == 0 || books == other) return std::nullopt;
  if (difference.kind == SourceKind::kDeliveries) more = -more;
  if (more > 0) return MendTransfer{books, other, more};
  return MendTransfer{other, books, -more};
}

std::unique_ptr<MendDifference> MendDifference::Check(MendSubject subject,
                                                      std::optional<ledger::Account> account,
                                                      std::string reason, std::string actor,
                                                      std::int64_t above) {
  if (reason.empty() || reason.size() > kMendReasonMax || !IsOneLine(reason)) return nullptr;
  if (account && !MayMendWith(*account)) return nullptr;
  return std::unique_ptr<MendDifference>(new MendDifference(
      std::move(subject), std::move(account), std::move(reason), std::move(actor), above));
}

void MendDifference::AddNeeds(Needs& needs) const {
  needs.Put<Difference>(subject_.difference);
  if (!subject_.undone.empty()) needs.Put<Difference>(subject_.undone);
  if (!subject_.file.empty()) needs.Put<ImportedFile>(subject_.file);
  needs.Put<ImportTail>(subject_.lists);
  needs.audit = true;
  AddNeedsOfActor(actor_, needs);
}

// The second person judges the act, not the other one: it must be the same act.
bool MendDifference::IsSecond(const Difference& row, const Difference& before) const {
  return before.state == DifferenceState::kProposed && before.mended_by != actor_ &&
         before.mend_from == row.mend_from && before.mend_to == row.mend_to;
}

// What somebody proposed is never replaced by something else at once, whoever wants that.
bool MendDifference::NeedsSecond(const Difference& row, const Difference& before) const {
  if (IsSecond(row, before)) return false;
  if (before.state == DifferenceState::kProposed) return true;
  const std::int64_t amount = std::llabs(row.their_cents - row.our_cents);
  return !StaffNameIn(actor_).empty() && access::NeedsApproval(amount, above_);
}

// What was posted back is no mend any more: where it is found again it is open again.
void MendDifference::PostBack(const ReadSet& read_set, Instant now, Decision& decision) const {
  if (subject_.undone.empty()) return;
  const auto* const mended = read_set.Find<Difference>(subject_.undone);
  if (mended == nullptr || mended->state != DifferenceState::kMended) return;
  Difference row = *mended;
  row.state = DifferenceState::kSettled;
  row.closed_at = now;
  decision.rows.Put(std::move(row));
}

// Who checked before this whether a list may be withdrawn must check again.
void MendDifference::NoteInLists(const ReadSet& read_set, Decision& decision) const {
  const auto* const before = read_set.Find<ImportTail>(subject_.lists);
  if (before == nullptr) return;
  ImportTail tail = *before;
  ++tail.changes;
  decision.rows.Put(std::move(tail));
}

DecisionOf<MendResult> MendDifference::Decide(const ReadSet& read_set,
                                              const DecisionContext& context) const {
  if (!ActorMay(actor_, access::kMayReconcile, read_set))
    return MendResult{MendOutcome::kActorMayNot};
  const auto* const before = read_set.Find<Difference>(subject_.difference);
  if (before == nullptr) return MendResult{MendOutcome::kNoSuchDifference};
  if (before->state != DifferenceState::kOpen && before->state != DifferenceState::kProposed)
    return MendResult{MendOutcome::kClosed, before->posting};
  const auto* const file = read_set.Find<ImportedFile>(subject_.file);
  if (file != nullptr && IsWithdrawn(*file)) return MendResult{MendOutcome::kClosed};
  const auto transfer = account_ ? TransferOf(*before, *account_) : std::nullopt;
  if (account_ && !transfer) return MendResult{MendOutcome::kNothingToPost};
  Difference row = *before;
  row.mend_from = transfer ? ledger::Name(transfer->from) : std::string();
  row.mend_to = transfer ? ledger::Name(transfer->to) : std::string();
  const bool is_proposal = NeedsSecond(row, *before);
  const bool is_second = IsSecond(row, *before);
  // Point of no return: nothing below may fail.
  DecisionOf<MendResult> decision(
      MendResult{is_proposal ? MendOutcome::kProposed : MendOutcome::kMended});
  row.state = is_proposal ? DifferenceState::kProposed : DifferenceState::kMended;
  (is_second ? row.confirmed_by : row.mended_by) = actor_;
  if (!is_second) row.reason = reason_;
  decision.audit.push_back({context.now, actor_,
                            is_proposal ? "reconcile.propose" : "reconcile.mend", ToText(row.id),
                            (transfer ? PostingText(transfer->from, transfer->to, transfer->amount)
                                      : std::string("nothing is posted")) +
                                " " + reason_});
  if (!is_proposal) {
    row.closed_at = context.now;
    if (transfer) {
      row.posting = Post(transfer->from, transfer->to, transfer->amount, ToText(row.id), row.reason,
                         actor_, context, decision);
      PostBack(read_set, context.now, decision);
      NoteInLists(read_set, decision);
    }
    decision.result.posting = row.posting;
  }
  decision.rows.Put(std::move(row));
  return decision;
}

}  // namespace herlaad::engine
