// Tests whether the store can be written, by writing a setting with the time of the test.
#pragma once

#include "engine/commands/command.h"

namespace herlaad::engine {

inline constexpr std::string_view kStoreCheckedSetting = "store_checked_ms";

// Submitted by the engine itself during an outage. Not audited, because no person requested it.
class CheckStore final : public CommandOf<Nothing> {
 public:
  [[nodiscard]] std::string_view Kind() const override { return "check_store"; }
  void AddNeeds(Needs&) const override {}
  [[nodiscard]] DecisionOf<Nothing> Decide(const ReadSet& read_set,
                                           const DecisionContext& context) const override;
};

}  // namespace herlaad::engine
