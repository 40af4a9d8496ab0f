#include "adapters/store/rows/orders_table.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "adapters/store/queries/whole_order.h"
#include "adapters/store/schema/tables.h"

namespace herlaad::store {
namespace {

using engine::OrderRecord;
using orders::Order;

constexpr std::size_t kStateAt = schema::ColumnIndex(kOrders, "state");
constexpr std::size_t kPaymentsAt = schema::ColumnIndex(kOrders, "payments");
constexpr std::size_t kDeliveriesAt = schema::ColumnIndex(kOrders, "deliveries");
constexpr std::size_t kRefundsAt = schema::ColumnIndex(kOrders, "refunds");
constexpr std::size_t kDisputesAt = schema::ColumnIndex(kOrders, "disputes");
constexpr std::size_t kHasOutboxMessageAt = schema::ColumnIndex(kOrders, "has_outbox_message");

std::int32_t CountAt(Row row, std::size_t column) {
  return static_cast<std::int32_t>(row[column].number());
}

// Those from `first` on.
template <class Part>
void AppendParts(Shard shard, OrderId order, const std::vector<Part>& parts, std::size_t first,
                 RowBatch& rows) {
  for (std::size_t i = first; i < parts.size(); ++i) {
    rows.Int(shard.number).Int(order.value());
    schema::AppendFields(parts[i], rows);
  }
}

// The first part of `to` stands in the order's row.
template <class Part>
void MoveBehind(std::vector<Part>& from, std::vector<Part>& to) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

template <class Part>
bool TakePart(Row row, std::vector<Part>& parts) {
  auto part = schema::ReadBehindKey<Part>(row);
  if (!part) return false;
  parts.push_back(*std::move(part));
  return true;
}

// Whether they are numbered from 1 to `count` without gaps.
template <class Part>
bool AreNumbered(const std::vector<Part>& parts, std::int32_t count) {
  if (parts.size() != static_cast<std::size_t>(count)) return false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].n != static_cast<std::int32_t>(i + 1)) return false;
  }
  return true;
}

template <class Part>
void SortByNumber(std::vector<Part>& parts) {
  std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.n < b.n; });
}

}  // namespace

DbError Damaged(const Table& table) {
  return {DbError::Kind::kDamagedRow,
          "a row of " + std::string(table.name) + " is not what was written"};
}

void OrderRows::Clear() {
  orders.Clear();
  payments.Clear();
  deliveries.Clear();
  refunds.Clear();
  disputes.Clear();
}

void OrderRows::Append(Shard shard, const OrderRecord& record) {
  const Order& order = record.order;
  schema::AppendRow(shard, record, orders);
  AppendParts(shard, order.id, order.payments, 1, payments);
  AppendParts(shard, order.id, order.deliveries, 1, deliveries);
  AppendParts(shard, order.id, order.refunds, 0, refunds);
  AppendParts(shard, order.id, order.disputes, 0, disputes);
}

DbStatus WriteOrders(Database& database, Verb verb, const OrderRows& rows) {
  if (auto done = database.Write(verb, kOrders, rows.orders); !done) return done;
  if (auto done = database.Write(verb, kPayments, rows.payments); !done) return done;
  if (auto done = database.Write(verb, kDeliveries, rows.deliveries); !done) return done;
  if (auto done = database.Write(verb, kRefunds, rows.refunds); !done) return done;
  return database.Write(verb, kDisputes, rows.disputes);
}

void OrderLoader::Clear() {
  orders_.clear();
  parts_.clear();
  payments_.clear();
  deliveries_.clear();
  refunds_.clear();
  disputes_.clear();
  outbox_messages_.clear();
}

bool OrderLoader::Take(Row row) {
  if (!schema::ReadRowInto(row, orders_)) return false;
  parts_.push_back({CountAt(row, kPaymentsAt), CountAt(row, kDeliveriesAt),
                    CountAt(row, kRefundsAt), CountAt(row, kDisputesAt),
                    CountAt(row, kHasOutboxMessageAt),
                    static_cast<orders::State>(row[kStateAt].number())});
  return true;
}

DbStatus OrderLoader::Load(Database& database, Shard shard, std::vector<OrderId> ids) {
  Clear();
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  keys_.Clear();
  for (const OrderId id : ids) keys_.Int(shard.number).Int(id.value());
  bool right = true;
  auto sink = [&](Row row) { return right = Take(row); };
  if (auto read = database.Read(kOrders, keys_, 2, sink); !read) return read;
  if (!right) return Failure{Damaged(kOrders)};
  return LoadParts(database, shard);
}

bool OrderLoader::TakeWhole(Row answer) {
  const WholeOrderRow whole(answer);
  if (whole.table() == &kOrders) return Take(whole.row());
  if (whole.table() == &kOutboxMessages) return schema::ReadRowInto(whole.row(), outbox_messages_);
  if (whole.table() == &kPayments) return TakePart(whole.row(), payments_);
  if (whole.table() == &kDeliveries) return TakePart(whole.row(), deliveries_);
  if (whole.table() == &kRefunds) return TakePart(whole.row(), refunds_);
  return whole.table() == &kDisputes && TakePart(whole.row(), disputes_);
}

DbStatus OrderLoader::LoadOne(Database& database, Shard shard, OrderId id) {
  Clear();
  bool right = true;
  auto sink = [&](Row row) {
    right = TakeWhole(row);
    return right && !HasAll();
  };
  const Value parameters[] = {Value::Int(shard.number), Value::Int(id.value())};
  if (auto read = database.Run(WholeOrderQuery(), parameters, sink); !read) return read;
  if (right && !orders_.empty()) right = PutTogether(orders_.front());
  if (!right) return Failure{Damaged(kOrders)};
  return Nothing{};
}

// Whether the order's row and as much as it says that there is were read.
bool OrderLoader::HasAll() const {
  if (orders_.empty()) return false;
  const Order& order = orders_.front().order;
  const Parts& parts = parts_.front();
  const auto read = [](const auto& in_row, const auto& others) {
    return static_cast<std::int32_t>(in_row.size() + others.size());
  };
  return read(order.payments, payments_) == parts.payments &&
         read(order.deliveries, deliveries_) == parts.deliveries &&
         read(order.refunds, refunds_) == parts.refunds &&
         read(order.disputes, disputes_) == parts.disputes &&
         schema::CountOf(outbox_messages_) == parts.outbox_messages;
}

// The rows are in any order, so they are sorted by their numbers.
bool OrderLoader::PutTogether(OrderRecord& record) {
  SortByNumber(payments_);
  SortByNumber(deliveries_);
  SortByNumber(refunds_);
  SortByNumber(disputes_);
  MoveBehind(payments_, record.order.payments);
  MoveBehind(deliveries_, record.order.deliveries);
  record.order.refunds = std::move(refunds_);
  record.order.disputes = std::move(disputes_);
  if (!outbox_messages_.empty()) record.outbox_message = std::move(outbox_messages_.front());
  return Complete();
}

OrderRecord* OrderLoader::Find(OrderId id) {
  const auto at = std::lower_bound(
      orders_.begin(), orders_.end(), id,
      [](const OrderRecord& record, OrderId wanted) { return record.order.id < wanted; });
  return at == orders_.end() || at->order.id != id ? nullptr : &*at;
}

// Reads the rows of keys_; `take` is given each with its order.
template <class TakeRow>
DbStatus OrderLoader::ReadParts(Database& database, const Table& table, TakeRow take) {
  bool right = true;
  auto sink = [&](Row row) {
    Fields fields(row);
    fields.Skip(1);
    OrderRecord* const record = Find(OrderId(fields.Int()));
    return right = record != nullptr && take(row, *record);
  };
  if (auto read = database.Read(table, keys_, 2, sink); !read) return read;
  if (!right) return Failure{Damaged(table)};
  return Nothing{};
}

// Reads only if the order's row says that there are parts.
template <class Part>
DbStatus OrderLoader::LoadPart(Database& database, Shard shard, const Table& table,
                               std::int32_t Parts::*count, std::vector<Part> Order::*parts) {
  keys_.Clear();
  for (std::size_t i = 0; i < orders_.size(); ++i) {
    const auto in_row = static_cast<std::int32_t>((orders_[i].order.*parts).size());
    if (parts_[i].*count > in_row) keys_.Int(shard.number).Int(orders_[i].order.id.value());
  }
  return ReadParts(database, table, [parts](Row row, OrderRecord& record) {
    return TakePart(row, record.order.*parts);
  });
}

DbStatus OrderLoader::LoadOutboxMessages(Database& database, Shard shard) {
  keys_.Clear();
  for (const OrderRecord& record : orders_) {
    keys_.Int(shard.number).Int(record.order.id.value());
  }
  return ReadParts(database, kOutboxMessages, [](Row row, OrderRecord& record) {
    if (record.outbox_message) return false;
    record.outbox_message = schema::ReadRow<orders::OutboxMessage>(row);
    return record.outbox_message.has_value();
  });
}

DbStatus OrderLoader::LoadParts(Database& database, Shard shard) {
  auto read = LoadPart(database, shard, kPayments, &Parts::payments, &Order::payments);
  if (read) read = LoadPart(database, shard, kDeliveries, &Parts::deliveries, &Order::deliveries);
  if (read) read = LoadPart(database, shard, kRefunds, &Parts::refunds, &Order::refunds);
  if (read) read = LoadPart(database, shard, kDisputes, &Parts::disputes, &Order::disputes);
  if (read) read = LoadOutboxMessages(database, shard);
  if (read && !Complete()) return Failure{Damaged(kOrders)};
  return read;
}

bool OrderLoader::Complete() const {
  for (std::size_t i = 0; i < orders_.size(); ++i) {
    const Order& order = orders_[i].order;
    const Parts& parts = parts_[i];
    const bool all = AreNumbered(order.payments, parts.payments) &&
                     AreNumbered(order.deliveries, parts.deliveries) &&
                     AreNumbered(order.refunds, parts.refunds) &&
                     AreNumbered(order.disputes, parts.disputes) &&
                     orders_[i].outbox_message.has_value() == (parts.outbox_messages == 1);
    // The state column is for SQL queries; it must equal the state computed from the parts.
    if (!all || order.payments.empty() || StateOf(order) != parts.state) return false;
  }
  return true;
}

}  // namespace herlaad::store
