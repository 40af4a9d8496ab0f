// Workspace: typed tables by id of all that one batch needs. The store fills it; decisions read it;
// what they change is written back from it, each row once however often it changed.
#pragma once

#include <map>
#include <unordered_map>
#include <vector>

#include "engine/ports/notices.h"
#include "engine/ports/records.h"

namespace herlaad::engine {

// What a batch asks the store for. An order brings its effect and its number along.
struct Needs {
  std::vector<Digest> claims;
  std::vector<OrderId> orders;
  std::vector<Msisdn> numbers;
  std::vector<KeyId> keys;
};

struct DigestHash {
  std::size_t operator()(const Digest& d) const noexcept { return d.low; }
};

class Workspace {
 public:
  // For the store while loading. What is not there is simply not put.
  void Put(Claim claim) { claims_.insert_or_assign(claim.key, std::move(claim)); }
  void Put(OrderRecord record);
  void Put(orders::Number number);
  void Put(ApiKey key);

  [[nodiscard]] const Claim* Find(const Digest& key) const;
  [[nodiscard]] const OrderRecord* Find(OrderId id) const;
  [[nodiscard]] const orders::Number* Find(Msisdn msisdn) const;
  [[nodiscard]] const ApiKey* Find(KeyId id) const;

  void Clear();

 private:
  std::unordered_map<Digest, Claim, DigestHash> claims_;
  std::unordered_map<OrderId, OrderRecord> orders_;
  std::unordered_map<Msisdn, orders::Number> numbers_;
  std::unordered_map<KeyId, ApiKey> keys_;
};

// What one batch changed, sorted by (table, key), each row once.
struct WriteSet {
  std::vector<OrderRecord> new_orders;
  std::vector<OrderRecord> changed_orders;  // with their payments, deliveries and refunds
  std::vector<orders::Number> numbers;      // new or changed
  std::vector<Claim> claims;                // new
  std::vector<PostedTransfer> transfers;    // new
  ledger::Changes balances;  // folded; the buckets of numbers are in their rows and not here
  std::vector<orders::Effect> effects;                        // new or changed
  std::vector<orders::Effect> effects_done;                   // to be removed
  std::vector<ApiKey> keys;                                   // new or changed
  std::vector<AuditEntry> audit;                              // new
  std::vector<OrderEvent> events;                             // new
  std::vector<std::pair<std::string, std::string>> settings;  // new or changed

  // Orders that are in another state than before the batch, or new. Not stored: for metrics and for
  // whoever follows an order.
  struct Entered {
    OrderId order;
    orders::State state = orders::State::kAwaitingPayment;
  };
  std::vector<Entered> entered;
  std::vector<Notice> notices;  // not stored either: for the log

  [[nodiscard]] bool empty() const;
};

}  // namespace herlaad::engine
