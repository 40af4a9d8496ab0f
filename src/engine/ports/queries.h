// Queries: reads that never queue behind writes. Every method may be called from any thread and
// sees one consistent snapshot of what is committed.
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
  std::string caller;         // empty: everybody's
  std::optional<OrderId> id;  // only this one
  // The bank's name for a charge or a refund of it; empty: any. No index has it: orders are looked
  // through, the newest first, so a search is best bounded with `from`.
  std::string bank_reference;
  // Placed at that moment or later, and before that one: by the time in its id.
  std::optional<Instant> from;
  std::optional<Instant> until;
  std::optional<OrderId> before;  // the cursor of the page before
  std::size_t limit = 20;         // at most kPageMax
  bool count = false;             // say in OrderPage::total how many fit, whatever the cursor
};
inline constexpr std::size_t kPageMax = 100;

// Whether an order is one of those that are asked for; the cursor is left aside.
bool Fits(const OrderFilter& filter, const orders::Order& order);

// How many orders fit; reading is bounded, so `more` says that there may be others.
struct OrderCount {
  std::size_t orders = 0;
  bool more = false;
  friend bool operator==(const OrderCount&, const OrderCount&) = default;
};

// Newest first. A page may hold fewer than asked for while `next` says there is more: reading is
// bounded (kScanMax rows).
struct OrderPage {
  std::vector<OrderRecord> orders;
  std::optional<OrderId> next;
  std::optional<OrderCount> total;
};
inline constexpr std::size_t kScanMax = 10'000;
inline constexpr std::size_t kTrailMax = 1'000;

class Queries {
 public:
  virtual ~Queries() = default;

  virtual Result<std::optional<OrderRecord>, StoreError> FindOrder(OrderId id) = 0;
  // With what happened to it: at most kTrailMax entries of either kind, the first ones.
  virtual Result<std::optional<OrderTrail>, StoreError> FindTrail(OrderId id) = 0;
  virtual Result<OrderPage, StoreError> ListOrders(const OrderFilter& filter) = 0;
  virtual Result<std::optional<orders::Number>, StoreError> FindNumber(Msisdn msisdn) = 0;
  virtual Result<std::optional<ApiKey>, StoreError> FindKey(const Digest& secret) = 0;
  virtual Result<std::vector<ApiKey>, StoreError> ListKeys() = 0;
  virtual Result<std::optional<std::string>, StoreError> FindSetting(std::string_view name) = 0;

  // A lane's open effects with next_at at or before `now`, the longest due first. By lane, so that
  // a dead destination with many open effects hides nobody else's; served by an index on (home,
  // lane, next_at).
  virtual Result<std::vector<orders::Effect>, StoreError> DueEffects(std::string_view lane,
                                                                     Instant now,
                                                                     std::size_t limit) = 0;
  // When the lane's next effect after `after` is due; nothing when there is none.
  virtual Result<std::optional<Instant>, StoreError> NextDue(std::string_view lane,
                                                             Instant after) = 0;

  // Open orders by state, for metrics and a dashboard. Cheap: open orders have an index of their
  // own.
  virtual Result<std::map<orders::State, std::int64_t>, StoreError> CountOpen() = 0;

  // The greatest order id, so that a clock set back while we were down repeats nothing.
  virtual Result<std::int64_t, StoreError> GreatestId() = 0;

  // For `herlaad verify`: everything, in one snapshot, in order of id; a callback that returns
  // false ends the reading.
  struct Reader {
    std::function<bool(const OrderRecord&)> order;
    std::function<bool(const PostedTransfer&)> transfer;  // those of one order directly after it
    std::function<bool(const orders::Number&)> number;    // after all orders
    std::function<bool(const ledger::Account&, std::int64_t)>
        balance;  // at the end; stripes added up
  };
  virtual Status<StoreError> ReadAll(const Reader& reader) = 0;
};

}  // namespace herlaad::engine
