#include "engine/reconcile/withdraw_list.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "base/core/check.h"
#include "engine/commands/reconcile/import_list.h"
#include "engine/commands/reconcile/withdraw_import.h"
#include "engine/reconcile/gateway_bookings.h"
#include "engine/reconcile/imported_lists.h"
#include "engine/reconcile/list_content.h"
#include "engine/reconcile/mend_reversal.h"

namespace herlaad::engine {
namespace {

using reconcile::Day;
using reconcile::SourceKind;

constexpr int kTriesMax = 5;  // while other lists of the account are completed

ReconcileFailure Unavailable() {
  return {false, "The database cannot be reached now. Do the same again: it goes on where it was.",
          true};
}
ReconcileFailure MayNot() { return {true, "This person may not reconcile, or not any more."}; }
ReconcileFailure Refused(std::string text) { return {false, std::move(text)}; }

bool IsOfAccount(const ImportedFile& a, const ImportedFile& b) {
  return ImportTailKey(a.kind, a.account) == ImportTailKey(b.kind, b.account);
}

// Its lines as a whole, and the days they are of.
struct LinesRead {
  Digest content;
  Day from = 0;
  Day to = -1;
  std::vector<std::string> bookings;  // payments of floats that they have
};

Result<LinesRead, StoreError> ReadLines(Queries& queries, const ImportedFile& file) {
  LinesRead lines;
  LinesDigest digest;
  const auto read = ForEachMovement(queries, file.id, [&](const ExternalMovement& line) {
    const bool is_first = lines.to < lines.from;
    lines.from = is_first ? line.day : std::min(lines.from, line.day);
    lines.to = is_first ? line.day : std::max(lines.to, line.day);
    digest.Add(line);
    if (IsFloatPayment(line.matched)) lines.bookings.push_back(line.matched);
  });
  if (!read.ok()) return Failure{read.error()};
  lines.content = digest.OfList(file);
  return lines;
}

// What is left of the account's lists without it. Lists of a bank account are completed in their
// order.
Result<std::optional<ImportTail>, StoreError> TailWithout(Queries& queries,
                                                          const ImportedFile& file) {
  std::optional<ImportedFile> last;
  Day first_day = 0;
  const auto read = ForEachImport(queries, [&](const ImportedFile& each) {
    if (each.id == file.id || !IsCounted(each) || !IsOfAccount(each, file)) return true;
    first_day = last ? std::min(first_day, each.totals.from) : each.totals.from;
    const auto order = [](const ImportedFile& list) {
      return std::tuple(list.completed_at, list.id);
    };
    if (!last || order(*last) < order(each)) last = each;
    return true;
  });
  if (!read.ok()) return Failure{read.error()};
  if (!last) return std::optional<ImportTail>();
  ImportTail tail = TailAfter(*last, nullptr);
  tail.first_day = first_day;
  return std::optional(std::move(tail));
}

Result<std::vector<ReconcilePosting>, StoreError> PostingsOf(Queries& queries, ImportId file) {
  const std::string subject = ToText(file);
  std::vector<ReconcilePosting> found;
  RowQuery<ReconcilePosting> query;
  for (;;) {
    const auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (const ReconcilePosting& posting : *rows) {
      if (posting.subject == subject) found.push_back(posting);
    }
    if (rows->size() < query.limit) return found;
    query.from = ReconcilePostingId(rows->back().id.value() + 1);
  }
}

class Withdrawing {
 public:
  Withdrawing(Engine& engine, Queries& queries, std::string reason, std::string actor)
      : engine_(engine), queries_(queries), reason_(std::move(reason)), actor_(std::move(actor)) {}

  Result<WithdrawResult, ReconcileFailure> Run(ImportId id, const CompareLimits& limits);

 private:
  Status<ReconcileFailure> Read(ImportId id);
  Status<ReconcileFailure> Withdraw();
  // Nothing if it may be withdrawn.
  Status<ReconcileFailure> CheckFollowers(const std::optional<ImportTail>& tail);
  Status<ReconcileFailure> CheckMends(const LinesRead& lines);
  Result<CheckedWithdrawal, ReconcileFailure> Check();
  Status<ReconcileFailure> Settle();
  Status<ReconcileFailure> SettlePart(WithdrawnPart part);
  Result<std::vector<ImportedFile>, StoreError> Affected();
  Status<ReconcileFailure> Compare(const CompareLimits& limits);

  Engine& engine_;
  Queries& queries_;
  std::string reason_;
  std::string actor_;
  ImportedFile file_;
  WithdrawResult result_;
};

Status<ReconcileFailure> Withdrawing::Read(ImportId id) {
  auto file = queries_.FindRow<ImportedFile>(id);
  if (!file.ok()) return Failure{Unavailable()};
  if (!*file) return Failure{Refused("There is no such list.")};
  file_ = **std::move(file);
  return Nothing{};
}

Status<ReconcileFailure> Withdrawing::CheckFollowers(const std::optional<ImportTail>& tail) {
  if (reconcile::IsBank(file_.kind) && tail && tail->file != file_.id) {
    return Failure{Refused("Later statements of " + file_.account +
                           " continue it. Withdraw these first, beginning with the last one, " +
                           ToText(tail->file) + ".")};
  }
  if (file_.kind != SourceKind::kGateway) return Nothing{};
  const auto later = LaterListWithItsBookings(queries_, file_);
  if (!later.ok()) return Failure{Unavailable()};
  if (!*later) return Nothing{};
  return Failure{Refused("The later list " + ToText(**later) +
                         " has fees or payouts that were booked because of this one, and not "
                         "again. Withdraw " +
                         ToText(**later) + " first.")};
}

Status<ReconcileFailure> Withdrawing::CheckMends(const LinesRead& lines) {
  std::optional<Difference> mended;
  const auto read = ForEachDifference(queries_, lines.from, lines.to, [&](const Difference& each) {
    if (!mended && each.file == file_.id && NeedsReversal(each)) mended = each;
  });
  if (!read.ok()) return Failure{Unavailable()};
  if (!mended) return Nothing{};
  return Failure{
      Refused("Its difference " + ToText(mended->id) + " was mended by the posting " +
              ToText(mended->posting) + " of " + mended->mended_by +
              ", which would be left without a reason. This list cannot be withdrawn any "
              "more.")};
}

// The tail is read first: whatever is completed or withdrawn later is noticed by the command.
Result<CheckedWithdrawal, ReconcileFailure> Withdrawing::Check() {
  CheckedWithdrawal checked;
  checked.file = file_;
  if (file_.completed_at.ms == 0) return checked;
  auto tail = queries_.FindRow<ImportTail>(ImportTailKey(file_.kind, file_.account));
  if (!tail.ok()) return Failure{Unavailable()};
  checked.tail = *std::move(tail);
  const auto lines = ReadLines(queries_, file_);
  if (!lines.ok()) return Failure{Unavailable()};
  if (const auto free = CheckMends(*lines); !free.ok()) return Failure{free.error()};
  if (const auto free = CheckFollowers(checked.tail); !free.ok()) return Failure{free.error()};
  checked.content = lines->content;
  auto left = TailWithout(queries_, file_);
  if (!left.ok()) return Failure{Unavailable()};
  checked.left = *std::move(left);
  auto postings = PostingsOf(queries_, file_.id);
  if (!postings.ok()) return Failure{Unavailable()};
  checked.postings = *std::move(postings);
  return checked;
}

Status<ReconcileFailure> Withdrawing::Withdraw() {
  for (int tries = 0; tries < kTriesMax; ++tries) {
    if (auto read = Read(file_.id); !read.ok()) return read;
    if (IsWithdrawn(file_)) return Nothing{};
    auto checked = Check();
    if (!checked.ok()) return Failure{checked.error()};
    auto command = WithdrawImport::Check(*std::move(checked), reason_, actor_);
    if (command == nullptr) return Failure{Refused("A reason has 1 to 500 bytes on one line.")};
    const auto answer = engine_.Call(std::move(command));
    if (!answer.ok()) return Failure{Unavailable()};
    switch (answer->outcome) {
      case WithdrawImportOutcome::kWithdrawn:
        result_.is_new = answer->is_new;
        return Read(file_.id);
      case WithdrawImportOutcome::kNoSuchFile:
        return Failure{Refused("There is no such list.")};
      case WithdrawImportOutcome::kFloatPaid:
        return Failure{Refused(
            "Transfers of it were paid into floats of clients, who may have spent the money. This "
            "list cannot be withdrawn any more: take money that is not theirs out of the float "
            "with "
            "`herlaad client pay-out`.")};
      case WithdrawImportOutcome::kActorMayNot:
        return Failure{MayNot()};
      case WithdrawImportOutcome::kChanged:
        break;
    }
  }
  return Failure{
      Refused("Other lists of the same account are being completed. Do the same again.")};
}

Status<ReconcileFailure> Withdrawing::SettlePart(WithdrawnPart part) {
  if (part.differences.empty() && part.bookings.empty()) return Nothing{};
  part.file = file_.id;
  const auto answer = engine_.Call(SettleWithdrawn::Check(std::move(part), actor_));
  if (!answer.ok()) return Failure{Unavailable()};
  switch (answer->outcome) {
    case SettleWithdrawnOutcome::kSettled:
      result_.settled += answer->settled;
      return Nothing{};
    case SettleWithdrawnOutcome::kNotWithdrawn:
      return Failure{Refused("There is no such list.")};
    case SettleWithdrawnOutcome::kActorMayNot:
      return Failure{MayNot()};
  }
  CHECK(false, "a withdrawn list is settled with one of the listed outcomes");
}

// Read as a whole: nothing of the database is held while the parts are recorded.
Status<ReconcileFailure> Withdrawing::Settle() {
  const auto lines = ReadLines(queries_, file_);
  if (!lines.ok()) return Failure{Unavailable()};
  WithdrawnPart part;
  for (const std::string& booking : lines->bookings) {
    part.bookings.push_back(booking);
    if (part.bookings.size() < kWithdrawnPartMax) continue;
    if (auto done = SettlePart(std::exchange(part, {})); !done.ok()) return done;
  }
  std::vector<DifferenceId> waiting;
  const auto read =
      ForEachDifference(queries_, lines->from, lines->to, [&](const Difference& each) {
        if (each.file == file_.id && IsWaiting(each)) waiting.push_back(each.id);
      });
  if (!read.ok()) return Failure{Unavailable()};
  for (const DifferenceId id : waiting) {
    part.differences.push_back(id);
    if (part.differences.size() < kWithdrawnPartMax) continue;
    if (auto done = SettlePart(std::exchange(part, {})); !done.ok()) return done;
  }
  return SettlePart(std::move(part));
}

// Its account, and where a booking may be open again.
Result<std::vector<ImportedFile>, StoreError> Withdrawing::Affected() {
  std::vector<ImportedFile> affected{file_};
  if (!reconcile::IsBank(file_.kind) && !HasPayouts(file_)) return affected;
  auto banks = OtherBankDays(queries_, file_);
  if (!banks.ok()) return Failure{banks.error()};
  affected.insert(affected.end(), banks->begin(), banks->end());
  return affected;
}

Status<ReconcileFailure> Withdrawing::Compare(const CompareLimits& limits) {
  const auto affected = Affected();
  if (!affected.ok()) return Failure{Unavailable()};
  for (const ImportedFile& each : *affected) {
    const auto compared = CompareDays(engine_, queries_, each, actor_, limits);
    if (!compared.ok()) return Failure{compared.error()};
    result_.open += compared->open;
    result_.fresh += compared->fresh;
  }
  return Nothing{};
}

Result<WithdrawResult, ReconcileFailure> Withdrawing::Run(ImportId id,
                                                          const CompareLimits& limits) {
  file_.id = id;
  if (const auto done = Withdraw(); !done.ok()) return Failure{done.error()};
  if (file_.completed_at.ms == 0) return result_;  // nothing of it counted
  if (const auto done = Settle(); !done.ok()) return Failure{done.error()};
  if (const auto done = Compare(limits); !done.ok()) return Failure{done.error()};
  return result_;
}

}  // namespace

Result<WithdrawResult, ReconcileFailure> WithdrawList(Engine& engine, Queries& queries,
                                                      ImportId file, const std::string& reason,
                                                      const std::string& actor,
                                                      const CompareLimits& limits) {
  return Withdrawing(engine, queries, reason, actor).Run(file, limits);
}

}  // namespace herlaad::engine
