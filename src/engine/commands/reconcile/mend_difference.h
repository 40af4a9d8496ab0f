// Mends a difference: posts its amount between the account it is about and another one, with a
// reason and the name of a person; or closes it with a reason alone, where nothing is to be posted.
// Above a limit a second person does the same act, which confirms it; with another account it is a
// new proposal, which again needs somebody else. Entries are never changed. Audited.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/commands/command.h"

namespace herlaad::engine {

// Where the difference of a mend may go.
bool MayMendWith(const ledger::Account& account);
// The account of our books that a difference is about.
ledger::Account BooksAccountOf(const Difference& difference);
// From whom to whom the difference would be posted, with the other account; the amount is above
// zero. Nothing if both sides have the same amount.
struct MendTransfer {
  ledger::Account from;
  ledger::Account to;
  std::int64_t amount = 0;
};
std::optional<MendTransfer> TransferOf(const Difference& difference, const ledger::Account& other);

enum class MendOutcome : std::uint8_t {
  kMended = 1,
  kProposed = 2,  // a second person must do the same, with the same account
  kNoSuchDifference = 3,
  kClosed = 4,         // mended or settled before, or its list was withdrawn
  kNothingToPost = 5,  // both sides have the same amount, or it would stay in its account
  kActorMayNot = 6,
};

struct MendResult {
  MendOutcome outcome = MendOutcome::kMended;
  ReconcilePostingId posting = {};  // empty: closed without one
};

// What a mend reads besides. All of it follows from the difference's id, and so never changes.
struct MendSubject {
  DifferenceId difference;
  std::string lists;    // ImportTailKey of its account
  ImportId file;        // with its line; empty: none
  DifferenceId undone;  // of a reversal: the mended difference that it posts back; empty: none
};

class MendDifference final : public CommandOf<MendResult> {
 public:
  // Nullptr when the reason is empty, longer than kMendReasonMax or not on one line, or the account
  // is none that a difference may go to. `above`: in cents; more than that needs a second person,
  // if the actor is a member of the staff.
  static std::unique_ptr<MendDifference> Check(MendSubject subject,
                                               std::optional<ledger::Account> account,
                                               std::string reason, std::string actor,
                                               std::int64_t above);
  [[nodiscard]] std::string_view Kind() const override { return "mend_difference"; }
  [[nodiscard]] bool RefusesItsRepeat() const override { return true; }
  void AddNeeds(Needs& needs) const override;
  [[nodiscard]] DecisionOf<MendResult> Decide(const ReadSet& read_set,
                                              const DecisionContext& context) const override;

 private:
  MendDifference(MendSubject subject, std::optional<ledger::Account> account, std::string reason,
                 std::string actor, std::int64_t above)
      : subject_(std::move(subject)),
        account_(std::move(account)),
        reason_(std::move(reason)),
        actor_(std::move(actor)),
        above_(above) {}
  [[nodiscard]] bool IsSecond(const Difference& row, const Difference& before) const;
  [[nodiscard]] bool NeedsSecond(const Difference& row, const Difference& before) const;
  void PostBack(const ReadSet& read_set, Instant now, Decision& decision) const;
  void NoteInLists(const ReadSet& read_set, Decision& decision) const;
  MendSubject subject_;
  std::optional<ledger::Account> account_;
  std::string reason_;
  std::string actor_;
  std::int64_t above_;
};

}  // namespace herlaad::engine
