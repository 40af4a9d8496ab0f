#include "simulation/memory_database.h"

#include <algorithm>
#include <utility>

namespace herlaad::simulation {

using engine::OrderRecord;
using engine::StoreError;

namespace {

template <class Map, class Key>
auto CopyOf(const Map& map, const Key& key) {
  const auto at = map.find(key);
  return at == map.end() ? std::optional<typename Map::mapped_type>() : std::optional(at->second);
}

template <class Map, class Key, class Value>
void PutBack(Map& map, const Key& key, const std::optional<Value>& value) {
  if (value) {
    map.insert_or_assign(key, *value);
  } else {
    map.erase(key);
  }
}

// Number of rows under a key, in lists that only grow.
template <class Lists, class Key>
std::size_t SizeOf(const Lists& lists, const Key& key) {
  const auto at = lists.find(key);
  return at == lists.end() ? 0 : at->second.size();
}

template <class Lists, class Sizes>
void Shorten(Lists& lists, const Sizes& sizes) {
  for (const auto& [key, size] : sizes) {
    auto& rows = lists[key];
    rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(size), rows.end());
  }
}

}  // namespace

Status<StoreError> MemoryDatabase::Load(const engine::Needs& needs, engine::ReadSet& read_set) {
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

void MemoryDatabase::Forget(OrderId id) {
  const auto at = orders_.find(id);
  if (at == orders_.end()) return;
  const auto& outbox_message = at->second.outbox_message;
  if (outbox_message) due_[outbox_message->destination].erase({outbox_message->next_at, id});
  by_state_[orders::StateOf(at->second.order)].erase(id);
  orders_.erase(at);
}

void MemoryDatabase::Keep(const OrderRecord& record) {
  const OrderId id = record.order.id;
  Forget(id);
  if (record.outbox_message)
    due_[record.outbox_message->destination].insert({record.outbox_message->next_at, id});
  by_state_[orders::StateOf(record.order)].insert(id);
  orders_.insert_or_assign(id, record);
}

void MemoryDatabase::EndLeases() {
  for (auto& [id, record] : orders_) {
    if (!record.outbox_message ||
        record.outbox_message->state != orders::OutboxMessageState::kLeased)
      continue;
    Due& due = due_[record.outbox_message->destination];
    due.erase({record.outbox_message->next_at, id});
    record.outbox_message->next_at = Instant{};
    due.insert({record.outbox_message->next_at, id});
  }
}

engine::CommitResult MemoryDatabase::Commit(const engine::WriteSet& writes) {
  for (const OrderRecord& record : writes.new_orders) {
    if (orders_.contains(record.order.id)) return engine::CommitResult::kPoisoned;
  }
  if (syncs_apart_) not_durable_.push_back(Remember(writes));
  for (const OrderRecord& record : writes.new_orders) Keep(record);
  for (const OrderRecord& record : writes.changed_orders) Keep(record);
  for (const auto& number : writes.subscribers) numbers_.insert_or_assign(number.msisdn, number);
  for (const auto& idempotency_record : writes.idempotency_records)
    idempotency_records_.insert_or_assign(idempotency_record.key, idempotency_record);
  plain_.PutAll(writes.plain);
  for (const auto& posted : writes.transfers) transfers_[posted.order].push_back(posted);
  for (const auto& event : writes.events) events_[event.order].push_back(event);
  for (const auto& entry : writes.audit) audit_[entry.subject].push_back(entry);
  for (const auto& [account, change] : writes.balances) balances_[account] += change;
  return engine::CommitResult::kCommitted;
}

MemoryDatabase::Before MemoryDatabase::Remember(const engine::WriteSet& writes) {
  Before before;
  for (const auto* const list : {&writes.new_orders, &writes.changed_orders}) {
    for (const OrderRecord& record : *list) {
      before.orders.emplace_back(record.order.id, CopyOf(orders_, record.order.id));
    }
  }
  for (const auto& number : writes.subscribers) {
    before.numbers.emplace_back(number.msisdn, CopyOf(numbers_, number.msisdn));
  }
  for (const auto& idempotency_record : writes.idempotency_records)
    before.idempotency_records.push_back(idempotency_record.key);
  before.plain = plain_.Remember(writes.plain);
  for (const auto& posted : writes.transfers) {
    before.transfers.emplace(posted.order, SizeOf(transfers_, posted.order));
  }
  for (const auto& event : writes.events) {
    before.events.emplace(event.order, SizeOf(events_, event.order));
  }
  for (const auto& entry : writes.audit) {
    before.audit.emplace(entry.subject, SizeOf(audit_, entry.subject));
  }
  for (const auto& [account, change] : writes.balances) {
    before.balances.emplace_back(account, CopyOf(balances_, account));
  }
  return before;
}

void MemoryDatabase::TakeBack(const Before& before) {
  for (const auto& [id, record] : before.orders) {
    Forget(id);
    if (record) Keep(*record);
  }
  for (const auto& [msisdn, number] : before.numbers) PutBack(numbers_, msisdn, number);
  for (const Digest& idempotency_record : before.idempotency_records)
    idempotency_records_.erase(idempotency_record);
  plain_.PutBack(before.plain);
  Shorten(transfers_, before.transfers);
  Shorten(events_, before.events);
  Shorten(audit_, before.audit);
  for (const auto& [account, balance] : before.balances) PutBack(balances_, account, balance);
}

bool MemoryDatabase::MakeDurable() {
  not_durable_.clear();
  settled_ = 0;
  return true;
}

std::size_t MemoryDatabase::LosePower(Random& random) {
  const auto kept = static_cast<std::size_t>(random.Below(not_durable_.size() + 1));
  while (not_durable_.size() > kept) {
    TakeBack(not_durable_.back());
    not_durable_.pop_back();
  }
  not_durable_.clear();
  return std::exchange(settled_, 0) + kept;
}

Result<bool, StoreError> MemoryDatabase::ForgetIdempotencyRecords(Instant now) {
  std::erase_if(idempotency_records_, [now](const auto& row) {
    return row.second.at + engine::kIdempotencyLifetime < now;
  });
  return false;
}

Result<std::optional<OrderRecord>, StoreError> MemoryDatabase::FindOrder(OrderId id) {
  Settle();
  return CopyOf(orders_, id);
}

Result<std::optional<engine::OrderTrail>, StoreError> MemoryDatabase::FindTrail(OrderId id) {
  Settle();
  auto record = CopyOf(orders_, id);
  if (!record) return std::optional<engine::OrderTrail>();
  engine::OrderTrail trail{*std::move(record), {}, {}};
  if (auto audit = CopyOf(audit_, ToText(id))) trail.audit = *std::move(audit);
  if (auto events = CopyOf(events_, id)) trail.events = *std::move(events);
  return std::optional(std::move(trail));
}

Result<engine::OrderPage, StoreError> MemoryDatabase::ListOrders(
    const engine::OrderFilter& filter) {
  Settle();
  engine::OrderPage page;
  const std::size_t limit = std::min(filter.limit, engine::kPageMax);
  const auto add = [&](const OrderRecord& record) {
    const bool behind = filter.before && record.order.id >= *filter.before;
    if (behind || !engine::Fits(filter, record.order)) return true;
    if (page.orders.size() == limit) {
      page.next = page.orders.back().order.id;
      return false;
    }
    page.orders.push_back(record);
    return true;
  };
  if (filter.count) {
    const auto fits = [&filter](const auto& row) { return engine::Fits(filter, row.second.order); };
    const auto count = std::count_if(orders_.begin(), orders_.end(), fits);
    page.total = {static_cast<std::size_t>(count), false};
  }
  if (filter.state) {
    const auto& ids = by_state_[*filter.state];
    for (auto at = ids.rbegin(); at != ids.rend(); ++at) {
      if (!add(orders_.at(*at))) break;
    }
    return page;
  }
  for (auto at = orders_.rbegin(); at != orders_.rend(); ++at) {
    if (!add(at->second)) break;
  }
  return page;
}

Result<std::optional<orders::Subscriber>, StoreError> MemoryDatabase::FindSubscriber(
    Msisdn msisdn) {
  Settle();
  return CopyOf(numbers_, msisdn);
}

Result<std::optional<engine::ApiKey>, StoreError> MemoryDatabase::FindKey(const Digest& secret) {
  Settle();
  for (const auto& [id, key] : plain_.Of<engine::ApiKey>()) {
    if (key.secret == secret) return std::optional(key);
  }
  return std::optional<engine::ApiKey>();
}

Result<std::vector<orders::OutboxMessage>, StoreError> MemoryDatabase::DueOutboxMessages(
    std::string_view destination, Instant now, std::size_t limit) {
  Settle();
  std::vector<orders::OutboxMessage> outbox_messages;
  const auto due = due_.find(destination);
  if (due == due_.end()) return outbox_messages;
  for (const auto& [at, id] : due->second) {
    if (at > now || outbox_messages.size() == limit) break;
    outbox_messages.push_back(*orders_.at(id).outbox_message);
  }
  return outbox_messages;
}

Result<std::optional<Instant>, StoreError> MemoryDatabase::NextDue(std::string_view destination,
                                                                   Instant after) {
  Settle();
  const auto due = due_.find(destination);
  if (due == due_.end()) return std::optional<Instant>();
  const auto at = due->second.lower_bound({after + Millis(1), OrderId()});
  return at == due->second.end() ? std::optional<Instant>() : std::optional(at->first);
}

Result<std::map<orders::State, std::int64_t>, StoreError> MemoryDatabase::CountOpen() {
  Settle();
  std::map<orders::State, std::int64_t> counts;
  for (const auto& [state, ids] : by_state_) {
    if (!ids.empty() && !orders::IsFinal(state)) {
      counts[state] = static_cast<std::int64_t>(ids.size());
    }
  }
  return counts;
}

Result<std::int64_t, StoreError> MemoryDatabase::GreatestId() {
  Settle();
  return orders_.empty() ? 0 : orders_.rbegin()->first.value();
}

Status<StoreError> MemoryDatabase::ReadAll(const Reader& reader) {
  Settle();
  for (const auto& [id, record] : orders_) {
    if (!reader.order(record)) return Nothing{};
    for (const auto& posted : transfers_[id]) {
      if (!reader.transfer(posted)) return Nothing{};
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

}  // namespace herlaad::simulation
