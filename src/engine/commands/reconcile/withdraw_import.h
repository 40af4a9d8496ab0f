// Takes a list back that was imported by mistake. Nothing of it counts any more, what was booked
// because of it is posted back, and the same list can be imported again as a new one. Its row and
// its lines stay, with who withdrew it, when and why. Audited. Whoever submits it has looked
// whether something else stands on the list: see engine/reconcile/withdraw_list.h.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/commands/command.h"

namespace herlaad::engine {

enum class WithdrawImportOutcome : std::uint8_t {
  kWithdrawn = 1,  // or was before, by whomever
  kNoSuchFile = 2,
  kFloatPaid = 3,  // lines of it were paid into floats
  kChanged = 4,    // the list or the tail of its account is not as it was checked
  kActorMayNot = 5,
};

struct WithdrawImportResult {
  WithdrawImportOutcome outcome = WithdrawImportOutcome::kWithdrawn;
  bool is_new = false;  // it was withdrawn now
};

// A list as it was read and checked.
struct CheckedWithdrawal {
  ImportedFile file;
  // Of a complete list only.
  Digest content = {};                          // of its lines, as CheckedLines has it
  std::optional<ImportTail> tail = {};          // of its account
  std::optional<ImportTail> left = {};          // without the list; nothing: no list is left
  std::vector<ReconcilePosting> postings = {};  // all that were made because of it
};

class WithdrawImport final : public CommandOf<WithdrawImportResult> {
 public:
  // Nullptr when the reason is empty, longer than kMendReasonMax or not on one line, or a posting
  // is of another list.
  static std::unique_ptr<WithdrawImport> Check(CheckedWithdrawal checked, std::string reason,
                                               std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "withdraw_import"; }
  void AddNeeds(Needs& needs) const override;
  [[nodiscard]] DecisionOf<WithdrawImportResult> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  WithdrawImport(CheckedWithdrawal checked, std::string reason, std::string actor)
      : checked_(std::move(checked)), reason_(std::move(reason)), actor_(std::move(actor)) {}
  [[nodiscard]] bool IsAsChecked(const ReadSet& read_set, const ImportedFile& file) const;
  void Forget(const ReadSet& read_set, Decision& decision) const;
  void TakeBack(const DecisionContext& context, Decision& decision) const;
  CheckedWithdrawal checked_;
  std::string reason_;
  std::string actor_;
};

// What follows for a part of a withdrawn list: its open differences are settled, with a reason that
// names the list, and the payments that its lines had are free for other lines.
struct WithdrawnPart {
  ImportId file = {};
  std::vector<DifferenceId> differences = {};
  std::vector<std::string> bookings = {};  // as in BookedLine
};
inline constexpr std::size_t kWithdrawnPartMax = 500;  // of each

enum class SettleWithdrawnOutcome : std::uint8_t {
  kSettled = 1,
  kNotWithdrawn = 2,  // or there is no such list
  kActorMayNot = 3,
};

struct SettleWithdrawnResult {
  SettleWithdrawnOutcome outcome = SettleWithdrawnOutcome::kSettled;
  std::int64_t settled = 0;  // differences, now
};

class SettleWithdrawn final : public CommandOf<SettleWithdrawnResult> {
 public:
  // Nullptr when a list is longer than kWithdrawnPartMax.
  static std::unique_ptr<SettleWithdrawn> Check(WithdrawnPart part, std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "settle_withdrawn"; }
  void AddNeeds(Needs& needs) const override;
  // Only what is of that list: the rest of the part stays as it is, and a repeat changes nothing.
  [[nodiscard]] DecisionOf<SettleWithdrawnResult> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  SettleWithdrawn(WithdrawnPart part, std::string actor)
      : part_(std::move(part)), actor_(std::move(actor)) {}
  WithdrawnPart part_;
  std::string actor_;
};

}  // namespace herlaad::engine
