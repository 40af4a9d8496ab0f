// MemoryStore: Store and Queries over maps, for tests and the simulation. It keeps the contract of
// the stores in files, with an index of due messages, so that long histories stay fast, and it can
// lose what was not made durable. Orders are kept with their messages; all other rows alike.
// Thread-safe.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/core/random.h"
#include "engine/ports/queries.h"
#include "engine/ports/store.h"

namespace herlaad::engine {

using OtherRows = Except<Rows, OrderRecord, orders::OutboxMessage>;
extern template class RowMaps<OtherRows, OrderedMap>;

}  // namespace herlaad::engine

namespace herlaad::store {

class MemoryStore
    : public engine::Store,
      public engine::ReadRowsThrough<MemoryStore, engine::Queries, engine::ListedRows> {
 public:
  MemoryStore();
  MemoryStore(const MemoryStore&) = delete;
  MemoryStore& operator=(const MemoryStore&) = delete;
  ~MemoryStore() override;

  void Put(orders::Subscriber number);
  // With its outbox message; replaces one with its id.
  void Put(const engine::OrderRecord& record);

  // From now on a loss of power loses commits for which MakeDurable was not called.
  void SyncApart(bool on);
  // Reverts the last of the commits that are not durable. Returns how many commits since
  // MakeDurable remain.
  std::size_t LosePower(Random& random);

  Status<engine::StoreError> Load(const engine::Needs& needs, engine::ReadSet& read_set) override;
  engine::CommitResult Commit(const engine::WriteSet& writes) override;
  [[nodiscard]] bool MakeDurable() override;
  void Abandon() override {}
  Result<bool, engine::StoreError> ForgetIdempotencyRecords(Instant now) override;

  Result<std::optional<engine::OrderRecord>, engine::StoreError> FindOrder(OrderId id) override;
  Result<std::optional<engine::OrderTrail>, engine::StoreError> FindTrail(OrderId id) override;
  Result<engine::OrderPage, engine::StoreError> ListOrders(
      const engine::OrderFilter& filter) override;
  Result<std::optional<orders::Subscriber>, engine::StoreError> FindSubscriber(
      Msisdn msisdn) override;
  Result<std::vector<orders::Subscriber>, engine::StoreError> ListSubscribers(
      std::optional<Msisdn> after, std::size_t limit) override;
  Result<std::optional<engine::ApiKey>, engine::StoreError> FindKey(const Digest& secret) override;
  Result<std::optional<vouchers::Voucher>, engine::StoreError> FindVoucher(
      const Digest& pin) override;
  template <class Row>
  Result<std::vector<Row>, engine::StoreError> ReadRowsOf(const engine::RowQuery<Row>& query) {
    const std::lock_guard lock(mutex_);
    Settle();
    return engine::RowsOf(rows_.template Of<Row>(), query);
  }
  Result<std::vector<orders::OutboxMessage>, engine::StoreError> DueOutboxMessages(
      std::string_view destination, Instant now, std::size_t limit) override;
  Result<std::optional<Instant>, engine::StoreError> NextDue(std::string_view destination,
                                                             Instant after) override;
  Result<std::vector<outbox::Message>, engine::StoreError> DueMessages(std::string_view destination,
                                                                       Instant now,
                                                                       std::size_t limit) override;
  Result<std::optional<Instant>, engine::StoreError> NextMessageDue(std::string_view destination,
                                                                    Instant after) override;
  Result<std::map<orders::State, std::int64_t>, engine::StoreError> CountOpen() override;
  // Like store::SqliteOptions::alone.
  void EndLeases();
  Result<std::int64_t, engine::StoreError> GreatestId() override;
  Status<engine::StoreError> ReadAll(const Reader& reader) override;

  // In the order in which they were written.
  std::vector<engine::AuditEntry> Audit();

 private:
  using Due = std::set<std::pair<Instant, OrderId>>;
  // Rows before a commit; empty where there was no row.
  struct Before {
    std::vector<std::pair<OrderId, std::optional<engine::OrderRecord>>> orders;
    engine::RowMaps<engine::OtherRows, engine::OrderedMap>::Before rows;
    std::size_t idempotency_records = 0;  // how many there had ever been
    std::vector<std::pair<ledger::Account, std::optional<std::int64_t>>> balances;
  };
  Before Remember(const engine::WriteSet& writes);
  void TakeBack(const Before& before);
  // Whether the databases would take every row; see StoreContract.ImpossibleAmountsAreRejected.
  [[nodiscard]] bool Accepts(const engine::WriteSet& writes) const;
  [[nodiscard]] bool AcceptsKeys(const std::vector<engine::ApiKey>& keys) const;
  [[nodiscard]] bool AcceptsEntries(const std::vector<ledger::Entry>& entries) const;
  [[nodiscard]] bool AcceptsBalances(const ledger::Changes& changes) const;
  [[nodiscard]] static bool AcceptsFloors(const std::vector<ledger::AccountBalance>& rows);
  // Its outbox message stays as it is.
  void Keep(const engine::OrderRecord& record);
  void KeepWhole(const engine::OrderRecord& record);  // with its outbox message
  void SetMessage(OrderId id, std::optional<orders::OutboxMessage> message);
  void Forget(OrderId id);
  void DeleteMessage(const engine::Key<orders::OutboxMessage>& key);
  void WriteOrders(const engine::WriteSet& writes);
  [[nodiscard]] engine::OrderCount Count(const engine::OrderFilter& filter) const;
  // A read waits until everything it sees is durable.
  void Settle() {
    settled_ += not_durable_.size();
    not_durable_.clear();
  }

  std::mutex mutex_;
  std::map<OrderId, engine::OrderRecord> orders_;
  engine::RowMaps<engine::OtherRows, engine::OrderedMap> rows_;
  std::deque<Digest> by_age_;  // of the idempotency records, oldest first
  std::size_t forgotten_ = 0;  // of them, before the first of by_age_
  ledger::Changes balances_;
  std::map<std::string, Due, std::less<>> due_;  // by queue
  std::map<orders::State, std::set<OrderId>> by_state_;
  bool syncs_apart_ = false;
  std::size_t settled_ = 0;  // commits since MakeDurable that became durable by a read
  std::vector<Before> not_durable_;
};

}  // namespace herlaad::store
