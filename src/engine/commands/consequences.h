// What follows from a decision, whatever command made it: added to it before it is checked and
// applied, so that it is committed with what it follows from, or not at all. A line each in
// AddConsequences.
#pragma once

#include "engine/commands/command.h"

namespace herlaad::engine {

void AddConsequences(const ReadSet& read_set, const DecisionContext& context, Decision& decision);

// A float that falls from its warning level or above to below it: one message of kind kFloatLow. As
// it says what can be spent, what is reserved counts as gone. The next one is not before the float
// was at the level or above again.
void WarnOfLowFloats(const ReadSet& read_set, const DecisionContext& context, Decision& decision);

}  // namespace herlaad::engine
