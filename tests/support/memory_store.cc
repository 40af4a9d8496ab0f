#include "tests/support/memory_store.h"

#include <algorithm>

namespace herlaad::testing {

using engine::CommitResult;
using engine::OrderRecord;
using engine::StoreError;

namespace {

template <class Map, class Key>
auto CopyOf(const Map& map, const Key& key) {
  const auto at = map.find(key);
  return at == map.end() ? std::optional<typename Map::mapped_type>() : std::optional(at->second);
}

}  // namespace

void MemoryStore::Put(orders::Subscriber number) {
  const std::lock_guard lock(mutex_);
  const Msisdn msisdn = number.msisdn;
  numbers_.insert_or_assign(msisdn, std::move(number));
}

void MemoryStore::Put(orders::Order order) {
  const std::lock_guard lock(mutex_);
  const OrderId id = order.id;
  orders_.insert_or_assign(id, engine::OrderRecord(std::move(order)));
}

void MemoryStore::FailLoads(std::size_t count) {
  const std::lock_guard lock(mutex_);
  next_loads.assign(count, StoreError::Kind::kUnavailable);
}

void MemoryStore::HoldCommits(std::function<void()> wait) {
  const std::lock_guard lock(mutex_);
  after_commit = std::move(wait);
}

Status<StoreError> MemoryStore::Load(const engine::Needs& needs, engine::ReadSet& read_set) {
  const std::lock_guard lock(mutex_);
  if (!next_loads.empty()) {
    const auto kind = next_loads.front();
    next_loads.pop_front();
    return Failure{StoreError{kind, "scripted"}};
  }
  const auto put_number = [&](Msisdn msisdn) {
    if (auto number = CopyOf(numbers_, msisdn)) read_set.Put(*std::move(number));
  };
  for (const Digest& key : needs.idempotency_records) {
    if (auto idempotency_record = CopyOf(idempotency_records_, key))
      read_set.Put(*std::move(idempotency_record));
  }
  for (const OrderId id : needs.orders) {
    auto record = CopyOf(orders_, id);
    if (!record) continue;
    put_number(record->order.msisdn);
    read_set.Put(*std::move(record));
  }
  for (const Msisdn msisdn : needs.subscribers) put_number(msisdn);
  plain_.Copy(needs.plain, read_set);
  return Nothing{};
}

CommitResult MemoryStore::Commit(const engine::WriteSet& writes) {
  const std::lock_guard lock(mutex_);
  auto result = CommitResult::kCommitted;
  if (!next_commits.empty()) {
    result = next_commits.front();
    next_commits.pop_front();
  }
  for (const orders::Subscriber& number : writes.subscribers) {
    if (poison == number.msisdn) return CommitResult::kPoisoned;
  }
  if (result == CommitResult::kCommitted || (result == CommitResult::kUnknown && unknown_keeps)) {
    Keep(writes);
  }
  if (after_commit) after_commit();
  return result;
}

CommitResult MemoryStore::ConfirmReads() {
  const std::lock_guard lock(mutex_);
  if (next_confirms.empty()) return CommitResult::kCommitted;
  const auto result = next_confirms.front();
  next_confirms.pop_front();
  return result;
}

void MemoryStore::Keep(const engine::WriteSet& writes) {
  ++commits;
  for (const auto* list : {&writes.new_orders, &writes.changed_orders}) {
    for (const OrderRecord& record : *list) orders_.insert_or_assign(record.order.id, record);
  }
  for (const auto& number : writes.subscribers) numbers_.insert_or_assign(number.msisdn, number);
  for (const auto& idempotency_record : writes.idempotency_records)
    idempotency_records_.insert_or_assign(idempotency_record.key, idempotency_record);
  plain_.PutAll(writes.plain);
  for (const auto& posted : writes.transfers) {
    transfers_.insert_or_assign({posted.order, posted.n}, posted);
  }
  for (const auto& [account, change] : writes.balances) balances_[account] += change;
  audit_.insert(audit_.end(), writes.audit.begin(), writes.audit.end());
  events_.insert(events_.end(), writes.events.begin(), writes.events.end());
}

Result<bool, StoreError> MemoryStore::ForgetIdempotencyRecords(Instant now) {
  const std::lock_guard lock(mutex_);
  std::erase_if(idempotency_records_, [now](const auto& row) {
    return row.second.at + engine::kIdempotencyLifetime < now;
  });
  return false;
}

Result<std::optional<OrderRecord>, StoreError> MemoryStore::FindOrder(OrderId id) {
  if (before_reading) before_reading();
  if (reads_fail) return Failure{StoreError{StoreError::Kind::kUnavailable, "scripted"}};
  const std::lock_guard lock(mutex_);
  return CopyOf(orders_, id);
}

Result<std::optional<engine::OrderTrail>, StoreError> MemoryStore::FindTrail(OrderId id) {
  if (reads_fail) return Failure{StoreError{StoreError::Kind::kUnavailable, "scripted"}};
  const std::lock_guard lock(mutex_);
  auto record = CopyOf(orders_, id);
  if (!record) return std::optional<engine::OrderTrail>();
  engine::OrderTrail trail{*std::move(record), {}, {}};
  std::copy_if(audit_.begin(), audit_.end(), std::back_inserter(trail.audit),
               [&](const auto& entry) { return entry.subject == ToText(id); });
  std::copy_if(events_.begin(), events_.end(), std::back_inserter(trail.events),
               [&](const auto& event) { return event.order == id; });
  return std::optional(std::move(trail));
}

Result<engine::OrderPage, StoreError> MemoryStore::ListOrders(const engine::OrderFilter& filter) {
  const std::lock_guard lock(mutex_);
  engine::OrderPage page;
  engine::OrderCount total;
  for (auto at = orders_.rbegin(); at != orders_.rend(); ++at) {
    if (!engine::Fits(filter, at->second.order)) continue;
    ++total.orders;
    if (filter.before && at->first >= *filter.before) continue;
    if (page.orders.size() < std::min(filter.limit, engine::kPageMax)) {
      page.orders.push_back(at->second);
    } else if (!page.next) {
      page.next = page.orders.back().order.id;
    }
  }
  if (filter.count) page.total = total;
  return page;
}

Result<std::optional<orders::Subscriber>, StoreError> MemoryStore::FindSubscriber(Msisdn msisdn) {
  const std::lock_guard lock(mutex_);
  return CopyOf(numbers_, msisdn);
}

Result<std::optional<engine::ApiKey>, StoreError> MemoryStore::FindKey(const Digest& secret) {
  ++key_reads;
  const std::lock_guard lock(mutex_);
  for (const auto& [id, key] : plain_.Of<engine::ApiKey>()) {
    if (key.secret == secret) return std::optional(key);
  }
  return std::optional<engine::ApiKey>();
}

Result<std::vector<orders::OutboxMessage>, StoreError> MemoryStore::DueOutboxMessages(
    std::string_view destination, Instant now, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  std::vector<orders::OutboxMessage> due;
  for (const auto& [id, record] : orders_) {
    if (record.outbox_message && record.outbox_message->destination == destination &&
        record.outbox_message->next_at <= now) {
      due.push_back(*record.outbox_message);
    }
  }
  std::stable_sort(due.begin(), due.end(),
                   [](const auto& a, const auto& b) { return a.next_at < b.next_at; });
  if (due.size() > limit) due.resize(limit);
  return due;
}

Result<std::optional<Instant>, StoreError> MemoryStore::NextDue(std::string_view destination,
                                                                Instant after) {
  const std::lock_guard lock(mutex_);
  std::optional<Instant> next;
  for (const auto& [id, record] : orders_) {
    if (!record.outbox_message || record.outbox_message->destination != destination ||
        record.outbox_message->next_at <= after)
      continue;
    next = std::min(next.value_or(record.outbox_message->next_at), record.outbox_message->next_at);
  }
  return next;
}

Result<std::map<orders::State, std::int64_t>, StoreError> MemoryStore::CountOpen() {
  const std::lock_guard lock(mutex_);
  std::map<orders::State, std::int64_t> counts;
  for (const auto& [id, record] : orders_) {
    const auto state = orders::StateOf(record.order);
    if (!orders::IsFinal(state)) ++counts[state];
  }
  return counts;
}

Result<std::int64_t, StoreError> MemoryStore::GreatestId() {
  const std::lock_guard lock(mutex_);
  return orders_.empty() ? 0 : orders_.rbegin()->first.value();
}

Status<StoreError> MemoryStore::ReadAll(const Reader& reader) {
  const std::lock_guard lock(mutex_);
  for (const auto& [id, record] : orders_) {
    if (!reader.order(record)) return Nothing{};
    for (auto at = transfers_.lower_bound({id, 0}); at != transfers_.end() && at->first.first == id;
         ++at) {
      if (!reader.transfer(at->second)) return Nothing{};
    }
  }
  for (const auto& [msisdn, number] : numbers_) {
    if (!reader.number(number)) return Nothing{};
  }
  for (const auto& [account, balance] : balances_) {
    if (!reader.balance(account, balance)) return Nothing{};
  }
  return Nothing{};
}

std::vector<engine::AuditEntry> MemoryStore::Audit() {
  const std::lock_guard lock(mutex_);
  return audit_;
}

}  // namespace herlaad::testing
