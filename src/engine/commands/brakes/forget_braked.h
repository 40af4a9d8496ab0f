// Deletes what fraud brakes no longer need: counters that count nothing, blocks that are over, and
// traces and stops after kBrakeTraceKept.
#pragma once

#include <memory>
#include <vector>

#include "engine/commands/command.h"

namespace herlaad::engine {

inline constexpr std::size_t kForgottenMax = 100;  // rows of one command
// A block that is over is listed for a while.
inline constexpr Millis kBlockKept{30LL * 86'400'000};

bool IsForgotten(const brakes::Counter& counter, Instant now);
bool IsForgotten(const brakes::Block& block, Instant now);
bool IsForgotten(const BrakeTrace& trace, Instant now);
bool IsForgotten(const BrakeStop& stop, Instant now);

using BrakedRows = RowTypes<brakes::Counter, brakes::Block, BrakeTrace, BrakeStop>;

class ForgetBraked final : public CommandOf<std::int64_t> {
 public:
  // At most kForgottenMax keys. Rows that are still needed when it is decided stay. The result is
  // the number of rows deleted; a repeat deletes none.
  static std::unique_ptr<ForgetBraked> Check(KeyLists<BrakedRows> keys);

  [[nodiscard]] std::string_view Kind() const override { return "forget_braked"; }
  void AddNeeds(Needs& needs) const override;
  [[nodiscard]] DecisionOf<std::int64_t> Decide(const ReadSet& read_set,
                                                const DecisionContext& context) const override;

 private:
  explicit ForgetBraked(KeyLists<BrakedRows> keys) : keys_(std::move(keys)) {}

  KeyLists<BrakedRows> keys_;
};

}  // namespace herlaad::engine
