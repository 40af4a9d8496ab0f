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

void ScriptedStore::Put(orders::Order order) { MemoryStore::Put(OrderRecord(std::move(order))); }

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
  if (next_loads.empty()) return MemoryStore::Load(needs, read_set);
  const StoreError::Kind kind = next_loads.front();
  next_loads.pop_front();
  return Scripted(kind);
}

CommitResult ScriptedStore::Commit(const engine::WriteSet& writes) {
  const std::lock_guard lock(mutex_);
  auto result = TakeFirst(next_commits, CommitResult::kCommitted);
  for (const orders::Subscriber& number : writes.changed.Of<orders::Subscriber>()) {
    if (poison == number.msisdn) return CommitResult::kPoisoned;
  }
  if (result == CommitResult::kCommitted || (result == CommitResult::kUnknown && unknown_keeps)) {
    const CommitResult kept = MemoryStore::Commit(writes);
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

Result<std::optional<OrderRecord>, StoreError> ScriptedStore::FindOrder(OrderId id) {
  if (before_reading) before_reading();
  if (reads_fail) return Scripted();
  return MemoryStore::FindOrder(id);
}

Result<std::optional<engine::OrderTrail>, StoreError> ScriptedStore::FindTrail(OrderId id) {
  if (reads_fail) return Scripted();
  return MemoryStore::FindTrail(id);
}

Result<std::optional<engine::ApiKey>, StoreError> ScriptedStore::FindKey(const Digest& secret) {
  ++key_reads;
  return MemoryStore::FindKey(secret);
}

}  // namespace herlaad::testing
