#include "adapters/store/order_list.h"

#include <algorithm>
#include <limits>

#include "adapters/store/numbers_table.h"
#include "adapters/store/tables.h"

namespace herlaad::store {
namespace {

using engine::kScanMax;
using engine::OrderFilter;
using engine::OrderPage;

constexpr Query kScan{
    "SELECT id, state, caller FROM orders WHERE home = $1 AND id < $2 ORDER BY id DESC LIMIT $3"};
constexpr Query kScanOpen{
    "SELECT id, state, caller FROM orders WHERE home = $1 AND state = $2 AND is_open = 1 AND id < "
    "$3 "
    "ORDER BY id DESC LIMIT $4"};
constexpr Query kLink{
    "SELECT state, caller, msisdn, previous_order FROM orders WHERE home = $1 AND id = $2"};

// The ids of one page, being collected.
class Page {
 public:
  explicit Page(const OrderFilter& filter)
      : filter_(filter), limit_(std::clamp<std::size_t>(filter.limit, 1, engine::kPageMax)) {}

  // Looks at the next older order; false when the page is full, and then it was not looked at.
  bool Look(OrderId id, orders::State state, std::string_view caller) {
    if (ids_.size() == limit_ || looked_at_ == kScanMax) {
      more_ = true;
      return false;
    }
    ++looked_at_;
    last_ = id;
    const bool fits = (!filter_.state || *filter_.state == state) &&
                      (filter_.caller.empty() || filter_.caller == caller);
    if (fits) ids_.push_back(id);
    return true;
  }

  [[nodiscard]] const std::vector<OrderId>& ids() const { return ids_; }
  [[nodiscard]] std::optional<OrderId> next() const {
    return more_ ? std::optional(last_) : std::nullopt;
  }

 private:
  const OrderFilter& filter_;
  std::size_t limit_;
  std::vector<OrderId> ids_;
  std::size_t looked_at_ = 0;
  OrderId last_;
  bool more_ = false;
};

orders::State ReadState(Fields& fields) {
  return fields.In(orders::State::kAwaitingPayment, orders::State::kAttention);
}

std::int64_t Before(const OrderFilter& filter) {
  return filter.before ? filter.before->value() : std::numeric_limits<std::int64_t>::max();
}

DbStatus Scan(ReadSession& session, Home home, const OrderFilter& filter, Page& page) {
  bool right = true;
  auto sink = [&](Row row) {
    Fields fields(row);
    const OrderId id(fields.Int());
    const orders::State state = ReadState(fields);
    const std::string_view caller = fields.Text();
    right = fields.ok();
    return right && page.Look(id, state, caller);
  };
  const auto limit = static_cast<std::int64_t>(kScanMax + 1);
  const bool by_state = filter.state && !IsFinal(*filter.state);
  const Value all[] = {Value::Int(home.number), Value::Int(Before(filter)), Value::Int(limit)};
  const Value open[] = {Value::Int(home.number),
                        Value::Int(filter.state ? static_cast<std::int64_t>(*filter.state) : 0),
                        Value::Int(Before(filter)), Value::Int(limit)};
  auto read = by_state ? session.database->Run(kScanOpen, open, sink)
                       : session.database->Run(kScan, all, sink);
  if (read && !right) return Failure{Damaged(kOrders)};
  return read;
}

struct Link {
  orders::State state{};
  std::string caller;
  std::int64_t msisdn = 0;
  OrderId previous;
};

Result<std::optional<Link>, DbError> ReadLink(ReadSession& session, Home home, OrderId id) {
  std::optional<Link> link;
  bool right = true;
  auto sink = [&](Row row) {
    Fields fields(row);
    link.emplace();
    link->state = ReadState(fields);
    link->caller = fields.Text();
    link->msisdn = fields.Int();
    link->previous = OrderId(fields.Int());
    return right = fields.ok();
  };
  const Value parameters[] = {Value::Int(home.number), Value::Int(id.value())};
  auto read = session.database->Run(kLink, parameters, sink);
  if (!read) return Failure{read.error()};
  if (!right) return Failure{Damaged(kOrders)};
  return link;
}

// Where the chain of the number is entered: at its newest order, or behind the cursor.
Result<OrderId, DbError> ChainStart(ReadSession& session, Home home, const OrderFilter& filter) {
  if (filter.before) {
    const auto link = ReadLink(session, home, *filter.before);
    if (!link) return Failure{link.error()};
    // A cursor that is no order of this number has nothing behind it.
    const bool known = link->has_value() && (*link)->msisdn == filter.msisdn->value();
    return known ? (*link)->previous : OrderId();
  }
  session.numbers.clear();
  auto read = LoadNumbers(*session.database, home, {*filter.msisdn}, session.keys, session.numbers);
  if (!read) return Failure{read.error()};
  return session.numbers.empty() ? OrderId() : session.numbers.front().last_order;
}

DbStatus FollowChain(ReadSession& session, Home home, const OrderFilter& filter, Page& page) {
  const auto start = ChainStart(session, home, filter);
  if (!start) return Failure{start.error()};
  for (OrderId id = *start; !id.empty();) {
    const auto link = ReadLink(session, home, id);
    if (!link) return Failure{link.error()};
    const bool whole =
        link->has_value() && (*link)->msisdn == filter.msisdn->value() && (*link)->previous != id;
    if (!whole) return Failure{Damaged(kOrders)};
    if (!page.Look(id, (*link)->state, (*link)->caller)) break;
    id = (*link)->previous;
  }
  return Nothing{};
}

}  // namespace

DbStatus ListOrders(ReadSession& session, Home home, const OrderFilter& filter, OrderPage& page) {
  Page ids(filter);
  auto done =
      filter.msisdn ? FollowChain(session, home, filter, ids) : Scan(session, home, filter, ids);
  if (!done) return done;
  done = session.loader.Load(*session.database, home, ids.ids());
  if (!done) return done;
  auto& records = session.loader.orders();
  page.orders.assign(std::make_move_iterator(records.begin()),
                     std::make_move_iterator(records.end()));
  std::reverse(page.orders.begin(), page.orders.end());
  page.next = ids.next();
  return Nothing{};
}

}  // namespace herlaad::store
