// Orders with their payments, deliveries, refunds and open outbox message: rows to records and
// back.
#pragma once

#include <vector>

#include "adapters/store/driver.h"
#include "base/core/id.h"
#include "engine/ports/records.h"

namespace herlaad::store {

// Rows for one order and all its parts, to be written together.
struct OrderRows {
  RowBatch orders;
  RowBatch payments;
  RowBatch deliveries;
  RowBatch refunds;

  void Clear();
  void Append(Shard shard, const engine::OrderRecord& record);
};
// New orders with kInsert, changed ones with kUpsert.
DbStatus WriteOrders(Database& database, Verb verb, const OrderRows& rows);

void AppendOutboxMessageKey(Shard shard, const orders::OutboxMessage& outbox_message,
                            RowBatch& keys);

// Reads orders with all that is theirs. Kept between uses for its memory.
class OrderLoader {
 public:
  // The orders there are of `ids`, in order of id. kDamagedRow when a row cannot be what we wrote,
  // or a part is missing.
  DbStatus Load(Database& database, Shard shard, std::vector<OrderId> ids);
  // The same of one order, in one statement and so of one moment.
  DbStatus LoadOne(Database& database, Shard shard, OrderId id);
  // The same for whole rows of `orders` that were read already, in order of id.
  bool Take(Row row);
  DbStatus LoadParts(Database& database, Shard shard);
  void Clear();

  [[nodiscard]] std::vector<engine::OrderRecord>& orders() { return orders_; }

 private:
  struct Parts {
    std::int32_t payments = 0;
    std::int32_t deliveries = 0;
    std::int32_t refunds = 0;
    orders::State state{};
  };
  template <class TakeRow>
  DbStatus ReadParts(Database& database, const Table& table, TakeRow take);
  template <class Part>
  DbStatus LoadPart(Database& database, Shard shard, const Table& table, std::int32_t Parts::*count,
                    std::vector<Part> orders::Order::*parts);
  bool TakeWhole(Row answer);
  bool PutTogether(engine::OrderRecord& record);
  DbStatus LoadOutboxMessages(Database& database, Shard shard);
  engine::OrderRecord* Find(OrderId id);
  [[nodiscard]] bool Complete() const;

  std::vector<engine::OrderRecord> orders_;
  std::vector<Parts> parts_;  // what each of orders_ said it has
  // What was read of one order, until it is put together.
  std::vector<orders::Payment> payments_;
  std::vector<orders::Delivery> deliveries_;
  std::vector<orders::Refund> refunds_;
  std::vector<orders::OutboxMessage> outbox_messages_;
  RowBatch keys_;
};

DbError Damaged(const Table& table);

// Appends the subscribers there are of `msisdns` to `subscribers`.
DbStatus LoadSubscribers(Database& database, Shard shard, const std::vector<Msisdn>& msisdns,
                         RowBatch& keys, std::vector<orders::Subscriber>& subscribers);

}  // namespace herlaad::store
