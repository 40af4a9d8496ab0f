// Read set: all rows that one batch needs, by id. The store fills it and decisions read it. Changed
// rows are written back from it, each once.
#pragma once

#include <map>
#include <unordered_map>
#include <vector>

#include "engine/ports/notices.h"
#include "engine/ports/plain_rows.h"
#include "engine/ports/records.h"

namespace herlaad::engine {

// The rows a batch needs. An order includes its outbox message, its number and its voucher.
struct Needs {
  std::vector<Digest> idempotency_records;
  std::vector<OrderId> orders;
  std::vector<Msisdn> subscribers;
  KeyLists<PlainRows> plain;
  bool audit = false;  // the command may add to the audit trail
};

// Adds the plain rows that come with an order, once the order is loaded.
void AddWith(const orders::Order& order, KeyLists<PlainRows>& plain);
// Adds the plain rows that come with others that are asked for: with a float its warning. After the
// rows that come with orders.
void AddCompanions(KeyLists<PlainRows>& plain);

struct DigestHash {
  std::size_t operator()(const Digest& d) const noexcept { return d.low; }
};

class ReadSet {
 public:
  // For the store while loading. Missing rows are not put.
  void Put(IdempotencyRecord idempotency_record) {
    idempotency_records_.insert_or_assign(idempotency_record.key, std::move(idempotency_record));
  }
  void Put(OrderRecord record);
  void Put(orders::Subscriber number);
  template <class Row>
  void Put(Row row) {
    plain_.Put(std::move(row));
  }

  [[nodiscard]] const IdempotencyRecord* Find(const Digest& key) const;
  [[nodiscard]] const OrderRecord* Find(OrderId id) const;
  [[nodiscard]] const orders::Subscriber* Find(Msisdn msisdn) const;
  template <class Row>
  [[nodiscard]] const Row* FindPlain(const Key<Row>& key) const {
    return plain_.template Find<Row>(key);
  }
  template <class Row>
  void ErasePlain(const Key<Row>& key) {
    plain_.template Erase<Row>(key);
  }

  void Clear();

 private:
  std::unordered_map<Digest, IdempotencyRecord, DigestHash> idempotency_records_;
  std::unordered_map<OrderId, OrderRecord> orders_;
  std::unordered_map<Msisdn, orders::Subscriber> subscribers_;
  RowMaps<PlainRows> plain_;
};

// The changes of one batch, sorted by table and key, each row once.
struct WriteSet {
  std::vector<OrderRecord> new_orders;
  std::vector<OrderRecord> changed_orders;      // with their payments, deliveries and refunds
  std::vector<orders::Subscriber> subscribers;  // new or changed
  std::vector<IdempotencyRecord> idempotency_records;  // new
  std::vector<ledger::Entry> entries;                  // new
  // Summed per account; those of buckets and of accounts with a floor are in rows.
  ledger::Changes balances;
  std::vector<orders::OutboxMessage> outbox_messages;       // new or changed
  std::vector<orders::OutboxMessage> outbox_messages_done;  // to be deleted
  RowLists<PlainRows> plain;                                // new or changed
  KeyLists<PlainRows> plain_done;                           // to be deleted; none is in `plain`
  std::vector<OrderEvent> events;                           // new

  // New orders and orders whose state changed. Not stored: for metrics and followers of an order.
  struct Entered {
    OrderId order;
    orders::State state = orders::State::kAwaitingPayment;
  };
  std::vector<Entered> entered;
  std::vector<Notice> notices;  // not stored: for the log

  [[nodiscard]] bool empty() const;
};

}  // namespace herlaad::engine
