// Records what a comparison found: new differences, those that are gone, and what lines matched.
// The same again changes nothing; what was posted stays, and what was only proposed is gone with
// its difference. Nothing is recorded of a comparison that is overtaken: of a list that was
// withdrawn meanwhile, or of a payment that another line has got meanwhile.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/commands/command.h"

namespace herlaad::engine {

// The id of a difference: its day, so that those of a day stand together, and a digest of what
// differs.
DifferenceId DifferenceIdOf(const Difference& difference);
// The smallest id of a difference of that day.
DifferenceId FirstDifferenceOf(reconcile::Day day);

// Whether it is open or proposed.
bool IsWaiting(const Difference& difference);
// The same, settled. What was only proposed is nothing any more: nobody can confirm it.
Difference SettledNow(Difference difference, Instant now);

struct MatchedLine {
  std::int32_t n = 0;
  std::string ours;  // what our books have
};

struct Findings {
  ImportId file = {};                     // of `matched`
  std::vector<Difference> found = {};     // with ids
  std::vector<DifferenceId> gone = {};    // open or proposed before, and not found any more
  std::vector<MatchedLine> matched = {};  // of lines that said something else before
  std::int32_t matched_in_file = -1;      // below 0: not counted yet
};
inline constexpr std::size_t kFindingsMax = 500;  // of each list

enum class RecordDifferencesOutcome : std::uint8_t {
  kRecorded = 1,
  kActorMayNot = 2,
  kStale = 3,  // overtaken: compare again
};

// Whether a line that matched this was recorded as, or found to be, a payment into a float.
bool IsFloatPayment(std::string_view matched);

class RecordDifferences final : public CommandOf<RecordDifferencesOutcome> {
 public:
  // Nullptr when a list is longer than kFindingsMax.
  static std::unique_ptr<RecordDifferences> Check(Findings findings, std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "record_differences"; }
  void AddNeeds(Needs& needs) const override;
  [[nodiscard]] DecisionOf<RecordDifferencesOutcome> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  RecordDifferences(Findings findings, std::string actor)
      : findings_(std::move(findings)), actor_(std::move(actor)) {}
  [[nodiscard]] bool IsStale(const ReadSet& read_set) const;
  void PutDifferences(const ReadSet& read_set, const DecisionContext& context,
                      Decision& decision) const;
  void PutMatched(const ReadSet& read_set, Decision& decision) const;
  Findings findings_;
  std::string actor_;
};

}  // namespace herlaad::engine
