// SharedClaims: the claims of a database in which several nodes write at once. The database itself
// decides who was first: a claim's key is unique within its generation, and there is one open
// generation at a time. When a node has put many claims into it, it closes it: it waits until
// nobody is writing into it, stores all its fingerprints in one row, and with that the next one is
// open. So a key is looked for in memory in the generations that are closed, and a node that has
// not heard of a claim in the open one is told by the database, and then looks there too.
// docs/adr/0006.
#pragma once

#include <unordered_set>

#include "adapters/store/claim_index.h"
#include "adapters/store/claims.h"

namespace herlaad::store {

class SharedClaims final : public Claims {
 public:
  explicit SharedClaims(Home home) : home_(home) {}

  DbStatus Open(Database& database) override;
  DbStatus Prepare(Database& database) override;
  DbStatus Begin(Database& database) override;
  DbStatus Load(Database& database, const std::vector<Digest>& keys,
                engine::Workspace& workspace) override;
  DbStatus Write(Database& database, const std::vector<engine::Claim>& claims) override;
  void Committed() override;
  void RolledBack() override;
  void Uncertain() override { RolledBack(); }
  Result<std::int64_t, DbError> Forget(Database& database, Instant before) override;
  void Forgotten() override;

 private:
  DbStatus Close(Database& database);
  DbStatus CatchUp(Database& database, std::int64_t open);
  Result<std::vector<Fingerprint>, DbError> ReadGeneration(Database& database,
                                                           std::int64_t generation);

  Home home_;
  ClaimIndex index_;                       // fingerprint to generation, of those that are closed
  std::int64_t open_ = 0;                  // the generation that is open
  std::unordered_set<Fingerprint> known_;  // those we know of in the open one
  std::int64_t ours_ = 0;                  // of them stored by us
  std::vector<Fingerprint> staged_;        // written and not yet committed
  bool look_closely_ = false;              // somebody else may have been faster
  std::int64_t oldest_ = 0;                // generation
  RowBatch rows_;
};

}  // namespace herlaad::store
