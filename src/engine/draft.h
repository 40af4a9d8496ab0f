// Draft: a batch's write set while it is being decided. Applying a decision changes the workspace,
// so that later decisions see it, and remembers each changed row once.
#pragma once

#include <map>
#include <set>

#include "engine/kinds/command.h"

namespace herlaad::engine {

class Draft {
 public:
  explicit Draft(Workspace& workspace) : workspace_(workspace) {}

  // False, and nothing applied, when a ledger balance would leave 64 bits.
  [[nodiscard]] bool Apply(Decision&& decision, Instant now);

  // The rows to write, sorted by key. Ends the draft.
  [[nodiscard]] WriteSet Finish();

 private:
  void ApplyOrder(Decision& decision, Instant now);
  [[nodiscard]] bool ApplyBalances(const ledger::Transfers& transfers);

  // A changed order as it was before the batch; for a new one there is nothing to remember.
  struct Before {
    bool is_new = false;
    std::optional<orders::State> state;
    std::optional<orders::Effect> effect;
    Noticeable noticeable;
  };
  void FinishOrder(const Before& before, const OrderRecord& record);

  Workspace& workspace_;
  std::map<OrderId, Before> orders_;
  std::set<Msisdn> numbers_;
  Instant now_{};  // of what was applied last
  WriteSet writes_;
};

}  // namespace herlaad::engine
