// StoredQueries: the engine's Queries over a pool of read connections.
#pragma once

#include "adapters/store/postgres/node_row.h"
#include "adapters/store/queries/read_pool.h"
#include "base/core/id.h"
#include "engine/ports/queries.h"

namespace herlaad::store {

class StoredQueries final
    : public engine::ReadRowsThrough<StoredQueries, engine::Queries, engine::ListedRows> {
 public:
  StoredQueries(ReadPool::OpenDatabase open, std::size_t sessions_max, Shard shard,
                ReadPool::Settle settle = {}, ReadPool::Done told = {});
  ~StoredQueries() override;

  // Opens all connections now instead of when needed; the error of the first that fails.
  DbStatus OpenAll() { return pool_.OpenAll(); }

  // This node's number: for a moment, outbox messages of other nodes' orders are left to them,
  // unless that node is away.
  void SetNode(std::int32_t node) { node_ = node; }

  void Together(const std::function<void()>& readings) override { pool_.Together(readings); }
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
  Result<std::vector<orders::OutboxMessage>, engine::StoreError> DueOutboxMessages(
      std::string_view destination, Instant now, std::size_t limit) override;
  Result<std::optional<Instant>, engine::StoreError> NextDue(std::string_view destination,
                                                             Instant after) override;
  Result<std::vector<outbox::Message>, engine::StoreError> DueMessages(std::string_view destination,
                                                                       Instant now,
                                                                       std::size_t limit) override;
  Result<std::optional<Instant>, engine::StoreError> NextMessageDue(std::string_view destination,
                                                                    Instant after) override;
  Result<std::vector<OpenQueue>, engine::StoreError> OpenQueues(std::string_view prefix,
                                                                std::string_view after,
                                                                std::size_t limit) override;
  Result<std::vector<outbox::Message>, engine::StoreError> MessagesOf(
      std::string_view owner_id, std::optional<outbox::MessageId> before,
      std::size_t limit) override;
  Result<std::map<orders::State, std::int64_t>, engine::StoreError> CountOpen() override;
  Result<std::int64_t, engine::StoreError> GreatestId() override;
  Status<engine::StoreError> ReadAll(const Reader& reader) override;

  // In stored_queries.cc, where all of them are made.
  template <class Row>
  Result<std::vector<Row>, engine::StoreError> ReadRowsOf(const engine::RowQuery<Row>& query);

 private:
  // The messages of one of the tables of outbox messages.
  template <class Row>
  Result<std::vector<Row>, engine::StoreError> ReadDue(const Query& alone, const Query& shared,
                                                       std::string_view destination, Instant now,
                                                       std::size_t limit);
  Result<std::optional<Instant>, engine::StoreError> ReadNextDue(const Query& query,
                                                                 std::string_view destination,
                                                                 Instant after);
  template <class Row>
  Result<std::optional<Row>, engine::StoreError> FindByDigest(const Query& query,
                                                              const Digest& digest);

  ReadPool pool_;
  const Shard shard_;
  std::optional<std::int32_t> node_;
};

}  // namespace herlaad::store
