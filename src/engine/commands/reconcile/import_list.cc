#include "engine/commands/reconcile/import_list.h"

#include <algorithm>

#include "base/core/check.h"
#include "base/core/printable.h"
#include "domain/access/roles.h"
#include "engine/commands/staff/staff_actor.h"

namespace herlaad::engine {
namespace {

using reconcile::SourceKind;
using reconcile::StatementFault;

std::string DigestText(const Digest& digest) {
  std::string text;
  for (const std::uint64_t half : {digest.high, digest.low}) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      text += "0123456789abcdef"[(half >> static_cast<unsigned>(shift)) & 15U];
    }
  }
  return text;
}

// Statements and lists of deliveries say what happened: twice the same is the same list.
bool IsRecognisedByContent(SourceKind kind) {
  return reconcile::IsBank(kind) || kind == SourceKind::kDeliveries;
}

bool IsText(const std::string& text, std::size_t most) {
  return text.size() <= most && IsOneLine(text);
}

bool IsPossible(const ImportedFile& file) {
  const ImportTotals& totals = file.totals;
  // Whoever says which days a list covers may say that there was nothing.
  const bool may_be_empty = reconcile::IsBank(file.kind) || file.kind == SourceKind::kGateway;
  const std::int32_t least = may_be_empty ? 0 : 1;
  return totals.from <= totals.to && totals.lines >= least && totals.lines <= kImportLinesMax &&
         totals.debits >= 0 && totals.credits >= 0 && !file.account.empty() &&
         IsText(file.account, kImportAccountMax) && !file.name.empty() &&
         IsText(file.name, kImportNameMax);
}

// Only statements say where they end.
std::optional<StatementFault> FaultOf(const ImportedFile& file, const ImportTail* tail) {
  if (!reconcile::IsBank(file.kind) || tail == nullptr) return std::nullopt;
  const auto balance = [](std::int64_t cents, reconcile::Day day) {
    return reconcile::AccountBalance{cents, reconcile::DateOf(day)};
  };
  const reconcile::LastStatement last{static_cast<std::uint32_t>(tail->sequence),
                                      balance(tail->opening, tail->opening_day),
                                      balance(tail->closing, tail->closing_day)};
  reconcile::StatementHead head;
  head.account = file.account;
  head.sequence = static_cast<std::uint32_t>(file.totals.first_sequence);
  head.opening = balance(file.totals.opening, file.totals.from);
  return reconcile::CheckHead(head, file.account, last);
}

bool IsTailAsChecked(const ImportTail* tail, const CheckedLines& lines) {
  if (tail == nullptr) return lines.after.empty();
  return tail->file == lines.after && tail->changes == lines.changes;
}

// What the provider kept is our cost; what it paid out is on its way to our bank account.
void PostOfGateway(const ImportedFile& file, const std::string& actor,
                   const DecisionContext& context, Decision& decision) {
  const ledger::Account psp = BooksAccountOf(file.kind, file.account);
  const ledger::Account fees = ledger::Of(ledger::AccountKind::kFees);
  const ledger::Account bank =
      ledger::Of(ledger::AccountKind::kBank, std::string(ledger::kOurBankAccount));
  const auto post = [&](const ledger::Account& other, std::int64_t amount, const char* reason) {
    if (amount > 0) Post(other, psp, amount, ToText(file.id), reason, actor, context, decision);
    if (amount < 0) Post(psp, other, -amount, ToText(file.id), reason, actor, context, decision);
  };
  // Costs that the settings name were booked with each payment.
  const bool is_booked =
      context.costs != nullptr && payments::HasCosts(*context.costs, file.account);
  if (!is_booked) post(fees, file.fees, "fees of the gateway");
  post(bank, file.payouts, "payouts of the gateway");
}

}  // namespace

// The same bytes may be a list of another kind or account: that is another list. Whoever gives a
// list may give it the digest of one that is still to be fetched.
std::string DigestKeyOf(const ImportedFile& file) {
  return DigestText(DigestOf((file.is_fetched ? "fetched " : "") +
                             ImportTailKey(file.kind, file.account) + '\n' +
                             DigestText(file.digest)));
}

std::string ContentKeyOf(const Digest& content) { return DigestText(content); }

ImportTail TailAfter(const ImportedFile& file, const ImportTail* before) {
  const ImportTotals& totals = file.totals;
  ImportTail tail{.account = ImportTailKey(file.kind, file.account),
                  .file = file.id,
                  .sequence = totals.last_sequence,
                  .opening = totals.opening,
                  .closing = totals.closing,
                  .opening_day = totals.from,
                  .closing_day = totals.to,
                  .first_day = totals.from,
                  .changes = 0};
  if (before == nullptr) return tail;
  tail.first_day = std::min(tail.first_day, before->first_day);
  tail.changes = before->changes;
  return tail;
}

std::string ImportTailKey(SourceKind kind, const std::string& account) {
  return std::string(reconcile::IsBank(kind) ? "bank" : reconcile::Name(kind)) + ":" + account;
}

ledger::Account BooksAccountOf(SourceKind kind, const std::string& account) {
  switch (kind) {
    case SourceKind::kCoda:
    case SourceKind::kCamt053:
      return ledger::Of(ledger::AccountKind::kBank, std::string(ledger::kOurBankAccount));
    case SourceKind::kGateway:
      return ledger::Of(ledger::AccountKind::kPsp, account);
    case SourceKind::kDeliveries:
      return ledger::Of(ledger::AccountKind::kPayable, account);
    case SourceKind::kTillCounts:
      return ledger::Of(ledger::AccountKind::kCash, account);
  }
  CHECK(false, "a list is of one of the listed kinds");
}

std::string PostingText(const ledger::Account& from, const ledger::Account& to,
                        std::int64_t amount) {
  return "debit " + ledger::Name(from) + " credit " + ledger::Name(to) +
         " amount=" + std::to_string(amount);
}

ReconcilePostingId Post(ledger::Account from, ledger::Account to, std::int64_t amount,
                        std::string subject, std::string reason, std::string actor,
                        const DecisionContext& context, Decision& decision) {
  ReconcilePosting posting{ReconcilePostingId(context.ids.Next(context.now)),
                           std::move(from),
                           std::move(to),
                           amount,
                           std::move(subject),
                           std::move(reason),
                           std::move(actor),
                           context.now};
  const ReconcilePostingId id = posting.id;
  decision.entries.push_back({CauseOf(id), 1, {}, TransfersOf(posting)});
  decision.audit.push_back({context.now, posting.actor, "reconcile.post", posting.subject,
                            ToText(id) + " " +
                                PostingText(posting.from, posting.to, posting.amount) + " " +
                                posting.reason});
  decision.rows.Put(std::move(posting));
  return id;
}

std::unique_ptr<BeginImport> BeginImport::Check(ImportedFile file) {
  if (!IsPossible(file)) return nullptr;
  return std::unique_ptr<BeginImport>(new BeginImport(std::move(file)));
}

void BeginImport::AddNeeds(Needs& needs) const {
  needs.Put<ImportedDigest>(DigestKeyOf(file_));
  needs.Put<ImportTail>(ImportTailKey(file_.kind, file_.account));
  needs.audit = true;
  AddNeedsOfActor(file_.actor, needs);
}

DecisionOf<BeginImportResult> BeginImport::Decide(const ReadSet& read_set,
                                                  const DecisionContext& context) const {
  if (!ActorMay(file_.actor, access::kMayReconcile, read_set))
    return BeginImportResult{BeginImportOutcome::kActorMayNot};
  const std::string digest = DigestKeyOf(file_);
  if (const auto* const known = read_set.Find<ImportedDigest>(digest))
    return BeginImportResult{BeginImportOutcome::kKnown, known->file};
  const auto* const tail = read_set.Find<ImportTail>(ImportTailKey(file_.kind, file_.account));
  if (const auto fault = FaultOf(file_, tail))
    return BeginImportResult{BeginImportOutcome::kFault, {}, fault};
  ImportedFile file = file_;
  file.id = ImportId(context.ids.Next(context.now));
  file.begun_at = context.now;
  file.matched = kNotCompared;
  DecisionOf<BeginImportResult> decision(
      BeginImportResult{BeginImportOutcome::kBegun, file.id, std::nullopt});
  decision.audit.push_back({context.now, file.actor, "reconcile.import", ToText(file.id),
                            std::string(reconcile::Name(file.kind)) + " " + file.account +
                                " lines=" + std::to_string(file.totals.lines) + " " + file.name});
  decision.rows.Put(ImportedDigest{digest, file.id});
  decision.rows.Put(std::move(file));
  return decision;
}

std::unique_ptr<AddMovements> AddMovements::Check(ImportId file,
                                                  std::vector<ExternalMovement> movements,
                                                  std::string actor) {
  if (movements.empty() || movements.size() > kMovementsMax) return nullptr;
  std::int32_t n = movements.front().n;
  if (n < 1 || n > kImportLinesMax) return nullptr;
  for (const ExternalMovement& movement : movements) {
    if (movement.file != file || movement.n != n++) return nullptr;
    for (const std::string* const text :
         {&movement.own_id, &movement.reference, &movement.counterparty, &movement.matched}) {
      if (!IsText(*text, kMovementTextMax)) return nullptr;
    }
    for (const std::int64_t cents : {movement.cents, movement.fee}) {
      if (cents < -kMovementCentsMax || cents > kMovementCentsMax) return nullptr;
    }
  }
  return std::unique_ptr<AddMovements>(
      new AddMovements(file, std::move(movements), std::move(actor)));
}

void AddMovements::AddNeeds(Needs& needs) const {
  needs.Put<ImportedFile>(file_);
  AddNeedsOfActor(actor_, needs);
}

DecisionOf<AddMovementsResult> AddMovements::Decide(const ReadSet& read_set,
                                                    const DecisionContext& context) const {
  (void)context;
  if (!ActorMay(actor_, access::kMayReconcile, read_set))
    return AddMovementsResult{AddMovementsOutcome::kActorMayNot};
  const auto* const found = read_set.Find<ImportedFile>(file_);
  if (found == nullptr) return AddMovementsResult{AddMovementsOutcome::kNoSuchFile};
  if (IsWithdrawn(*found)) return AddMovementsResult{AddMovementsOutcome::kWithdrawn, found->taken};
  const std::int32_t last = movements_.back().n;
  if (last <= found->taken) return AddMovementsResult{AddMovementsOutcome::kAdded, found->taken};
  const bool follows = movements_.front().n <= found->taken + 1 && last <= found->totals.lines;
  if (!follows || found->completed_at.ms != 0)
    return AddMovementsResult{AddMovementsOutcome::kGap, found->taken};
  ImportedFile file = *found;
  DecisionOf<AddMovementsResult> decision(AddMovementsResult{AddMovementsOutcome::kAdded, last});
  for (const ExternalMovement& movement : movements_) {
    if (movement.n <= found->taken) continue;
    file.fees += movement.fee;
    if (movement.type == reconcile::MovementType::kFee) file.fees -= movement.cents;
    if (movement.type == reconcile::MovementType::kPayout) file.payouts -= movement.cents;
    decision.rows.Put(movement);
  }
  file.taken = last;
  decision.rows.Put(std::move(file));
  return decision;
}

std::unique_ptr<CompleteImport> CompleteImport::Check(ImportId file, SourceKind kind,
                                                      const std::string& account,
                                                      CheckedLines lines, std::string actor) {
  return std::unique_ptr<CompleteImport>(
      new CompleteImport(file, ImportTailKey(kind, account), lines, std::move(actor)));
}

void CompleteImport::AddNeeds(Needs& needs) const {
  needs.Put<ImportedFile>(file_);
  needs.Put<ImportTail>(tail_);
  needs.Put<ImportedDigest>(ContentKeyOf(lines_.content));
  needs.audit = true;
  AddNeedsOfActor(actor_, needs);
}

DecisionOf<CompleteImportResult> CompleteImport::Decide(const ReadSet& read_set,
                                                        const DecisionContext& context) const {
  if (!ActorMay(actor_, access::kMayReconcile, read_set))
    return CompleteImportResult{CompleteImportOutcome::kActorMayNot};
  const auto* const found = read_set.Find<ImportedFile>(file_);
  if (found == nullptr) return CompleteImportResult{CompleteImportOutcome::kNoSuchFile};
  if (IsWithdrawn(*found))
    return CompleteImportResult{CompleteImportOutcome::kWithdrawn, found->taken};
  if (found->completed_at.ms != 0)
    return CompleteImportResult{CompleteImportOutcome::kCompleted, found->taken};
  if (found->taken != found->totals.lines)
    return CompleteImportResult{CompleteImportOutcome::kIncomplete, found->taken};
  const auto* const tail = read_set.Find<ImportTail>(tail_);
  if (!IsTailAsChecked(tail, lines_))
    return CompleteImportResult{CompleteImportOutcome::kChanged, found->taken};
  const bool is_recognised = IsRecognisedByContent(found->kind);
  const std::string content = ContentKeyOf(lines_.content);
  if (is_recognised && read_set.Find<ImportedDigest>(content) != nullptr) {
    return CompleteImportResult{CompleteImportOutcome::kFault, found->taken,
                                StatementFault::kDuplicate};
  }
  if (const auto fault = FaultOf(*found, tail))
    return CompleteImportResult{CompleteImportOutcome::kFault, found->taken, fault};
  DecisionOf<CompleteImportResult> decision(
      CompleteImportResult{CompleteImportOutcome::kCompleted, found->taken, std::nullopt});
  ImportedFile file = *found;
  file.completed_at = context.now;
  decision.audit.push_back({context.now, actor_, "reconcile.complete", ToText(file.id),
                            "lines=" + std::to_string(file.taken)});
  if (file.kind == SourceKind::kGateway) {
    file.fees = lines_.fees;
    file.payouts = lines_.payouts;
    PostOfGateway(file, actor_, context, decision);
  }
  if (is_recognised) decision.rows.Put(ImportedDigest{content, file.id});
  decision.rows.Put(TailAfter(file, tail));
  decision.rows.Put(std::move(file));
  return decision;
}

}  // namespace herlaad::engine
