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

  Workspace& workspace_;
  std::map<OrderId, bool> orders_;  // changed ones; true: new in this batch
  std::set<Msisdn> numbers_;
  std::map<OrderId, orders::Effect> effects_before_;  // as stored, of changed orders that had one
  WriteSet writes_;
};

}  // namespace herlaad::engine
