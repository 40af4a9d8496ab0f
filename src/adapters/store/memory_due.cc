// The outbox messages of a MemoryStore that are due.
#include <algorithm>
#include <map>

#include "adapters/store/memory_store.h"

namespace herlaad::store {

using engine::StoreError;

Result<std::vector<orders::OutboxMessage>, StoreError> MemoryStore::DueOutboxMessages(
    std::string_view destination, Instant now, std::size_t limit) {
  const std::lock_guard lock(mutex_);
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

Result<std::optional<Instant>, StoreError> MemoryStore::NextDue(std::string_view destination,
                                                                Instant after) {
  const std::lock_guard lock(mutex_);
  Settle();
  const auto due = due_.find(destination);
  if (due == due_.end()) return std::optional<Instant>();
  const auto at = due->second.lower_bound({after + Millis(1), OrderId()});
  return at == due->second.end() ? std::optional<Instant>() : std::optional(at->first);
}

Result<std::vector<outbox::Message>, StoreError> MemoryStore::DueMessages(
    std::string_view destination, Instant now, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  Settle();
  std::vector<outbox::Message> due;
  for (const auto& [id, message] : rows_.Of<outbox::Message>()) {
    if (outbox::IsOpen(message.state) && message.destination == destination &&
        message.next_at <= now)
      due.push_back(message);
  }
  std::stable_sort(due.begin(), due.end(),
                   [](const auto& a, const auto& b) { return a.next_at < b.next_at; });
  if (due.size() > limit) due.erase(due.begin() + static_cast<std::ptrdiff_t>(limit), due.end());
  return due;
}

Result<std::optional<Instant>, StoreError> MemoryStore::NextMessageDue(std::string_view destination,
                                                                       Instant after) {
  const std::lock_guard lock(mutex_);
  Settle();
  std::optional<Instant> next;
  for (const auto& [id, message] : rows_.Of<outbox::Message>()) {
    if (!outbox::IsOpen(message.state) || message.destination != destination) continue;
    if (message.next_at > after && (!next || message.next_at < *next)) next = message.next_at;
  }
  return next;
}

Result<std::vector<engine::Queries::OpenQueue>, StoreError> MemoryStore::OpenQueues(
    std::string_view prefix, std::string_view after, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  Settle();
  std::map<std::string, Instant> first;
  for (const auto& [id, message] : rows_.Of<outbox::Message>()) {
    if (!outbox::IsOpen(message.state) || !message.destination.starts_with(prefix) ||
        message.destination <= after)
      continue;
    const auto [at, is_new] = first.emplace(message.destination, message.next_at);
    if (!is_new) at->second = std::min(at->second, message.next_at);
  }
  std::vector<OpenQueue> queues;
  for (const auto& [destination, next_at] : first) {
    if (queues.size() == limit) break;
    queues.push_back({destination, next_at});
  }
  return queues;
}

Result<std::vector<outbox::Message>, StoreError> MemoryStore::MessagesOf(
    std::string_view owner_id, std::optional<outbox::MessageId> before, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  Settle();
  std::vector<outbox::Message> found;
  const auto& messages = rows_.Of<outbox::Message>();
  auto at = before ? messages.lower_bound(*before) : messages.end();
  while (at != messages.begin() && found.size() < limit) {
    --at;
    if (at->second.owner.id == owner_id) found.push_back(at->second);
  }
  return found;
}

}  // namespace herlaad::store
