// Read set: all rows that one batch needs, by id. The store fills it and decisions read it. Changed
// rows are written back from it, each once.
#pragma once

#include <vector>

#include "engine/ports/notices.h"
#include "engine/ports/records.h"
#include "engine/ports/rows.h"

namespace herlaad::engine {

// Instantiated once, in read_set.cc.
extern template class KeyLists<Rows>;
extern template class RowLists<Rows>;
extern template class RowMaps<Rows, QuickMap>;

// The keys of the rows that a batch needs. An order includes its outbox message, its number, its
// voucher, the account that pays for it, and the webhooks of its client.
struct Needs : KeyLists<Rows> {
  bool audit = false;  // the command may add to the audit trail
};

// Adds the rows that come with an order, once the order is loaded; its message is a part of it.
void AddWith(const orders::Order& order, Needs& needs);
// Adds the rows that come with others that are asked for: with a float its warning. After the rows
// that come with orders.
void AddCompanions(Needs& needs);

class ReadSet {
 public:
  // For the store while loading, and for the effects of a decision. Missing rows are not put.
  template <class Row>
  void Put(Row row) {
    rows_.Put(std::move(row));
  }
  template <class Row>
  [[nodiscard]] const Row* Find(const Key<Row>& key) const {
    return rows_.template Find<Row>(key);
  }
  template <class Row>
  void Erase(const Key<Row>& key) {
    rows_.template Erase<Row>(key);
  }
  void Clear() { rows_.Clear(); }

 private:
  RowMaps<Rows, QuickMap> rows_;
};

// The changes of one batch, sorted by table and key, each row once.
struct WriteSet {
  RowLists<Rows> inserted;  // new orders and rows that are only added: none of them exists
  RowLists<Rows> changed;   // new or changed; orders with their payments, deliveries and refunds
  KeyLists<Rows> deleted;   // of rows in neither of the others
  // Summed per account; those of buckets and of accounts with a floor are in rows.
  ledger::Changes balances;

  // New orders and orders whose state changed. Not stored: for metrics and followers of an order.
  struct Entered {
    OrderId order;
    orders::State state = orders::State::kAwaitingPayment;
  };
  std::vector<Entered> entered;
  std::vector<Notice> notices;  // not stored: for the log

  [[nodiscard]] bool empty() const {
    return inserted.empty() && changed.empty() && deleted.empty() && balances.empty();
  }
};

}  // namespace herlaad::engine
