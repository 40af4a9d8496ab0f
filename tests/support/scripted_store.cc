#include "tests/support/scripted_store.h"

namespace herlaad::testing {

using engine::CommitResult;
using engine::OrderRecord;
using engine::StoreError;

namespace {

Failure<StoreError> Scripted(StoreError::Kind kind = StoreError::Kind::kUnavailable) {
  return Failure{StoreError{kind, "scripted"}};
}

template <class T>
T TakeFirst(std::deque<T>& script, T otherwise) {
  if (script.empty()) return otherwise;
  const T first = script.front();
  script.pop_front();
  return first;
}

}  // namespace

void ScriptedStore::Put(orders::Subscriber number) {
  const std::lock_guard lock(mutex_);
  store_.Put(std::move(number));
}

void ScriptedStore::Put(orders::Order order) {
  const std::lock_guard lock(mutex_);
  store_.Put(OrderRecord(std::move(order)));
}

void ScriptedStore::FailLoads(std::size_t count) {
  const std::lock_guard lock(mutex_);
  next_loads.assign(count, StoreError::Kind::kUnavailable);
}

void ScriptedStore::HoldCommits(std::function<void()> wait) {
  const std::lock_guard lock(mutex_);
  after_commit = std::move(wait);
}

Status<StoreError> ScriptedStore::Load(const engine::Needs& needs, engine::ReadSet& read_set) {
  const std::lock_guard lock(mutex_);
  if (next_loads.empty()) return store_.Load(needs, read_set);
  const StoreError::Kind kind = next_loads.front();
  next_loads.pop_front();
  return Scripted(kind);
}

CommitResult ScriptedStore::Commit(const engine::WriteSet& writes) {
  const std::lock_guard lock(mutex_);
  auto result = TakeFirst(next_commits, CommitResult::kCommitted);
  for (const orders::Subscriber& number : writes.subscribers) {
    if (poison == number.msisdn) return CommitResult::kPoisoned;
  }
  if (result == CommitResult::kCommitted || (result == CommitResult::kUnknown && unknown_keeps)) {
    const CommitResult kept = store_.Commit(writes);
    if (kept != CommitResult::kCommitted) return kept;
    ++commits;
  }
  if (after_commit) after_commit();
  return result;
}

CommitResult ScriptedStore::ConfirmReads() {
  const std::lock_guard lock(mutex_);
  return TakeFirst(next_confirms, CommitResult::kCommitted);
}

Result<bool, StoreError> ScriptedStore::ForgetIdempotencyRecords(Instant now) {
  const std::lock_guard lock(mutex_);
  return store_.ForgetIdempotencyRecords(now);
}

Result<std::optional<OrderRecord>, StoreError> ScriptedStore::FindOrder(OrderId id) {
  if (before_reading) before_reading();
  if (reads_fail) return Scripted();
  const std::lock_guard lock(mutex_);
  return store_.FindOrder(id);
}

Result<std::optional<engine::OrderTrail>, StoreError> ScriptedStore::FindTrail(OrderId id) {
  if (reads_fail) return Scripted();
  const std::lock_guard lock(mutex_);
  return store_.FindTrail(id);
}

Result<engine::OrderPage, StoreError> ScriptedStore::ListOrders(const engine::OrderFilter& filter) {
  const std::lock_guard lock(mutex_);
  return store_.ListOrders(filter);
}

Result<std::optional<orders::Subscriber>, StoreError> ScriptedStore::FindSubscriber(Msisdn msisdn) {
  const std::lock_guard lock(mutex_);
  return store_.FindSubscriber(msisdn);
}

Result<std::optional<engine::ApiKey>, StoreError> ScriptedStore::FindKey(const Digest& secret) {
  ++key_reads;
  const std::lock_guard lock(mutex_);
  return store_.FindKey(secret);
}

Result<std::vector<orders::OutboxMessage>, StoreError> ScriptedStore::DueOutboxMessages(
    std::string_view destination, Instant now, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  return store_.DueOutboxMessages(destination, now, limit);
}

Result<std::optional<Instant>, StoreError> ScriptedStore::NextDue(std::string_view destination,
                                                                  Instant after) {
  const std::lock_guard lock(mutex_);
  return store_.NextDue(destination, after);
}

Result<std::map<orders::State, std::int64_t>, StoreError> ScriptedStore::CountOpen() {
  const std::lock_guard lock(mutex_);
  return store_.CountOpen();
}

Result<std::int64_t, StoreError> ScriptedStore::GreatestId() {
  const std::lock_guard lock(mutex_);
  return store_.GreatestId();
}

Status<StoreError> ScriptedStore::ReadAll(const Reader& reader) {
  const std::lock_guard lock(mutex_);
  return store_.ReadAll(reader);
}

std::vector<engine::AuditEntry> ScriptedStore::Audit() {
  const std::lock_guard lock(mutex_);
  return store_.Audit();
}

}  // namespace herlaad::testing
