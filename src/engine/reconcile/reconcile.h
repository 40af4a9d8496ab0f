// What follows a complete list: it is compared with our books, transfers that name a client are
// paid into its float, and what was found is recorded, piece by piece. Blocks: for a thread that
// may. Interrupted at any point, it is done again with the same result.
#pragma once

#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/reconcile/compare_lists.h"

namespace herlaad::engine {

struct ReconcileResult {
  std::int64_t compared = 0;
  std::int64_t matched = 0;
  std::int64_t open = 0;   // differences of the days around the list
  std::int64_t fresh = 0;  // of these, those that were not there before
  std::int64_t floats_paid = 0;
};

// Why there is none.
struct ReconcileFailure {
  bool may_not = false;  // the actor is not allowed, or not any more
  std::string text;
  bool is_unavailable = false;  // the store: the same may be done again
};

// Completes a list whose lines are all there and are those that it announced: see list_content.h.
// What a payment provider kept and paid out is posted then, once. Done before: nothing happens.
Status<ReconcileFailure> CompleteList(Engine& engine, Queries& queries, const ImportedFile& file,
                                      const std::string& actor);

// Of a withdrawn list a failure. `actor` pays into floats and records. A transfer that cannot be
// paid into its float, as when the client is gone, becomes a difference.
Result<ReconcileResult, ReconcileFailure> Reconcile(Engine& engine, Queries& queries, ImportId file,
                                                    const std::string& actor,
                                                    const CompareLimits& limits = {});

// Compares the lists of the account of `days` around its days. `days` need not be a list that
// counts: as after it was withdrawn. Nothing is recorded of it then.
Result<ReconcileResult, ReconcileFailure> CompareDays(Engine& engine, Queries& queries,
                                                      const ImportedFile& days,
                                                      const std::string& actor,
                                                      const CompareLimits& limits = {});

// Imports a list that is at hand as a whole, and reconciles it. `file` as BeginImport has it. A
// list that was completed, but not compared to its end, is compared now. One that was not completed
// is gone on with; if it is another one by now, the part that is there is withdrawn, and the list
// begun again.
struct ImportedNow {
  ImportId file;
  bool known = false;  // it was compared already; nothing was done
  ReconcileResult result;
};
Result<ImportedNow, ReconcileFailure> ImportList(Engine& engine, Queries& queries,
                                                 const ImportedFile& file,
                                                 std::vector<ExternalMovement> lines);

}  // namespace herlaad::engine
