#include "engine/reconcile/mend_reversal.h"

#include <optional>
#include <string>
#include <string_view>

#include "engine/commands/reconcile/import_list.h"
#include "engine/commands/reconcile/record_differences.h"

namespace herlaad::engine {
namespace {

constexpr std::string_view kMendedBy = " mended by rp_";

// The account where the difference went.
const std::string& OtherAccountOf(const Difference& mended) {
  const bool is_from = mended.mend_from == ledger::Name(BooksAccountOf(mended));
  return is_from ? mended.mend_to : mended.mend_from;
}

// The posting that a reversal is about. Nothing if it is none.
std::optional<ReconcilePostingId> MendPostedBack(const Difference& difference) {
  if (!IsReversal(difference)) return std::nullopt;
  const std::size_t at = difference.our_reference.rfind(kMendedBy) + kMendedBy.size();
  const auto id = ParseIdText(kReconcilePostingIdPrefix, std::string(kReconcilePostingIdPrefix) +
                                                             difference.our_reference.substr(at));
  return id ? std::optional(ReconcilePostingId(*id)) : std::nullopt;
}

}  // namespace

bool IsReversal(const Difference& difference) {
  return difference.which == reconcile::DifferenceClass::kMissingThere &&
         difference.our_reference.find(kMendedBy) != std::string::npos;
}

bool NeedsReversal(const Difference& mended) {
  return mended.state == reconcile::DifferenceState::kMended && !mended.posting.empty() &&
         !IsReversal(mended);
}

// The reference begins as that of the mended one, which names the till if it is about one.
Difference ReversalOf(const Difference& mended) {
  Difference reversal;
  reversal.kind = mended.kind;
  reversal.account = mended.account;
  reversal.which = reconcile::DifferenceClass::kMissingThere;
  reversal.day = mended.day;
  reversal.our_day = mended.day;
  reversal.our_reference =
      mended.their_reference.empty() ? mended.our_reference : mended.their_reference;
  reversal.our_reference += " mended by " + ToText(mended.posting);
  reversal.our_cents = mended.their_cents - mended.our_cents;
  reversal.reason = ToText(mended.id) +
                    " was mended, and with the lists that count now it is no difference. Post the "
                    "mend back: mend this one with the account " +
                    OtherAccountOf(mended) + ".";
  reversal.id = DifferenceIdOf(reversal);
  return reversal;
}

Result<MendSubject, StoreError> ReadMendSubject(Queries& queries, DifferenceId id) {
  MendSubject subject;
  subject.difference = id;
  const auto difference = queries.FindRow<Difference>(id);
  if (!difference.ok()) return Failure{difference.error()};
  if (!*difference) return subject;
  subject.lists = ImportTailKey((*difference)->kind, (*difference)->account);
  subject.file = (*difference)->file;
  const auto posted = MendPostedBack(**difference);
  if (!posted) return subject;
  const auto posting = queries.FindRow<ReconcilePosting>(*posted);
  if (!posting.ok()) return Failure{posting.error()};
  if (!*posting) return subject;
  if (const auto undone = ParseIdText(kDifferenceIdPrefix, (*posting)->subject))
    subject.undone = DifferenceId(*undone);
  return subject;
}

}  // namespace herlaad::engine
