// Random orders, numbers and other records for tests and benchmarks of stores, from a seed. Every
// field takes every kind of value that the tables allow, whether or not the domain rules would
// produce it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "adapters/store/tables.h"
#include "base/core/id.h"
#include "base/core/random.h"
#include "engine/ports/read_set.h"

namespace herlaad::store {

// A temporary folder, removed on destruction.
class Folder {
 public:
  Folder() {
    std::string path = std::filesystem::temp_directory_path() / "herlaad-store-XXXXXX";
    CHECK(mkdtemp(path.data()) != nullptr, "a test can make a folder");
    path_ = path;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

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

  std::string Text(std::size_t longest) { return schema::SampleText(random_, longest); }

  orders::Order Order() { return Order(OrderId(NextId()), AnyNumber()); }
  orders::Order Order(OrderId id, Msisdn msisdn) {
    orders::Order order = schema::SampleRow<engine::OrderRecord>(random_).order;
    order.id = id;
    order.fulfilment = orders::Credit{msisdn, schema::SampleText(random_, 30), random_.Chance(50)};
    order.payments.clear();
    for (auto n = random_.Between(1, 3); n > 0; --n) AddPayment(order);
    for (auto n = random_.Between(0, 3); n > 0; --n) AddPart(order.deliveries);
    for (auto n = random_.Between(0, 2); n > 0; --n) AddRefund(order);
    return order;
  }

  void AddPayment(orders::Order& order) { AddPart(order.payments); }
  void AddDelivery(orders::Order& order) { AddPart(order.deliveries); }
  void AddRefund(orders::Order& order) {
    orders::Refund& refund = AddPart(order.refunds);
    refund.payment = 1;
    refund.amount += 1;
  }

  engine::OrderRecord Record() { return Record(Order()); }
  engine::OrderRecord Record(orders::Order order) {
    engine::OrderRecord record(std::move(order));
    record.transfers = static_cast<std::int32_t>(random_.Between(0, 9));
    return record;
  }

  orders::OutboxMessage OutboxMessage(OrderId order) {
    auto outbox_message = schema::SampleRow<orders::OutboxMessage>(random_);
    outbox_message.order = order;
    outbox_message.n = static_cast<std::int32_t>(random_.Between(1, 3));
    return outbox_message;
  }

  engine::OrderEvent Event(OrderId order, Instant at) {
    auto event = schema::SampleRow<engine::OrderEvent>(random_);
    event.order = order;
    event.at = at;
    return event;
  }

  orders::Subscriber NumberRow() { return NumberRow(AnyNumber()); }
  orders::Subscriber NumberRow(Msisdn msisdn) {
    auto subscriber = schema::SampleRow<orders::Subscriber>(random_);
    subscriber.msisdn = msisdn;
    return subscriber;
  }

  engine::IdempotencyRecord IdempotencyRecord() {
    auto record = schema::SampleRow<engine::IdempotencyRecord>(random_);
    record.at = now_;
    return record;
  }

  engine::ClientRecord Client() {
    auto client = schema::SampleRow<engine::ClientRecord>(random_);
    client.id = engine::ClientId(NextId());
    return client;
  }

  engine::ApiKey Key() {
    auto key = schema::SampleRow<engine::ApiKey>(random_);
    key.id = engine::KeyId(NextId());
    return key;
  }

  // Continues the chain of one node.
  engine::AuditRow Act(engine::AuditEntry entry) {
    return engine::Continue(audit_tail_, engine::AuditId(NextId()), std::move(entry));
  }
  [[nodiscard]] const engine::AuditTail& audit_tail() const { return audit_tail_; }

 private:
  template <class Part>
  Part& AddPart(std::vector<Part>& parts) {
    Part& part = parts.emplace_back(schema::SampleRow<Part>(random_));
    part.n = static_cast<std::int32_t>(parts.size());
    return part;
  }

  Random random_;
  IdSource ids_;
  Instant now_ = kSampleNow;
  engine::AuditTail audit_tail_{};
};

}  // namespace herlaad::store
