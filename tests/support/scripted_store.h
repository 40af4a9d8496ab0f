// ScriptedStore: the store in memory with scripted faults, for tests with threads.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <mutex>

#include "adapters/store/memory_store.h"

namespace herlaad::testing {

class ScriptedStore final : public store::MemoryStore {
 public:
  // The results of the next commits; kCommitted once used up. `unknown_keeps` says whether a
  // kUnknown is stored.
  std::deque<engine::CommitResult> next_commits;
  bool unknown_keeps = false;
  // The results of the next ConfirmReads.
  std::deque<engine::CommitResult> next_confirms;
  // The kinds of error of the next loads.
  std::deque<engine::StoreError::Kind> next_loads;
  // A batch that writes to this number is rejected, as by a constraint.
  std::optional<Msisdn> poison;
  // While set, orders cannot be read.
  std::atomic<bool> reads_fail = false;
  // Called before an order is read; a test may block in it.
  std::function<void()> before_reading;
  std::atomic<int> commits = 0;
  std::atomic<int> key_reads = 0;
  std::function<void()> after_commit;
  // Called after a commit; a test may block in it, or fail.
  std::function<bool()> make_durable;

  using MemoryStore::Put;
  void Put(orders::Order order);  // replaces one with its id; no outbox message is due for it
  // As next_loads and make_durable, while an engine is using the store.
  void FailLoads(std::size_t count);
  void HoldCommits(std::function<void()> wait);

  Status<engine::StoreError> Load(const engine::Needs& needs, engine::ReadSet& read_set) override;
  engine::CommitResult Commit(const engine::WriteSet& writes) override;
  [[nodiscard]] bool MakeDurable() override { return !make_durable || make_durable(); }
  engine::CommitResult ConfirmReads() override;
  [[nodiscard]] std::string LastProblem() const override { return "scripted"; }
  Result<std::optional<engine::OrderRecord>, engine::StoreError> FindOrder(OrderId id) override;
  Result<std::optional<engine::OrderTrail>, engine::StoreError> FindTrail(OrderId id) override;
  Result<std::optional<engine::ApiKey>, engine::StoreError> FindKey(const Digest& secret) override;

 private:
  std::mutex mutex_;  // of the scripts, which the engine's thread reads
};

}  // namespace herlaad::testing
