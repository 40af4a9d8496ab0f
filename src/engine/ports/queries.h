// Queries: reads that never wait for writes. Thread-safe; every call sees a consistent snapshot of
// committed data.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/result.h"
#include "engine/ports/records.h"
#include "engine/ports/store.h"

namespace herlaad::engine {

struct OrderFilter {
  std::optional<orders::State> state;
  std::optional<Msisdn> msisdn;
  std::string client;                 // empty: any client
  std::string client_reference = {};  // of ClientDetails; empty: any. Served by an index
  std::optional<OrderId> id;          // only this order
  // Only the order with the receipt of this number; none while it has no receipt.
  std::optional<OrderId> receipt;
  // The bank's reference of a charge or refund; empty: any. There is no index on it: orders are
  // scanned, newest first, so bound the search with `from`.
  std::string bank_reference;
  // Placed in [from, until), by the time that is shown: Order::created_at. Orders are read by id;
  // the time in an id is never before created_at, and at most kIdsAheadMax after it unless
  // `clock_accepted`.
  std::optional<Instant> from;
  std::optional<Instant> until;
  // A clock far behind the database was accepted at some time, and ids went on from the last one.
  // Orders are then scanned from the newest, whatever `until`.
  bool clock_accepted = false;
  std::optional<OrderId> before;  // cursor from the previous page
  std::size_t limit = 20;         // at most kPageMax
  bool count = false;             // count all matches in OrderPage::total, regardless of the cursor
};
inline constexpr std::size_t kPageMax = 100;
// How far the time in an id may be ahead of the clock: a server does not start with a clock further
// behind the database unless that is accepted.
inline constexpr Millis kIdsAheadMax{3'600'000};

// Whether an order placed at `created_at` is within the times of the filter.
bool IsWithin(const OrderFilter& filter, Instant created_at);
// Whether an order matches the filter, without regard to the cursor.
bool Fits(const OrderFilter& filter, const orders::Order& order);

// Number of matching orders. Reading is bounded: `more` means that there may be others.
struct OrderCount {
  std::size_t orders = 0;
  bool more = false;
  friend bool operator==(const OrderCount&, const OrderCount&) = default;
};

// Newest first. May hold fewer orders than requested although `next` is set, because at most
// kScanMax rows are read.
struct OrderPage {
  std::vector<OrderRecord> orders;
  std::optional<OrderId> next;
  std::optional<OrderCount> total;
};
inline constexpr std::size_t kScanMax = 10'000;
inline constexpr std::size_t kTrailMax = 1'000;
inline constexpr std::size_t kSubscribersMax = 1'000;

class Queries : public RowReaders<ListedRows> {
 public:
  // Calls `readings`. What they read by this object on the calling thread may come from one
  // snapshot, begun after the call: cheaper than a snapshot each.
  virtual void Together(const std::function<void()>& readings) { readings(); }

  virtual Result<std::optional<OrderRecord>, StoreError> FindOrder(OrderId id) = 0;
  // The order with its events and audit entries: the first kTrailMax of each.
  virtual Result<std::optional<OrderTrail>, StoreError> FindTrail(OrderId id) = 0;
  // Top-ups only.
  virtual Result<OrderPage, StoreError> ListOrders(const OrderFilter& filter) = 0;
  virtual Result<std::optional<orders::Subscriber>, StoreError> FindSubscriber(Msisdn msisdn) = 0;
  // Up to `limit` numbers after `after`, or from the first one, in the order of their keys. At most
  // kSubscribersMax.
  virtual Result<std::vector<orders::Subscriber>, StoreError> ListSubscribers(
      std::optional<Msisdn> after, std::size_t limit) = 0;
  virtual Result<std::optional<ApiKey>, StoreError> FindKey(const Digest& secret) = 0;

  // The voucher whose PIN has this digest.
  virtual Result<std::optional<vouchers::Voucher>, StoreError> FindVoucher(const Digest& pin) {
    (void)pin;
    return Failure{StoreError{StoreError::Kind::kUnavailable, "no vouchers are kept here"}};
  }

  // A row by its key.
  template <class Row>
  Result<std::optional<Row>, StoreError> FindRow(const Key<Row>& key) {
    auto rows = ReadRows(RowQuery<Row>{.from = key, .limit = 1});
    if (!rows.ok()) return Failure{rows.error()};
    if (rows->empty() || KeyOf<Row>::Of(rows->front()) != key) return std::optional<Row>();
    return std::optional<Row>(std::move(rows->front()));
  }
  Result<std::optional<std::string>, StoreError> FindSetting(std::string_view name) {
    auto found = FindRow<Setting>(std::string(name));
    if (!found.ok()) return Failure{found.error()};
    return *found ? std::optional(std::move((*found)->value)) : std::nullopt;
  }

  // A queue's open outbox messages with next_at at or before `now`, longest due first. Per queue,
  // so that a dead destination with many messages does not hide the others. Served by an index on
  // (shard, queue, next_at).
  virtual Result<std::vector<orders::OutboxMessage>, StoreError> DueOutboxMessages(
      std::string_view destination, Instant now, std::size_t limit) = 0;
  // Due time of the queue's next outbox message after `after`; nullopt if there is none.
  virtual Result<std::optional<Instant>, StoreError> NextDue(std::string_view destination,
                                                             Instant after) = 0;

  // The same for the messages of other owners: those of a queue that are due, longest due first,
  // and the due time of the next one after `after`. Served by an index of the open ones.
  virtual Result<std::vector<outbox::Message>, StoreError> DueMessages(std::string_view destination,
                                                                       Instant now,
                                                                       std::size_t limit) {
    (void)destination, (void)now, (void)limit;
    return std::vector<outbox::Message>();
  }
  virtual Result<std::optional<Instant>, StoreError> NextMessageDue(std::string_view destination,
                                                                    Instant after) {
    (void)destination, (void)after;
    return std::optional<Instant>();
  }

  // The queues whose names begin with `prefix` and that have open messages, by name, with the due
  // time of the first one: at most `limit` names after `after`. A step in an index for each.
  struct OpenQueue {
    std::string destination;
    Instant next_at{};
  };
  virtual Result<std::vector<OpenQueue>, StoreError> OpenQueues(std::string_view prefix,
                                                                std::string_view after,
                                                                std::size_t limit) {
    (void)prefix, (void)after, (void)limit;
    return std::vector<OpenQueue>();
  }
  // Messages of an owner with this id, newest first, with ids below `before` if it is given.
  virtual Result<std::vector<outbox::Message>, StoreError> MessagesOf(
      std::string_view owner_id, std::optional<outbox::MessageId> before, std::size_t limit) {
    (void)owner_id, (void)before, (void)limit;
    return std::vector<outbox::Message>();
  }

  // Open orders by state, for metrics. Cheap: open orders have an index of their own.
  virtual Result<std::map<orders::State, std::int64_t>, StoreError> CountOpen() = 0;

  // The greatest order id, so that ids stay unique even if the clock was set back before a restart.
  virtual Result<std::int64_t, StoreError> GreatestId() = 0;

  // For `herlaad verify`: reads everything in one snapshot, in order of id. Stops when a callback
  // returns false.
  struct Reader {
    std::function<bool(const OrderRecord&)> order;
    std::function<bool(const ledger::Entry&)> entry;                    // after its cause
    std::function<bool(const orders::Subscriber&)> number;              // after all orders
    std::function<bool(const vouchers::Voucher&)> voucher;              // after all numbers
    std::function<bool(const FloatPayment&)> float_payment;             // after all vouchers
    std::function<bool(const ReconcilePosting&)> posting;               // after all payments
    std::function<bool(const ledger::AccountBalance&)> floored;         // then, before `balance`
    std::function<bool(const ledger::Account&, std::int64_t)> balance;  // last: every account
  };
  virtual Status<StoreError> ReadAll(const Reader& reader) = 0;
};

}  // namespace herlaad::engine
