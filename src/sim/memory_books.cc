#include "sim/memory_books.h"

#include <algorithm>
#include <utility>

namespace herlaad::sim {

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

// How many rows there are under a key, of lists that only grow.
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

Status<StoreError> MemoryBooks::Load(const engine::Needs& needs, engine::Workspace& workspace) {
  const auto put_number = [&](Msisdn msisdn) {
    if (auto number = CopyOf(numbers_, msisdn)) workspace.Put(*std::move(number));
  };
  for (const Digest& key : needs.claims) {
    if (auto claim = CopyOf(claims_, key)) workspace.Put(*std::move(claim));
  }
  for (const OrderId id : needs.orders) {
    auto record = CopyOf(orders_, id);
    if (!record) continue;
    put_number(record->order.msisdn);
    workspace.Put(*std::move(record));
  }
  for (const Msisdn msisdn : needs.numbers) put_number(msisdn);
  for (const engine::KeyId id : needs.keys) {
    if (auto key = CopyOf(keys_, id)) workspace.Put(*std::move(key));
  }
  return Nothing{};
}

void MemoryBooks::Forget(OrderId id) {
  const auto at = orders_.find(id);
  if (at == orders_.end()) return;
  const auto& effect = at->second.effect;
  if (effect) due_[effect->lane].erase({effect->next_at, id});
  by_state_[orders::StateOf(at->second.order)].erase(id);
  orders_.erase(at);
}

void MemoryBooks::Keep(const OrderRecord& record) {
  const OrderId id = record.order.id;
  Forget(id);
  if (record.effect) due_[record.effect->lane].insert({record.effect->next_at, id});
  by_state_[orders::StateOf(record.order)].insert(id);
  orders_.insert_or_assign(id, record);
}

void MemoryBooks::EndLeases() {
  for (auto& [id, record] : orders_) {
    if (!record.effect || record.effect->state != orders::EffectState::kMarked) continue;
    Due& due = due_[record.effect->lane];
    due.erase({record.effect->next_at, id});
    record.effect->next_at = Instant{};
    due.insert({record.effect->next_at, id});
  }
}

engine::CommitResult MemoryBooks::Commit(const engine::WriteSet& writes) {
  for (const OrderRecord& record : writes.new_orders) {
    if (orders_.contains(record.order.id)) return engine::CommitResult::kPoisoned;
  }
  if (syncs_apart_) unkept_.push_back(Remember(writes));
  for (const OrderRecord& record : writes.new_orders) Keep(record);
  for (const OrderRecord& record : writes.changed_orders) Keep(record);
  for (const auto& number : writes.numbers) numbers_.insert_or_assign(number.msisdn, number);
  for (const auto& claim : writes.claims) claims_.insert_or_assign(claim.key, claim);
  for (const auto& key : writes.keys) keys_.insert_or_assign(key.id, key);
  for (const auto& [name, value] : writes.settings) settings_.insert_or_assign(name, value);
  for (const auto& posted : writes.transfers) transfers_[posted.order].push_back(posted);
  for (const auto& event : writes.events) events_[event.order].push_back(event);
  for (const auto& entry : writes.audit) audit_[entry.subject].push_back(entry);
  for (const auto& [account, change] : writes.balances) balances_[account] += change;
  return engine::CommitResult::kCommitted;
}

MemoryBooks::Before MemoryBooks::Remember(const engine::WriteSet& writes) {
  Before before;
  for (const auto* const list : {&writes.new_orders, &writes.changed_orders}) {
    for (const OrderRecord& record : *list) {
      before.orders.emplace_back(record.order.id, CopyOf(orders_, record.order.id));
    }
  }
  for (const auto& number : writes.numbers) {
    before.numbers.emplace_back(number.msisdn, CopyOf(numbers_, number.msisdn));
  }
  for (const auto& claim : writes.claims) before.claims.push_back(claim.key);
  for (const auto& key : writes.keys) before.keys.emplace_back(key.id, CopyOf(keys_, key.id));
  for (const auto& [name, value] : writes.settings) {
    before.settings.emplace_back(name, CopyOf(settings_, name));
  }
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

void MemoryBooks::TakeBack(const Before& before) {
  for (const auto& [id, record] : before.orders) {
    Forget(id);
    if (record) Keep(*record);
  }
  for (const auto& [msisdn, number] : before.numbers) PutBack(numbers_, msisdn, number);
  for (const Digest& claim : before.claims) claims_.erase(claim);
  for (const auto& [id, key] : before.keys) PutBack(keys_, id, key);
  for (const auto& [name, value] : before.settings) PutBack(settings_, name, value);
  Shorten(transfers_, before.transfers);
  Shorten(events_, before.events);
  Shorten(audit_, before.audit);
  for (const auto& [account, balance] : before.balances) PutBack(balances_, account, balance);
}

bool MemoryBooks::MakeDurable() {
  unkept_.clear();
  settled_ = 0;
  return true;
}

std::size_t MemoryBooks::LosePower(Random& random) {
  const auto kept = static_cast<std::size_t>(random.Below(unkept_.size() + 1));
  while (unkept_.size() > kept) {
    TakeBack(unkept_.back());
    unkept_.pop_back();
  }
  unkept_.clear();
  return std::exchange(settled_, 0) + kept;
}

Result<bool, StoreError> MemoryBooks::ForgetClaims(Instant now) {
  std::erase_if(claims_,
                [now](const auto& row) { return row.second.at + engine::kClaimLifetime < now; });
  return false;
}

Result<std::optional<OrderRecord>, StoreError> MemoryBooks::FindOrder(OrderId id) {
  Settle();
  return CopyOf(orders_, id);
}

Result<std::optional<engine::OrderTrail>, StoreError> MemoryBooks::FindTrail(OrderId id) {
  Settle();
  auto record = CopyOf(orders_, id);
  if (!record) return std::optional<engine::OrderTrail>();
  engine::OrderTrail trail{*std::move(record), {}, {}};
  if (auto audit = CopyOf(audit_, ToText(id))) trail.audit = *std::move(audit);
  if (auto events = CopyOf(events_, id)) trail.events = *std::move(events);
  return std::optional(std::move(trail));
}

Result<engine::OrderPage, StoreError> MemoryBooks::ListOrders(const engine::OrderFilter& filter) {
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

Result<std::optional<orders::Number>, StoreError> MemoryBooks::FindNumber(Msisdn msisdn) {
  Settle();
  return CopyOf(numbers_, msisdn);
}

Result<std::optional<engine::ApiKey>, StoreError> MemoryBooks::FindKey(const Digest& secret) {
  Settle();
  for (const auto& [id, key] : keys_) {
    if (key.secret == secret) return std::optional(key);
  }
  return std::optional<engine::ApiKey>();
}

Result<std::vector<engine::ApiKey>, StoreError> MemoryBooks::ListKeys() {
  Settle();
  std::vector<engine::ApiKey> keys;
  for (const auto& [id, key] : keys_) keys.push_back(key);
  return keys;
}

Result<std::optional<std::string>, StoreError> MemoryBooks::FindSetting(std::string_view name) {
  Settle();
  return CopyOf(settings_, name);
}

Result<std::vector<orders::Effect>, StoreError> MemoryBooks::DueEffects(std::string_view lane,
                                                                        Instant now,
                                                                        std::size_t limit) {
  Settle();
  std::vector<orders::Effect> effects;
  const auto due = due_.find(lane);
  if (due == due_.end()) return effects;
  for (const auto& [at, id] : due->second) {
    if (at > now || effects.size() == limit) break;
    effects.push_back(*orders_.at(id).effect);
  }
  return effects;
}

Result<std::optional<Instant>, StoreError> MemoryBooks::NextDue(std::string_view lane,
                                                                Instant after) {
  Settle();
  const auto due = due_.find(lane);
  if (due == due_.end()) return std::optional<Instant>();
  const auto at = due->second.lower_bound({after + Millis(1), OrderId()});
  return at == due->second.end() ? std::optional<Instant>() : std::optional(at->first);
}

Result<std::map<orders::State, std::int64_t>, StoreError> MemoryBooks::CountOpen() {
  Settle();
  std::map<orders::State, std::int64_t> counts;
  for (const auto& [state, ids] : by_state_) {
    if (!ids.empty() && !orders::IsFinal(state)) {
      counts[state] = static_cast<std::int64_t>(ids.size());
    }
  }
  return counts;
}

Result<std::int64_t, StoreError> MemoryBooks::GreatestId() {
  Settle();
  return orders_.empty() ? 0 : orders_.rbegin()->first.value();
}

Status<StoreError> MemoryBooks::ReadAll(const Reader& reader) {
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

}  // namespace herlaad::sim
