// What becomes of a mended difference that is gone: as when a line that was missing comes after
// all, or a transfer that was posted to costs is paid into a float. Entries are never changed, so
// what was posted to mend it is a difference of its own, which is open until it is posted back.
#pragma once

#include "engine/commands/reconcile/mend_difference.h"
#include "engine/ports/queries.h"
#include "engine/ports/reconciliation.h"

namespace herlaad::engine {

// Whether something was posted to mend it, which is wrong once the difference is not found any
// more.
bool NeedsReversal(const Difference& mended);
// The difference that asks for it, with its id: of the day of the mended one, with the amount that
// was posted as ours. Its reason says what to do. The same again is the same.
Difference ReversalOf(const Difference& mended);
bool IsReversal(const Difference& difference);
// What a mend of the difference reads besides. Of one that does not exist: itself alone.
Result<MendSubject, StoreError> ReadMendSubject(Queries& queries, DifferenceId id);

}  // namespace herlaad::engine
