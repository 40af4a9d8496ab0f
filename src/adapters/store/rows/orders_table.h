// Orders with their payments, deliveries, refunds, disputes and open outbox message: records to
// rows and back.
#pragma once

#include <vector>

#include "adapters/store/driver.h"
#include "base/core/id.h"
#include "engine/ports/records.h"

namespace herlaad::store {

// The rows of orders and all their parts, to be written together.
struct OrderRows {
  RowBatch orders;
  RowBatch payments;
  RowBatch deliveries;
  RowBatch refunds;
  RowBatch disputes;

  void Clear();
  void Append(Shard shard, const engine::OrderRecord& record);
};
// New orders with kInsert, changed ones with kUpsert.
DbStatus WriteOrders(Database& database, Verb verb, const OrderRows& rows);

// Reads orders with all their parts. Reused to keep its memory.
class OrderLoader {
 public:
  // Loads the existing orders of `ids`, ordered by id. kDamagedRow if a row cannot have been
  // written by the program, or a part is missing.
  DbStatus Load(Database& database, Shard shard, std::vector<OrderId> ids);
  // As Load for one order, in one statement and thus from one snapshot. Reads no further than the
  // order's row says that there is more.
  DbStatus LoadOne(Database& database, Shard shard, OrderId id);
  // As Load for rows of `orders` that were read already, ordered by id.
  bool Take(Row row);
  DbStatus LoadParts(Database& database, Shard shard);
  void Clear();

  [[nodiscard]] std::vector<engine::OrderRecord>& orders() { return orders_; }

 private:
  struct Parts {
    std::int32_t payments = 0;
    std::int32_t deliveries = 0;
    std::int32_t refunds = 0;
    std::int32_t disputes = 0;
    std::int32_t outbox_messages = 0;
    orders::State state{};
  };
  template <class TakeRow>
  DbStatus ReadParts(Database& database, const Table& table, TakeRow take);
  template <class Part>
  DbStatus LoadPart(Database& database, Shard shard, const Table& table, std::int32_t Parts::*count,
                    std::vector<Part> orders::Order::*parts);
  bool TakeWhole(Row answer);
  [[nodiscard]] bool HasAll() const;
  bool PutTogether(engine::OrderRecord& record);
  DbStatus LoadOutboxMessages(Database& database, Shard shard);
  engine::OrderRecord* Find(OrderId id);
  [[nodiscard]] bool Complete() const;

  std::vector<engine::OrderRecord> orders_;
  std::vector<Parts> parts_;  // the number of parts that each of orders_ should have
  // The parts read of one order, until it is assembled.
  std::vector<orders::Payment> payments_;
  std::vector<orders::Delivery> deliveries_;
  std::vector<orders::Refund> refunds_;
  std::vector<orders::Dispute> disputes_;
  std::vector<orders::OutboxMessage> outbox_messages_;
  RowBatch keys_;
};

DbError Damaged(const Table& table);

}  // namespace herlaad::store
