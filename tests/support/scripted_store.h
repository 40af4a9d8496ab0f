// ScriptedStore: the store in memory with scripted faults, for tests with threads.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <mutex>

#include "adapters/store/memory_store.h"

namespace herlaad::testing {

class ScriptedStore final
    : public engine::Store,
      public engine::ReadRowsThrough<ScriptedStore, engine::Queries, engine::PlainRows> {
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

  void Put(orders::Subscriber number);
  void Put(orders::Order order);  // replaces one with its id; no outbox message is due for it
  // As next_loads and make_durable, while an engine is using the store.
  void FailLoads(std::size_t count);
  void HoldCommits(std::function<void()> wait);

  // Store
  Status<engine::StoreError> Load(const engine::Needs& needs, engine::ReadSet& read_set) override;
  engine::CommitResult Commit(const engine::WriteSet& writes) override;
  [[nodiscard]] bool MakeDurable() override { return !make_durable || make_durable(); }
  void Abandon() override {}
  engine::CommitResult ConfirmReads() override;
  [[nodiscard]] std::string LastProblem() const override { return "scripted"; }
  Result<bool, engine::StoreError> ForgetIdempotencyRecords(Instant now) override;

  // Queries
  Result<std::optional<engine::OrderRecord>, engine::StoreError> FindOrder(OrderId id) override;
  Result<std::optional<engine::OrderTrail>, engine::StoreError> FindTrail(OrderId id) override;
  Result<engine::OrderPage, engine::StoreError> ListOrders(
      const engine::OrderFilter& filter) override;
  Result<std::optional<orders::Subscriber>, engine::StoreError> FindSubscriber(
      Msisdn msisdn) override;
  Result<std::optional<engine::ApiKey>, engine::StoreError> FindKey(const Digest& secret) override;
  template <class Row>
  Result<std::vector<Row>, engine::StoreError> ReadRowsOf(const engine::RowQuery<Row>& query) {
    const std::lock_guard lock(mutex_);
    return store_.ReadRowsOf(query);
  }
  Result<std::vector<orders::OutboxMessage>, engine::StoreError> DueOutboxMessages(
      std::string_view destination, Instant now, std::size_t limit) override;
  Result<std::optional<Instant>, engine::StoreError> NextDue(std::string_view destination,
                                                             Instant after) override;
  Result<std::map<orders::State, std::int64_t>, engine::StoreError> CountOpen() override;
  Result<std::int64_t, engine::StoreError> GreatestId() override;
  Status<engine::StoreError> ReadAll(const Reader& reader) override;

  std::vector<engine::AuditEntry> Audit();

 private:
  std::mutex mutex_;
  store::MemoryStore store_;
};

}  // namespace herlaad::testing
