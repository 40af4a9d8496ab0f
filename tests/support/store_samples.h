// Random orders, numbers and other records for tests and benchmarks of stores, from a seed. Every
// field takes every kind of value that the tables allow, whether or not the domain rules would
// produce it.
#pragma once

#include <string>

#include "base/core/id.h"
#include "base/core/random.h"
#include "engine/ports/read_set.h"
#include "tests/support/folder.h"

namespace herlaad::store {

inline constexpr Instant kSampleNow{1'800'000'000'000};

inline auto& NewOrders(engine::WriteSet& writes) {
  return writes.inserted.Of<engine::OrderRecord>();
}
inline const auto& NewOrders(const engine::WriteSet& writes) {
  return writes.inserted.Of<engine::OrderRecord>();
}
inline auto& NewIdempotencyRecords(engine::WriteSet& writes) {
  return writes.inserted.Of<engine::IdempotencyRecord>();
}
inline const auto& NewIdempotencyRecords(const engine::WriteSet& writes) {
  return writes.inserted.Of<engine::IdempotencyRecord>();
}

class Samples {
 public:
  explicit Samples(std::uint64_t seed) : random_(seed), ids_(Shard{}, 0) {}

  Random& random() { return random_; }
  Instant now() const { return now_; }
  void Pass(Millis time) { now_ = now_ + time; }
  std::int64_t NextId() { return ids_.Next(now_); }

  static Msisdn Number(std::int64_t n) { return Msisdn::FromStored(32'470'000'000 + n); }
  Msisdn AnyNumber() { return Number(random_.Between(0, 999'999)); }

  std::string Text(std::size_t longest);

  orders::Order Order();
  orders::Order Order(OrderId id, Msisdn msisdn);
  void AddPayment(orders::Order& order);
  void AddDelivery(orders::Order& order);
  void AddRefund(orders::Order& order);
  void AddDispute(orders::Order& order);

  engine::OrderRecord Record();
  engine::OrderRecord Record(orders::Order order);

  orders::OutboxMessage OutboxMessage(OrderId order);
  engine::OrderEvent Event(OrderId order, Instant at);

  orders::Subscriber NumberRow();
  orders::Subscriber NumberRow(Msisdn msisdn);

  engine::IdempotencyRecord IdempotencyRecord();
  engine::ClientRecord Client();
  engine::ApiKey Key();
  engine::StaffMember StaffMember();
  engine::StaffSession StaffSession();
  engine::StaffApproval StaffApproval();

  // Continues the chain of one node.
  engine::AuditRow Act(engine::AuditEntry entry);
  [[nodiscard]] const engine::AuditTail& audit_tail() const { return audit_tail_; }

 private:
  Random random_;
  IdSource ids_;
  Instant now_ = kSampleNow;
  engine::AuditTail audit_tail_{};
};

}  // namespace herlaad::store
