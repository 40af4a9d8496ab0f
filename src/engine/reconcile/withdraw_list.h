// Takes an imported list back: see commands/reconcile/withdraw_import.h. Its open differences are
// settled, and the days around it are compared again without it, on every account whose lines it
// had to do with. Blocks: for a thread that may. Interrupted at any point, it is done again with
// the same result.
#pragma once

#include <string>

#include "engine/reconcile/reconcile.h"

namespace herlaad::engine {

struct WithdrawResult {
  bool is_new = false;       // it was withdrawn now, and not before
  std::int64_t settled = 0;  // its differences that were open
  std::int64_t open = 0;     // differences of the days around it, on these accounts
  std::int64_t fresh = 0;    // of these, those that were not there before
};

// Refused, with a sentence that says why: where a difference of the list was mended by a posting,
// where a line of it was paid into a float, where later statements continue it, and where a later
// list of the gateway has fees or payouts that were booked because of it. A list that is not
// complete can always be withdrawn. A repeat changes nothing. `reason`: as WithdrawImport has it.
Result<WithdrawResult, ReconcileFailure> WithdrawList(Engine& engine, Queries& queries,
                                                      ImportId file, const std::string& reason,
                                                      const std::string& actor,
                                                      const CompareLimits& limits = {});

}  // namespace herlaad::engine
