#include "adapters/store/queries/order_list.h"

#include <algorithm>
#include <limits>
#include <set>

#include "adapters/store/queries/load_subscribers.h"
#include "adapters/store/schema/tables.h"
#include "domain/orders/receipts/receipt.h"

namespace herlaad::store {
namespace {

using engine::kScanMax;
using engine::OrderFilter;
using engine::OrderPage;

// An order without a number is no top-up.
constexpr Query kScan{
    "SELECT id, state, client, created_at FROM orders WHERE shard = $1 AND id >= $2 AND id < $3 "
    "AND msisdn > 0 ORDER BY id DESC LIMIT $4"};
constexpr Query kScanOpen{
    "SELECT id, state, client, created_at FROM orders WHERE shard = $1 AND state = $2 AND is_open "
    "= 1 AND "
    "id >= $3 AND id < $4 ORDER BY id DESC LIMIT $5"};
constexpr Query kScanReference{
    "SELECT id, state, client, created_at FROM orders WHERE shard = $1 AND client_reference = $2 "
    "AND client_reference <> '' AND id >= $3 AND id < $4 AND ($5 = 0 OR msisdn = $5) "
    "ORDER BY id DESC LIMIT $6"};
constexpr Query kLink{
    "SELECT state, client, msisdn, previous_order, created_at, client_reference FROM orders WHERE "
    "shard = $1 AND id "
    "= $2"};
// Restricted to a range of orders, since the keys of these tables begin with the order.
constexpr Query kOfBank{
    "SELECT order_id FROM payments WHERE shard = $1 AND order_id >= $2 AND order_id <= $3 AND "
    "reference = $4 UNION SELECT order_id FROM refunds WHERE shard = $1 AND order_id >= $2 AND "
    "order_id <= $3 AND reference = $4 UNION SELECT order_id FROM disputes WHERE shard = $1 AND "
    "order_id >= $2 AND order_id <= $3 AND reference = $4 UNION SELECT id FROM orders WHERE shard "
    "= $1 AND id >= $2 "
    "AND id <= $3 AND payment_reference = $4"};

// The ids to read: from `first` up to, not including, `end`.
struct Range {
  std::int64_t first = 0;
  std::int64_t end = std::numeric_limits<std::int64_t>::max();
  [[nodiscard]] bool Has(OrderId id) const { return id.value() >= first && id.value() < end; }
};

Range RangeOf(Shard shard, const OrderFilter& filter) {
  Range range;
  if (filter.from) range.first = FirstIdAt(shard, *filter.from);
  if (filter.until && !filter.clock_accepted) {
    range.end = FirstIdAt(shard, *filter.until + engine::kIdsAheadMax);
  }
  if (filter.before) range.end = std::min(range.end, filter.before->value());
  return range;
}

// Collects the ids of one page.
class Page {
 public:
  Page(Shard shard, const OrderFilter& filter, std::size_t limit)
      : filter_(filter), range_(RangeOf(shard, filter)), limit_(limit) {}

  // Looks at the next older order; false, without looking, if the page is full.
  bool Look(OrderId id, orders::State state, std::string_view client, Instant created_at) {
    if (ids_.size() == limit_ || looked_at_ == kScanMax) {
      more_ = true;
      return false;
    }
    ++looked_at_;
    last_ = id;
    const bool fits = range_.Has(id) && (!filter_.state || *filter_.state == state) &&
                      (filter_.client.empty() || filter_.client == client) &&
                      IsWithin(filter_, created_at);
    if (fits) ids_.push_back(id);
    return true;
  }
  // Keeps only those in `ids`.
  void Keep(const std::set<OrderId>& ids) {
    std::erase_if(ids_, [&ids](OrderId id) { return !ids.contains(id); });
  }
  void CutTo(std::size_t limit) {
    if (ids_.size() <= limit) return;
    ids_.resize(limit);
    last_ = ids_.back();
    more_ = true;
  }

  [[nodiscard]] const Range& range() const { return range_; }
  [[nodiscard]] const std::vector<OrderId>& ids() const { return ids_; }
  [[nodiscard]] std::optional<OrderId> next() const {
    return more_ ? std::optional(last_) : std::nullopt;
  }

 private:
  const OrderFilter& filter_;
  Range range_;
  std::size_t limit_;
  std::vector<OrderId> ids_;
  std::size_t looked_at_ = 0;
  OrderId last_;
  bool more_ = false;
};

orders::State ReadState(Fields& fields) {
  return fields.In(orders::State::kAwaitingPayment, orders::State::kAttention);
}

DbStatus Scan(ReadSession& session, Shard shard, const OrderFilter& filter, Page& page) {
  bool right = true;
  auto sink = [&](Row row) {
    Fields fields(row);
    const OrderId id(fields.Int());
    const orders::State state = ReadState(fields);
    const std::string_view client = fields.Text();
    const Instant created_at{fields.Int()};
    right = fields.ok();
    return right && page.Look(id, state, client, created_at);
  };
  const Value first = Value::Int(page.range().first);
  const Value end = Value::Int(page.range().end);
  const Value limit = Value::Int(static_cast<std::int64_t>(kScanMax + 1));
  const bool by_state = filter.state && !IsFinal(*filter.state);
  const auto state = filter.state ? static_cast<std::int64_t>(*filter.state) : 0;
  const Value all[] = {Value::Int(shard.number), first, end, limit};
  const Value open[] = {Value::Int(shard.number), Value::Int(state), first, end, limit};
  const Value of_reference[] = {Value::Int(shard.number),
                                Value::Text(filter.client_reference),
                                first,
                                end,
                                Value::Int(filter.msisdn ? filter.msisdn->value() : 0),
                                limit};
  if (!filter.client_reference.empty()) {
    auto read = session.database->Run(kScanReference, of_reference, sink);
    if (read && !right) return Failure{Damaged(kOrders)};
    return read;
  }
  auto read = by_state ? session.database->Run(kScanOpen, open, sink)
                       : session.database->Run(kScan, all, sink);
  if (read && !right) return Failure{Damaged(kOrders)};
  return read;
}

struct Link {
  orders::State state{};
  std::string client;
  std::int64_t msisdn = 0;
  OrderId previous;
  Instant created_at{};
  std::string client_reference;
};

Result<std::optional<Link>, DbError> ReadLink(ReadSession& session, Shard shard, OrderId id) {
  std::optional<Link> link;
  bool right = true;
  auto sink = [&](Row row) {
    Fields fields(row);
    link.emplace();
    link->state = ReadState(fields);
    link->client = fields.Text();
    link->msisdn = fields.Int();
    link->previous = OrderId(fields.Int());
    link->created_at = Instant{fields.Int()};
    link->client_reference = fields.Text();
    return right = fields.ok();
  };
  const Value parameters[] = {Value::Int(shard.number), Value::Int(id.value())};
  auto read = session.database->Run(kLink, parameters, sink);
  if (!read) return Failure{read.error()};
  if (!right) return Failure{Damaged(kOrders)};
  return link;
}

// Where the linked list of the number is entered: at its newest order, or after the cursor.
Result<OrderId, DbError> ChainStart(ReadSession& session, Shard shard, const OrderFilter& filter) {
  if (filter.before) {
    const auto link = ReadLink(session, shard, *filter.before);
    if (!link) return Failure{link.error()};
    // A cursor that is no order of this number gives an empty page.
    const bool known = link->has_value() && (*link)->msisdn == filter.msisdn->value();
    return known ? (*link)->previous : OrderId();
  }
  session.subscribers.clear();
  auto read = LoadSubscribers(*session.database, shard, {*filter.msisdn}, session.keys,
                              session.subscribers);
  if (!read) return Failure{read.error()};
  return session.subscribers.empty() ? OrderId() : session.subscribers.front().last_order;
}

DbStatus FollowChain(ReadSession& session, Shard shard, const OrderFilter& filter, Page& page) {
  const auto start = ChainStart(session, shard, filter);
  if (!start) return Failure{start.error()};
  for (OrderId id = *start; !id.empty() && id.value() >= page.range().first;) {
    const auto link = ReadLink(session, shard, id);
    if (!link) return Failure{link.error()};
    const bool whole =
        link->has_value() && (*link)->msisdn == filter.msisdn->value() && (*link)->previous != id;
    if (!whole) return Failure{Damaged(kOrders)};
    if (!page.Look(id, (*link)->state, (*link)->client, (*link)->created_at)) break;
    id = (*link)->previous;
  }
  return Nothing{};
}

// Whether there is a receipt follows from all parts of the order.
Result<bool, DbError> HasReceipt(ReadSession& session, Shard shard, OrderId id) {
  auto read = session.loader.LoadOne(*session.database, shard, id);
  if (!read) return Failure{read.error()};
  const auto& found = session.loader.orders();
  return !found.empty() && orders::HasReceipt(found.front().order);
}

DbStatus LookAtOne(ReadSession& session, Shard shard, const OrderFilter& filter, Page& page) {
  const OrderId id = filter.id ? *filter.id : *filter.receipt;
  if (filter.receipt && *filter.receipt != id) return Nothing{};
  const auto link = ReadLink(session, shard, id);
  if (!link) return Failure{link.error()};
  const bool is_it =
      link->has_value() && (*link)->msisdn != 0 &&
      (filter.client_reference.empty() || (*link)->client_reference == filter.client_reference) &&
      (!filter.msisdn || (*link)->msisdn == filter.msisdn->value());
  if (!is_it) return Nothing{};
  if (filter.receipt) {
    const auto has_receipt = HasReceipt(session, shard, id);
    if (!has_receipt) return Failure{has_receipt.error()};
    if (!*has_receipt) return Nothing{};
  }
  (void)page.Look(id, (*link)->state, (*link)->client, (*link)->created_at);
  return Nothing{};
}

DbStatus KeepThoseOfBank(ReadSession& session, Shard shard, const OrderFilter& filter, Page& page) {
  if (page.ids().empty()) return Nothing{};
  std::set<OrderId> found;
  bool right = true;
  auto sink = [&](Row row) {
    Fields fields(row);
    found.insert(OrderId(fields.Int()));
    return right = fields.ok();
  };
  const Value parameters[] = {Value::Int(shard.number), Value::Int(page.ids().back().value()),
                              Value::Int(page.ids().front().value()),
                              Value::Text(filter.bank_reference)};
  auto read = session.database->Run(kOfBank, parameters, sink);
  if (read && !right) return Failure{Damaged(kPayments)};
  if (read) page.Keep(found);
  return read;
}

// Collects into `page` the matching ones of the next kScanMax orders, at most `limit` of them.
DbStatus Collect(ReadSession& session, Shard shard, const OrderFilter& filter, std::size_t limit,
                 Page& page) {
  const bool one = filter.id || filter.receipt;
  auto done = one ? LookAtOne(session, shard, filter, page)
              : filter.msisdn && filter.client_reference.empty()
                  ? FollowChain(session, shard, filter, page)
                  : Scan(session, shard, filter, page);
  if (done && !filter.bank_reference.empty()) done = KeepThoseOfBank(session, shard, filter, page);
  page.CutTo(limit);
  return done;
}

DbStatus Count(ReadSession& session, Shard shard, OrderFilter filter, OrderPage& page) {
  filter.before.reset();
  Page all(shard, filter, kScanMax);
  auto done = Collect(session, shard, filter, kScanMax, all);
  if (done) page.total = {all.ids().size(), all.next().has_value()};
  return done;
}

}  // namespace

DbStatus ListOrders(ReadSession& session, Shard shard, const OrderFilter& filter, OrderPage& page) {
  const auto limit = std::clamp<std::size_t>(filter.limit, 1, engine::kPageMax);
  // The bank's reference is checked afterwards, so all candidates are collected.
  Page ids(shard, filter, filter.bank_reference.empty() ? limit : kScanMax);
  auto done = Collect(session, shard, filter, limit, ids);
  if (done && filter.count) done = Count(session, shard, filter, page);
  if (!done) return done;
  done = session.loader.Load(*session.database, shard, ids.ids());
  if (!done) return done;
  auto& records = session.loader.orders();
  page.orders.assign(std::make_move_iterator(records.begin()),
                     std::make_move_iterator(records.end()));
  std::reverse(page.orders.begin(), page.orders.end());
  page.next = ids.next();
  return Nothing{};
}

}  // namespace herlaad::store
