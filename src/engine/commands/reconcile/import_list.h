// Imports a list of others: begun once for each file, its lines added in their order, and completed
// when all are there; nothing of it counts before. Interrupted at any point, the same file is
// resumed where it stopped. Audited. Taken back by withdraw_import.h. See docs/reconciliation.md.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/reconcile/statement_checks.h"
#include "engine/commands/command.h"

namespace herlaad::engine {

// The key of its ImportedDigest. A list that we fetched ourselves is never the same as a given one.
std::string DigestKeyOf(const ImportedFile& file);
// The same for what its lines are as a whole: see CheckedLines.
std::string ContentKeyOf(const Digest& content);
// The tail of its account with the list as the last one; `before`: without it, nullptr for none.
ImportTail TailAfter(const ImportedFile& file, const ImportTail* before);
// "bank:BE68…" for both formats of statements, "gateway:stripe": the key of the account's tail.
std::string ImportTailKey(reconcile::SourceKind kind, const std::string& account);
// The account of our books that the lists of this kind are about: psp:stripe, bank:own. Of tills
// each line has its own: CHECKs that it is not that kind.
ledger::Account BooksAccountOf(reconcile::SourceKind kind, const std::string& account);

// ImportedFile::matched of a list that was not compared to its end yet.
inline constexpr std::int32_t kNotCompared = -1;
// Complete and compared: nothing is left to do. A list that is complete alone is compared when the
// same import is repeated.
inline bool IsReconciled(const ImportedFile& file) {
  return file.completed_at.ms != 0 && file.matched != kNotCompared;
}

enum class BeginImportOutcome : std::uint8_t {
  kBegun = 1,
  kKnown = 2,  // the same digest, kind and account, complete or not: see its row
  kFault = 3,  // does not follow the last list of the account
  kActorMayNot = 4,
};

struct BeginImportResult {
  BeginImportOutcome outcome = BeginImportOutcome::kBegun;
  ImportId file = {};                                   // kBegun, kKnown
  std::optional<reconcile::StatementFault> fault = {};  // kFault
};

class BeginImport final : public CommandOf<BeginImportResult> {
 public:
  // Nullptr when the totals cannot be: days out of order, lines not 1 to kImportLinesMax (0 with
  // statements and gateways), an account or name that is empty, too long or not on one line. `file`
  // has kind, account, name, digest, totals and actor; the rest is filled in.
  static std::unique_ptr<BeginImport> Check(ImportedFile file);
  [[nodiscard]] std::string_view Kind() const override { return "begin_import"; }
  void AddNeeds(Needs& needs) const override;
  [[nodiscard]] DecisionOf<BeginImportResult> Decide(const ReadSet& read_set,
                                                     const DecisionContext& context) const override;

 private:
  explicit BeginImport(ImportedFile file) : file_(std::move(file)) {}
  ImportedFile file_;
};

enum class AddMovementsOutcome : std::uint8_t {
  kAdded = 1,  // or were there already
  kNoSuchFile = 2,
  kGap = 3,  // lines before these are missing: see `taken`
  kActorMayNot = 4,
  kWithdrawn = 5,  // the list was
};

struct AddMovementsResult {
  AddMovementsOutcome outcome = AddMovementsOutcome::kAdded;
  std::int32_t taken = 0;  // lines that are there now
};

inline constexpr std::size_t kMovementsMax = 500;  // of one command

class AddMovements final : public CommandOf<AddMovementsResult> {
 public:
  // Nullptr when there are none or more than kMovementsMax, their numbers do not follow each other,
  // a text is too long or not on one line, or an amount is beyond kMovementCentsMax. `movements`:
  // of `file`, in the order of `n`.
  static std::unique_ptr<AddMovements> Check(ImportId file, std::vector<ExternalMovement> movements,
                                             std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "add_movements"; }
  void AddNeeds(Needs& needs) const override;
  // Lines that are there already are skipped: a repeat changes nothing.
  [[nodiscard]] DecisionOf<AddMovementsResult> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  AddMovements(ImportId file, std::vector<ExternalMovement> movements, std::string actor)
      : file_(file), movements_(std::move(movements)), actor_(std::move(actor)) {}
  ImportId file_;
  std::vector<ExternalMovement> movements_;
  std::string actor_;
};

inline constexpr std::int64_t kMovementCentsMax = 10'000'000'000;  // of a line, and of its fee
inline constexpr std::int64_t kGatewayCentsMax = 1'000'000'000;    // of a line of a gateway

// What the lines of a list are as a whole: see engine/reconcile/list_content.h.
struct CheckedLines {
  // Of a gateway, in cents: what no list before has, to be booked now.
  std::int64_t fees = 0;
  std::int64_t payouts = 0;
  // Of all lines, whatever file they came in. A list whose content is complete already is a
  // duplicate, except of gateways, whose bookings are recognised one by one, and of tills, which
  // may be counted again with the same result.
  Digest content = {};
  ImportId after = {};  // the last complete list of the account when they were read; empty: none
  std::int32_t changes = 0;  // as in its tail then
};

enum class CompleteImportOutcome : std::uint8_t {
  kCompleted = 1,  // or was before
  kNoSuchFile = 2,
  kIncomplete = 3,  // lines are missing: see `taken`
  kFault = 4,       // another list of the account was completed meanwhile
  kActorMayNot = 5,
  kChanged = 6,  // another list of the account was completed or withdrawn since they were checked
  kWithdrawn = 7,
};

struct CompleteImportResult {
  CompleteImportOutcome outcome = CompleteImportOutcome::kCompleted;
  std::int32_t taken = 0;
  std::optional<reconcile::StatementFault> fault = {};
};

class CompleteImport final : public CommandOf<CompleteImportResult> {
 public:
  // `kind` and `account`: as read before; they never change.
  static std::unique_ptr<CompleteImport> Check(ImportId file, reconcile::SourceKind kind,
                                               const std::string& account, CheckedLines lines,
                                               std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "complete_import"; }
  void AddNeeds(Needs& needs) const override;
  // Posts what a payment provider kept and paid out, once.
  [[nodiscard]] DecisionOf<CompleteImportResult> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  CompleteImport(ImportId file, std::string tail, CheckedLines lines, std::string actor)
      : file_(file), tail_(std::move(tail)), lines_(lines), actor_(std::move(actor)) {}
  ImportId file_;
  std::string tail_;
  CheckedLines lines_;
  std::string actor_;
};

// As the audit trail has it: "debit bank:own credit psp:stripe amount=5788". `from` is debited:
// what others hold for us grows by that, what we owe shrinks.
std::string PostingText(const ledger::Account& from, const ledger::Account& to,
                        std::int64_t amount);
// Adds a posting with its entry, audited.
ReconcilePostingId Post(ledger::Account from, ledger::Account to, std::int64_t amount,
                        std::string subject, std::string reason, std::string actor,
                        const DecisionContext& context, Decision& decision);

}  // namespace herlaad::engine
