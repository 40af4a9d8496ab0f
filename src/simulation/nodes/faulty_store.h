// FaultyStore: a process's store with injected faults: conflicts, a full disk, a COMMIT without an
// answer, and the death of the process before or after it.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "engine/ports/store.h"
#include "simulation/stage.h"

namespace herlaad::simulation {

class FaultyStore final : public engine::Store {
 public:
  // Called with what became durable, before any client is answered.
  using Committed = std::function<void(const engine::WriteSet& writes)>;

  FaultyStore(Stage& stage, std::shared_ptr<engine::Store> store, bool syncs_apart,
              Committed committed)
      : stage_(stage),
        store_(std::move(store)),
        syncs_apart_(syncs_apart),
        committed_(std::move(committed)) {}

  Status<engine::StoreError> Load(const engine::Needs& needs, engine::ReadSet& read_set) override;
  engine::CommitResult Commit(const engine::WriteSet& writes) override;
  [[nodiscard]] bool MakeDurable() override;
  // Its process died; the first `kept` of the commits that were not durable survive.
  void EndWith(std::size_t kept);
  // Number of commits that are not durable yet.
  [[nodiscard]] std::size_t not_durable() const { return not_durable_.size(); }
  void Abandon() override { store_->Abandon(); }
  Result<bool, engine::StoreError> ForgetIdempotencyRecords(Instant now) override {
    return store_->ForgetIdempotencyRecords(now);
  }

 private:
  engine::CommitResult Lose(engine::CommitResult result);

  Stage& stage_;
  std::shared_ptr<engine::Store> store_;
  bool syncs_apart_;
  Committed committed_;
  std::vector<engine::WriteSet> not_durable_;
};

}  // namespace herlaad::simulation
