#include "adapters/store/memory_store.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "adapters/store/idempotency/idempotency_records.h"

template class herlaad::engine::RowMaps<herlaad::engine::OtherRows, herlaad::engine::OrderedMap>;

namespace herlaad::store {

using engine::OrderRecord;
using engine::StoreError;

namespace {

template <class Map, class Key>
auto CopyOf(const Map& map, const Key& key) {
  const auto at = map.find(key);
  return at == map.end() ? std::optional<typename Map::mapped_type>() : std::optional(at->second);
}

template <class Value, class Key>
void PutBack(std::map<Key, Value>& map, const Key& key, const std::optional<Value>& value) {
  if (value) {
    map.insert_or_assign(key, *value);
  } else {
    map.erase(key);
  }
}

template <class Rows>
void Shorten(Rows& rows, std::size_t size) {
  if (rows.size() > size) rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(size), rows.end());
}

// Reads orders, newest first, at most kScanMax of them.
class OrderScan {
 public:
  explicit OrderScan(const engine::OrderFilter& filter)
      : filter_(filter), limit_(std::clamp<std::size_t>(filter.limit, 1, engine::kPageMax)) {}

  // False once no more are wanted.
  bool Take(const OrderRecord& record) {
    const OrderId id = record.order.id;
    if (filter_.before && id >= *filter_.before) return true;
    const bool fits = engine::Fits(filter_, record.order);
    if (looked_at_ == engine::kScanMax || (fits && page.orders.size() == limit_)) {
      page.next = last_;
      return false;
    }
    ++looked_at_;
    last_ = id;
    if (fits) page.orders.push_back(record);
    return true;
  }

  engine::OrderPage page;

 private:
  const engine::OrderFilter& filter_;
  std::size_t limit_;
  std::size_t looked_at_ = 0;
  OrderId last_;
};

// What a database's checks refuse.
bool AcceptsBuckets(const prepaid::Sim& sim) {
  bool accepts = true;
  prepaid::ForEachBucket(sim, [&accepts](const prepaid::Bucket& bucket) {
    accepts = accepts && bucket.reserved >= 0 && bucket.reserved <= bucket.amount;
  });
  return accepts;
}

}  // namespace

MemoryStore::MemoryStore() = default;

MemoryStore::~MemoryStore() = default;

void MemoryStore::SyncApart(bool on) {
  const std::lock_guard lock(mutex_);
  syncs_apart_ = on;
}

void MemoryStore::Put(orders::Subscriber number) {
  const std::lock_guard lock(mutex_);
  rows_.Put(std::move(number));
}

Status<StoreError> MemoryStore::Load(const engine::Needs& needs, engine::ReadSet& read_set) {
  const std::lock_guard lock(mutex_);
  engine::Needs all = needs;
  for (const OrderId id : needs.Of<OrderRecord>()) {
    auto record = CopyOf(orders_, id);
    if (!record) continue;
    engine::AddWith(record->order, all);
    read_set.Put(*std::move(record));
  }
  engine::AddCompanions(all);
  rows_.Copy(all, read_set);
  return Nothing{};
}

void MemoryStore::Put(const OrderRecord& record) {
  const std::lock_guard lock(mutex_);
  KeepWhole(record);
}

void MemoryStore::KeepWhole(const OrderRecord& record) {
  Keep(record);
  SetMessage(record.order.id, record.outbox_message);
}

void MemoryStore::Forget(OrderId id) {
  SetMessage(id, std::nullopt);
  const auto at = orders_.find(id);
  if (at == orders_.end()) return;
  by_state_[orders::StateOf(at->second.order)].erase(id);
  orders_.erase(at);
}

void MemoryStore::SetMessage(OrderId id, std::optional<orders::OutboxMessage> message) {
  const auto at = orders_.find(id);
  if (at == orders_.end()) return;
  auto& is = at->second.outbox_message;
  if (is) due_[is->destination].erase({is->next_at, id});
  is = std::move(message);
  if (is) due_[is->destination].insert({is->next_at, id});
}

void MemoryStore::Keep(const OrderRecord& record) {
  const OrderId id = record.order.id;
  const auto at = orders_.find(id);
  if (at == orders_.end()) {
    orders_.emplace(id, record).first->second.outbox_message.reset();
  } else {
    by_state_[orders::StateOf(at->second.order)].erase(id);
    auto message = std::move(at->second.outbox_message);
    at->second = record;
    at->second.outbox_message = std::move(message);
  }
  by_state_[orders::StateOf(record.order)].insert(id);
}

void MemoryStore::EndLeases() {
  const std::lock_guard lock(mutex_);
  for (auto& [id, record] : orders_) {
    if (!record.outbox_message ||
        record.outbox_message->state != orders::OutboxMessageState::kLeased)
      continue;
    Due& due = due_[record.outbox_message->destination];
    due.erase({record.outbox_message->next_at, id});
    record.outbox_message->next_at = Instant{};
    due.insert({record.outbox_message->next_at, id});
  }
  for (auto& [id, message] : rows_.Of<outbox::Message>()) {
    if (message.state == outbox::MessageState::kLeased) message.next_at = Instant{};
  }
}

bool MemoryStore::AcceptsKeys(const std::vector<engine::ApiKey>& keys) const {
  if (keys.empty()) return true;
  std::map<Digest, engine::KeyId> secrets;
  for (const auto& [id, key] : rows_.Of<engine::ApiKey>()) secrets.emplace(key.secret, id);
  return std::all_of(keys.begin(), keys.end(), [&secrets](const engine::ApiKey& key) {
    return secrets.emplace(key.secret, key.id).first->second == key.id;
  });
}

bool MemoryStore::AcceptsEntries(const std::vector<ledger::Entry>& entries) const {
  std::set<ledger::EntryKey> added;
  return std::all_of(entries.begin(), entries.end(), [&](const ledger::Entry& entry) {
    return rows_.Find<ledger::Entry>(entry.key()) == nullptr && added.insert(entry.key()).second &&
           !ledger::Problem(entry.transfers);
  });
}

bool MemoryStore::AcceptsBalances(const ledger::Changes& changes) const {
  return std::all_of(changes.begin(), changes.end(), [this](const auto& row) {
    const auto& [account, change] = row;
    std::int64_t sum = CopyOf(balances_, account).value_or(0);
    return !__builtin_add_overflow(sum, change, &sum);
  });
}

bool MemoryStore::AcceptsFloors(const std::vector<ledger::AccountBalance>& rows) {
  return std::all_of(rows.begin(), rows.end(), [](const ledger::AccountBalance& row) {
    std::int64_t spendable = 0;
    return row.balance.reserved >= 0 &&
           !__builtin_sub_overflow(row.balance.amount, row.balance.reserved, &spendable) &&
           spendable >= row.balance.floor;
  });
}

bool MemoryStore::Accepts(const engine::WriteSet& writes) const {
  std::set<OrderId> added;
  for (const OrderRecord& record : writes.inserted.Of<OrderRecord>()) {
    if (orders_.contains(record.order.id) || !added.insert(record.order.id).second) return false;
  }
  for (const auto& number : writes.changed.Of<orders::Subscriber>()) {
    if (number.sim && !AcceptsBuckets(*number.sim)) return false;
  }
  return AcceptsEntries(writes.inserted.Of<ledger::Entry>()) &&
         AcceptsKeys(writes.changed.Of<engine::ApiKey>()) && AcceptsBalances(writes.balances) &&
         AcceptsFloors(writes.changed.Of<ledger::AccountBalance>());
}

engine::CommitResult MemoryStore::Commit(const engine::WriteSet& writes) {
  const std::lock_guard lock(mutex_);
  if (!Accepts(writes)) return engine::CommitResult::kPoisoned;
  if (syncs_apart_) not_durable_.push_back(Remember(writes));
  WriteOrders(writes);
  for (const auto& record : writes.inserted.Of<engine::IdempotencyRecord>()) {
    const bool is_new = rows_.Of<engine::IdempotencyRecord>().emplace(record.key, record).second;
    if (is_new) by_age_.push_back(record.key);
  }
  rows_.EraseAll(writes.deleted);
  rows_.PutAll(writes.inserted);
  rows_.PutAll(writes.changed);
  for (const auto& [account, change] : writes.balances) {
    if (!ledger::IsBounded(account.kind)) balances_[account] += change;
  }
  return engine::CommitResult::kCommitted;
}

void MemoryStore::DeleteMessage(const engine::Key<orders::OutboxMessage>& key) {
  const OrderId order = std::get<OrderId>(key);
  const auto at = orders_.find(order);
  if (at == orders_.end() || !at->second.outbox_message) return;
  if (engine::KeyOf<orders::OutboxMessage>::Of(*at->second.outbox_message) == key)
    SetMessage(order, std::nullopt);
}

void MemoryStore::WriteOrders(const engine::WriteSet& writes) {
  for (const OrderRecord& record : writes.inserted.Of<OrderRecord>()) Keep(record);
  for (const OrderRecord& record : writes.changed.Of<OrderRecord>()) Keep(record);
  for (const auto& key : writes.deleted.Of<orders::OutboxMessage>()) DeleteMessage(key);
  for (const auto& message : writes.changed.Of<orders::OutboxMessage>())
    SetMessage(message.order, message);
}

MemoryStore::Before MemoryStore::Remember(const engine::WriteSet& writes) {
  Before before;
  std::set<OrderId> touched;
  for (const auto* const lists : {&writes.inserted, &writes.changed}) {
    for (const auto& record : lists->Of<OrderRecord>()) touched.insert(record.order.id);
    for (const auto& message : lists->Of<orders::OutboxMessage>()) touched.insert(message.order);
  }
  for (const auto& key : writes.deleted.Of<orders::OutboxMessage>())
    touched.insert(std::get<OrderId>(key));
  for (const OrderId id : touched) before.orders.emplace_back(id, CopyOf(orders_, id));
  before.rows = rows_.Remember(writes.inserted, writes.changed, writes.deleted);
  before.idempotency_records = forgotten_ + by_age_.size();
  for (const auto& [account, change] : writes.balances) {
    before.balances.emplace_back(account, CopyOf(balances_, account));
  }
  return before;
}

void MemoryStore::TakeBack(const Before& before) {
  for (const auto& [id, record] : before.orders) {
    Forget(id);
    if (record) KeepWhole(*record);
  }
  rows_.PutBack(before.rows);
  while (forgotten_ + by_age_.size() > before.idempotency_records) by_age_.pop_back();
  for (const auto& [account, balance] : before.balances) PutBack(balances_, account, balance);
}

bool MemoryStore::MakeDurable() {
  const std::lock_guard lock(mutex_);
  not_durable_.clear();
  settled_ = 0;
  return true;
}

std::size_t MemoryStore::LosePower(Random& random) {
  const std::lock_guard lock(mutex_);
  const auto kept = static_cast<std::size_t>(random.Below(not_durable_.size() + 1));
  while (not_durable_.size() > kept) {
    TakeBack(not_durable_.back());
    not_durable_.pop_back();
  }
  not_durable_.clear();
  return std::exchange(settled_, 0) + kept;
}

Result<bool, StoreError> MemoryStore::ForgetIdempotencyRecords(Instant now) {
  const std::lock_guard lock(mutex_);
  // What may still be taken back stays.
  const std::size_t end =
      not_durable_.empty() ? SIZE_MAX : not_durable_.front().idempotency_records;
  for (std::int64_t i = 0; i < kForgottenMax; ++i, ++forgotten_) {
    if (by_age_.empty() || forgotten_ == end) return false;
    const auto* const oldest = rows_.Find<engine::IdempotencyRecord>(by_age_.front());
    if (oldest->at + engine::kIdempotencyLifetime >= now) return false;
    rows_.Erase<engine::IdempotencyRecord>(by_age_.front());
    by_age_.pop_front();
  }
  return true;
}

Result<std::optional<OrderRecord>, StoreError> MemoryStore::FindOrder(OrderId id) {
  const std::lock_guard lock(mutex_);
  Settle();
  return CopyOf(orders_, id);
}

Result<std::optional<engine::OrderTrail>, StoreError> MemoryStore::FindTrail(OrderId id) {
  const std::lock_guard lock(mutex_);
  Settle();
  auto record = CopyOf(orders_, id);
  if (!record) return std::optional<engine::OrderTrail>();
  engine::OrderTrail trail{*std::move(record), {}, {}};
  const std::string subject = ToText(id);
  for (const auto& [audit_id, row] : rows_.Of<engine::AuditRow>()) {
    if (row.entry.subject == subject) trail.audit.push_back(row.entry);
  }
  const auto& events = rows_.Of<engine::OrderEvent>();
  for (auto at = events.lower_bound({id, Instant{}, {}, 0});
       at != events.end() && std::get<OrderId>(at->first) == id; ++at) {
    trail.events.push_back(at->second);
  }
  Shorten(trail.audit, engine::kTrailMax);
  Shorten(trail.events, engine::kTrailMax);
  return std::optional(std::move(trail));
}

Result<engine::OrderPage, StoreError> MemoryStore::ListOrders(const engine::OrderFilter& filter) {
  const std::lock_guard lock(mutex_);
  Settle();
  OrderScan scan(filter);
  if (filter.state) {
    const auto& ids = by_state_[*filter.state];
    for (auto at = ids.rbegin(); at != ids.rend(); ++at) {
      if (!scan.Take(orders_.at(*at))) break;
    }
  } else {
    for (auto at = orders_.rbegin(); at != orders_.rend(); ++at) {
      if (!scan.Take(at->second)) break;
    }
  }
  if (filter.count) scan.page.total = Count(filter);
  return std::move(scan.page);
}

engine::OrderCount MemoryStore::Count(const engine::OrderFilter& filter) const {
  engine::OrderCount count;
  std::size_t looked_at = 0;
  for (auto at = orders_.rbegin(); at != orders_.rend(); ++at) {
    if (looked_at++ == engine::kScanMax) {
      count.more = true;
      break;
    }
    count.orders += engine::Fits(filter, at->second.order) ? 1 : 0;
  }
  return count;
}

Result<std::optional<orders::Subscriber>, StoreError> MemoryStore::FindSubscriber(Msisdn msisdn) {
  const std::lock_guard lock(mutex_);
  Settle();
  return CopyOf(rows_.Of<orders::Subscriber>(), msisdn);
}

Result<std::vector<orders::Subscriber>, StoreError> MemoryStore::ListSubscribers(
    std::optional<Msisdn> after, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  Settle();
  std::vector<orders::Subscriber> found;
  const std::size_t most = std::min(limit, engine::kSubscribersMax);
  const auto& numbers = rows_.Of<orders::Subscriber>();
  auto at = after ? numbers.upper_bound(*after) : numbers.begin();
  for (; at != numbers.end() && found.size() < most; ++at) found.push_back(at->second);
  return found;
}

Result<std::optional<engine::ApiKey>, StoreError> MemoryStore::FindKey(const Digest& secret) {
  const std::lock_guard lock(mutex_);
  Settle();
  for (const auto& [id, key] : rows_.Of<engine::ApiKey>()) {
    if (key.secret == secret) return std::optional(key);
  }
  return std::optional<engine::ApiKey>();
}

Result<std::optional<vouchers::Voucher>, StoreError> MemoryStore::FindVoucher(const Digest& pin) {
  const std::lock_guard lock(mutex_);
  Settle();
  for (const auto& [serial, voucher] : rows_.Of<vouchers::Voucher>()) {
    if (voucher.pin == pin) return std::optional(voucher);
  }
  return std::optional<vouchers::Voucher>();
}

Result<std::map<orders::State, std::int64_t>, StoreError> MemoryStore::CountOpen() {
  const std::lock_guard lock(mutex_);
  Settle();
  std::map<orders::State, std::int64_t> counts;
  for (const auto& [state, ids] : by_state_) {
    if (!ids.empty() && !orders::IsFinal(state)) {
      counts[state] = static_cast<std::int64_t>(ids.size());
    }
  }
  return counts;
}

Result<std::int64_t, StoreError> MemoryStore::GreatestId() {
  const std::lock_guard lock(mutex_);
  Settle();
  const auto last = [](const auto& rows) {
    return rows.empty() ? 0 : rows.rbegin()->first.value();
  };
  return std::max({last(orders_), last(rows_.Of<engine::ApiKey>()),
                   last(rows_.Of<engine::ClientRecord>()), last(rows_.Of<engine::FloatPayment>()),
                   last(rows_.Of<outbox::Message>()), last(rows_.Of<engine::ImportedFile>()),
                   last(rows_.Of<engine::ReconcilePosting>())});
}

// A writer does not wait for the reader, nor changes what it reads.
Status<StoreError> MemoryStore::ReadAll(const Reader& reader) {
  std::unique_lock lock(mutex_);
  Settle();
  const auto orders = orders_;
  const auto entries = rows_.Of<ledger::Entry>();
  const auto numbers = rows_.Of<orders::Subscriber>();
  const auto vouchers = rows_.Of<vouchers::Voucher>();
  const auto payments = rows_.Of<engine::FloatPayment>();
  const auto postings = rows_.Of<engine::ReconcilePosting>();
  const auto floored = rows_.Of<ledger::AccountBalance>();
  auto balances = balances_;
  lock.unlock();
  const auto tell_entries = [&](ledger::Cause cause) {
    for (auto at = entries.lower_bound({cause, 0}); at != entries.end(); ++at) {
      if (at->first.cause != cause) break;
      if (!reader.entry(at->second)) return false;
    }
    return true;
  };
  for (const auto& [id, record] : orders) {
    if (!reader.order(record) || !tell_entries(ledger::CauseOf(id))) return Nothing{};
  }
  for (const auto& [msisdn, number] : numbers) {
    if (!reader.number(number) || !tell_entries(ledger::CauseOf(msisdn))) return Nothing{};
  }
  for (const auto& [serial, voucher] : vouchers) {
    if (reader.voucher && !reader.voucher(voucher)) return Nothing{};
  }
  for (const auto& [id, payment] : payments) {
    const bool go_on = !reader.float_payment || reader.float_payment(payment);
    if (!go_on || !tell_entries(engine::CauseOf(id))) return Nothing{};
  }
  for (const auto& [id, posting] : postings) {
    const bool go_on = !reader.posting || reader.posting(posting);
    if (!go_on || !tell_entries(engine::CauseOf(id))) return Nothing{};
  }
  for (const auto& [name, row] : floored) {
    if (reader.floored && !reader.floored(row)) return Nothing{};
    balances[row.account] += row.balance.amount;
  }
  for (const auto& [account, balance] : balances) {
    if (!reader.balance(account, balance)) return Nothing{};
  }
  return Nothing{};
}

std::vector<engine::AuditEntry> MemoryStore::Audit() {
  const std::lock_guard lock(mutex_);
  std::vector<engine::AuditEntry> entries;
  for (const auto& [id, row] : rows_.Of<engine::AuditRow>()) entries.push_back(row.entry);
  return entries;
}

}  // namespace herlaad::store
