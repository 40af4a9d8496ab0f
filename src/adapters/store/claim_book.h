// ClaimBook: the stored claims and the index over them. Claims are numbered in the order in which
// they are stored; about 1,024 of them are a generation, and when one is full its fingerprints are
// stored in one row, in the same commit. So the index is rebuilt at start from few large rows and
// the claims of the last, unfinished generation.
#pragma once

#include <vector>

#include "adapters/store/claim_index.h"
#include "adapters/store/driver.h"
#include "base/core/id.h"
#include "base/core/instant.h"
#include "engine/ports/workspace.h"

namespace herlaad::store {

class ClaimBook {
 public:
  explicit ClaimBook(Home home) : home_(home) {}

  // Reads everything anew.
  DbStatus Open(Database& database);
  // Learns what others stored since. Within a transaction.
  DbStatus CatchUp(Database& database);

  // Puts into `workspace` the claims there are under `keys`.
  DbStatus Load(Database& database, const std::vector<Digest>& keys, engine::Workspace& workspace);

  // Writes new claims; they count from Committed() on, and never after RolledBack().
  DbStatus Write(Database& database, const std::vector<engine::Claim>& claims);
  void Committed();
  void RolledBack() { staged_.clear(); }

  // Deletes the oldest claims, those before `before`, at most a generation's worth, in the
  // transaction that is open; the newest claim always stays, so that numbers never repeat. How
  // many were deleted. They are forgotten from Forgotten() on.
  Result<std::int64_t, DbError> Forget(Database& database, Instant before);
  void Forgotten() { index_.ForgetBelow(forget_below_); }

  [[nodiscard]] const ClaimIndex& index() const { return index_; }

 private:
  DbStatus ReadGenerations(Database& database);
  DbStatus ReadTail(Database& database);
  void Remember(Fingerprint fingerprint);
  void FillUpTo(std::int64_t claim);

  Home home_;
  ClaimIndex index_;
  std::int64_t next_ = 0;            // the number of the next claim
  std::vector<Fingerprint> tail_;    // of the unfinished generation: next_ % kGenerationClaims
  std::vector<Fingerprint> staged_;  // written and not yet committed
  std::int64_t forget_below_ = 0;
  RowBatch rows_;
  RowBatch sealed_;
  std::vector<std::int64_t> candidates_;
};

}  // namespace herlaad::store
