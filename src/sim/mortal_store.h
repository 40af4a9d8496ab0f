// MortalStore: a process's store with all that may happen to it: others are in the way, the disk is
// full, the answer to a COMMIT is lost, the process dies before or after it.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "engine/ports/store.h"
#include "sim/stage.h"

namespace herlaad::sim {

class MortalStore final : public engine::Store {
 public:
  // Told what became durable, before anybody else knows.
  using Committed = std::function<void(const engine::WriteSet& writes)>;

  MortalStore(Stage& stage, std::shared_ptr<engine::Store> store, bool syncs_apart,
              Committed committed)
      : stage_(stage),
        store_(std::move(store)),
        syncs_apart_(syncs_apart),
        committed_(std::move(committed)) {}

  Status<engine::StoreError> Load(const engine::Needs& needs,
                                  engine::Workspace& workspace) override;
  engine::CommitResult Commit(const engine::WriteSet& writes) override;
  [[nodiscard]] bool MakeDurable() override;
  // Its process is dead; of its commits that nobody had made durable the first `kept` are there.
  void EndWith(std::size_t kept);
  // How many these are.
  [[nodiscard]] std::size_t unkept() const { return unkept_.size(); }
  void Abandon() override { store_->Abandon(); }
  Result<bool, engine::StoreError> ForgetClaims(Instant now) override {
    return store_->ForgetClaims(now);
  }

 private:
  engine::CommitResult Lose(engine::CommitResult result);

  Stage& stage_;
  std::shared_ptr<engine::Store> store_;
  bool syncs_apart_;
  Committed committed_;
  std::vector<engine::WriteSet> unkept_;
};

}  // namespace herlaad::sim
