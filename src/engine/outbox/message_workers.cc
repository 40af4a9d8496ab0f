#include "engine/outbox/message_workers.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/core/check.h"
#include "base/core/thread_name.h"
#include "engine/commands/outbox/send_message.h"
#include "engine/outbox/fair_turns.h"

namespace herlaad::engine {

using outbox::Message;
using outbox::MessageId;
using outbox::MessageState;

namespace {

constexpr char kManyMark = ':';
// Destinations of a prefix that one look at the store considers; the next look goes on after them.
constexpr std::size_t kOpenQueuesMax = 500;

// A message that was refused was answered.
bool SaysItFailed(outbox::Answer answer) {
  return answer == outbox::Answer::kUnknown || answer == outbox::Answer::kNotSent;
}

std::string GroupOf(const Message& message) {
  const MessageKind* const kind = FindMessageKind(message.kind);
  return kind != nullptr && kind->group != nullptr ? kind->group(message) : std::string();
}

}  // namespace

struct MessageWorkers::Attempt {
  Message message;  // as it was before it was leased
  const MessageKind* kind = nullptr;
  std::int32_t number = 0;
  bool ask = false;
  Instant lease_end{};
};

struct MessageWorkers::Asked {
  Attempt attempt;
  std::future<Answered<LeaseMessageResult>> answer;
};

struct MessageWorkers::Queue {
  Queue(std::string_view destination, const Options& options) : id(destination) {
    threads = options.workers_per_queue;
    if (!id.ends_with(kManyMark)) return;
    threads = options.workers_of_many;
    const auto all = static_cast<std::size_t>(threads);
    turns.emplace(FairTurns::Options{.group_max = std::max<std::size_t>(3, (all + 2) / 3),
                                     .failing_max = (all + 1) / 2});
  }
  [[nodiscard]] bool Has(std::string_view destination) const {
    return turns ? destination.starts_with(id) : destination == id;
  }

  const std::string id;
  int threads = 0;
  std::optional<FairTurns> turns;  // of many destinations
  std::string last_looked_at;      // of them
  std::mutex mutex;
  std::condition_variable wake;
  std::deque<Attempt> leased;
  std::set<MessageId> taken;               // being leased or sent
  std::map<MessageId, Instant> set_aside;  // until when
  std::size_t idle = 0;                    // threads that carry nothing
  bool looking = false;                    // one of them reads the store
  bool look_now = true;
  Instant next_look{};
  std::vector<std::thread> workers;
};

MessageWorkers::MessageWorkers(Engine& engine, Queries& queries, Clock& clock, Parties parties,
                               const std::vector<std::string>& queues, Options options,
                               Stats& stats)
    : engine_(engine),
      queries_(queries),
      clock_(clock),
      parties_(std::move(parties)),
      options_(std::move(options)),
      stats_(stats) {
  std::set<std::string_view> wanted;
  for (const MessageKind& kind : MessageKinds()) wanted.insert(kind.rules.destination);
  for (const std::string& id : queues) {
    if (wanted.contains(id)) queues_.push_back(std::make_unique<Queue>(id, options_));
  }
}

MessageWorkers::~MessageWorkers() { Stop(); }

void MessageWorkers::Start() {
  for (const auto& queue : queues_) {
    queue->idle = static_cast<std::size_t>(queue->threads);
    for (int i = 0; i < queue->threads; ++i) {
      queue->workers.emplace_back([this, &queue = *queue] {
        NameThisThread("messages");
        Work(queue);
      });
    }
  }
}

void MessageWorkers::Stop() {
  stopping_ = true;
  for (const auto& queue : queues_) {
    { const std::lock_guard lock(queue->mutex); }
    queue->wake.notify_all();
    for (std::thread& worker : queue->workers) worker.join();
    queue->workers.clear();
  }
}

void MessageWorkers::Hold(bool held) {
  held_ = held;
  for (const auto& queue : queues_) {
    {
      const std::lock_guard lock(queue->mutex);
      queue->look_now = true;
    }
    queue->wake.notify_all();
  }
}

void MessageWorkers::OnCommit(const WriteSet& writes, Instant now) {
  for (const Message& message : writes.changed.Of<Message>()) {
    if (message.state != MessageState::kDue) continue;
    const auto queue = std::find_if(queues_.begin(), queues_.end(), [&](const auto& candidate) {
      return candidate->Has(message.destination);
    });
    if (queue == queues_.end()) continue;
    {
      const std::lock_guard lock((*queue)->mutex);
      (*queue)->look_now = (*queue)->look_now || message.next_at <= now;
      (*queue)->next_look = std::min((*queue)->next_look, message.next_at);
    }
    (*queue)->wake.notify_one();
  }
}

void MessageWorkers::Work(Queue& queue) {
  std::unique_lock lock(queue.mutex);
  for (;;) {
    if (!queue.leased.empty()) {
      const Attempt attempt = std::move(queue.leased.front());
      queue.leased.pop_front();
      --queue.idle;
      lock.unlock();
      const Carried carried = Carry(attempt);
      lock.lock();
      ++queue.idle;
      queue.taken.erase(attempt.message.id);
      if (queue.turns) EndTurn(queue, attempt.message, carried);
      if (!carried.done) queue.set_aside[attempt.message.id] = clock_.Now() + options_.set_aside;
      continue;
    }
    if (stopping_) return;
    const Instant now = clock_.Now();
    if (!held_ && !queue.looking && (queue.look_now || now >= queue.next_look)) {
      LookAtStore(queue, lock);
      continue;
    }
    const Millis wait = held_ ? options_.look_again : queue.next_look - now;
    queue.wake.wait_for(lock, std::clamp(wait, Millis(1), options_.look_again));
  }
}

// With the lock held.
void MessageWorkers::EndTurn(Queue& queue, const Message& message, const Carried& carried) {
  if (carried.was_sent) {
    queue.turns->Ended(message.destination, carried.was_answered, clock_.Now(),
                       static_cast<std::uint64_t>(message.id.value()));
  } else {
    queue.turns->NotSent(message.destination);
  }
  queue.look_now = true;  // there is room for others
}

// Reads and leases without holding the lock: a commit must never wait for that.
void MessageWorkers::LookAtStore(Queue& queue, std::unique_lock<std::mutex>& lock) {
  queue.looking = true;
  queue.look_now = false;
  const Instant now = clock_.Now();
  std::erase_if(queue.set_aside, [now](const auto& entry) { return now >= entry.second; });
  queue.next_look = now + options_.look_again;
  auto chosen = queue.turns ? ReadFairly(queue, lock, now) : ReadOldest(queue, lock, now);
  lock.unlock();
  auto leased = LeaseAll(queue, std::move(chosen));
  lock.lock();
  for (Attempt& attempt : leased) queue.leased.push_back(std::move(attempt));
  queue.looking = false;
  queue.wake.notify_all();
}

std::vector<Message> MessageWorkers::ReadOldest(Queue& queue, std::unique_lock<std::mutex>& lock,
                                                Instant now) {
  const std::size_t room = queue.idle;
  const std::size_t limit = queue.taken.size() + queue.set_aside.size() + room + 1;
  lock.unlock();
  auto due = queries_.DueMessages(queue.id, now, limit);
  const auto next = queries_.NextMessageDue(queue.id, now);
  lock.lock();
  if (next.ok() && *next) queue.next_look = std::min(queue.next_look, **next);
  return due.ok() ? Choose(queue, *std::move(due), room) : std::vector<Message>();
}

// Goes on after the destination that was looked at last, so that each has its turn.
std::vector<Message> MessageWorkers::ReadFairly(Queue& queue, std::unique_lock<std::mutex>& lock,
                                                Instant now) {
  const std::string after = queue.last_looked_at;
  lock.unlock();
  auto open = queries_.OpenQueues(queue.id, after, kOpenQueuesMax);
  if (open.ok() && open->size() < kOpenQueuesMax && !after.empty()) {
    const auto first = queries_.OpenQueues(queue.id, {}, kOpenQueuesMax - open->size());
    for (std::size_t i = 0; first.ok() && i < first->size() && (*first)[i].destination <= after;
         ++i)
      open->push_back((*first)[i]);
  }
  lock.lock();
  std::vector<Message> chosen;
  if (!open.ok()) return chosen;
  for (const Queries::OpenQueue& one : *open) {
    if (chosen.size() >= queue.idle) {
      queue.look_now = true;
      break;
    }
    queue.last_looked_at = one.destination;
    LookAtOne(queue, lock, one, now, chosen);
  }
  if (open->size() == kOpenQueuesMax) queue.look_now = queue.look_now || !chosen.empty();
  return chosen;
}

void MessageWorkers::LookAtOne(Queue& queue, std::unique_lock<std::mutex>& lock,
                               const Queries::OpenQueue& one, Instant now,
                               std::vector<Message>& chosen) {
  const std::size_t room = std::min(queue.turns->Room(one.destination, now),
                                    queue.idle - std::min(queue.idle, chosen.size()));
  if (one.next_at > now || room == 0) {
    const Instant next = std::max(one.next_at, queue.turns->WaitsUntil(one.destination));
    if (next > now) queue.next_look = std::min(queue.next_look, next);
    return;
  }
  const std::size_t limit = room + queue.set_aside.size() + queue.taken.size() + 1;
  lock.unlock();
  auto due = queries_.DueMessages(one.destination, now, limit);
  lock.lock();
  if (!due.ok() || due->empty()) return;
  const std::string group = GroupOf(due->front());
  const std::size_t of_group = queue.turns->RoomInGroup(one.destination, group);
  if (of_group == 0) return;
  for (Message& message : Choose(queue, *std::move(due), std::min(room, of_group))) {
    queue.turns->Begun(message.destination, group);
    chosen.push_back(std::move(message));
  }
}

// At most `room` of the due messages that nobody works on. With the lock held.
std::vector<Message> MessageWorkers::Choose(Queue& queue, std::vector<Message> due,
                                            std::size_t room) {
  std::vector<Message> chosen;
  for (Message& message : due) {
    if (queue.set_aside.contains(message.id) || queue.taken.contains(message.id)) continue;
    if (chosen.size() == room) {
      queue.look_now = true;  // there are more
      break;
    }
    queue.taken.insert(message.id);
    chosen.push_back(std::move(message));
  }
  return chosen;
}

// All in one batch of the engine, as far as it has room for them.
std::vector<MessageWorkers::Attempt> MessageWorkers::LeaseAll(Queue& queue,
                                                              std::vector<Message> messages) {
  std::vector<Asked> asked;
  for (const Message& message : messages) {
    if (auto one = AskForLease(queue, message)) {
      asked.push_back(*std::move(one));
    } else {
      Release(queue, message);
    }
  }
  std::vector<Attempt> leased;
  for (Asked& one : asked) {
    if (TakeLease(one)) {
      leased.push_back(std::move(one.attempt));
    } else {
      Release(queue, one.attempt.message);
    }
  }
  return leased;
}

// Nothing if its kind is not known, or if the engine is stopping.
std::optional<MessageWorkers::Asked> MessageWorkers::AskForLease(Queue& queue,
                                                                 const Message& message) {
  const MessageId id = message.id;
  const MessageKind* const kind = FindMessageKind(message.kind);
  if (kind == nullptr) {
    Report(id, "its kind " + message.kind + " is not known to this version");
    const std::lock_guard lock(queue.mutex);
    queue.set_aside[id] = clock_.Now() + options_.set_aside;
    return std::nullopt;
  }
  const auto promise = std::make_shared<std::promise<Answered<LeaseMessageResult>>>();
  Asked asked{{message, kind, 0, false, clock_.Now() + options_.lease}, promise->get_future()};
  const bool taken =
      engine_.SubmitWaiting(LeaseMessage::Check(asked.attempt.message, kind->rules),
                            [promise](const Answered<LeaseMessageResult>& answered,
                                      const OrderRecord*) { promise->set_value(answered); });
  return taken ? std::optional(std::move(asked)) : std::nullopt;
}

bool MessageWorkers::TakeLease(Asked& asked) {
  const auto answered = asked.answer.get();
  if (!answered.ok()) return false;
  const outbox::Step step = answered->step;
  if (step == outbox::Step::kGivenUp) EndedUnsent(asked.attempt.message, MessageState::kGivenUp);
  asked.attempt.number = answered->attempt;
  asked.attempt.ask = step == outbox::Step::kAsk;
  return step == outbox::Step::kSend || step == outbox::Step::kAsk;
}

void MessageWorkers::Release(Queue& queue, const Message& message) {
  const std::lock_guard lock(queue.mutex);
  queue.taken.erase(message.id);
  if (queue.turns) queue.turns->NotSent(message.destination);
}

MessageWorkers::Carried MessageWorkers::Carry(const Attempt& attempt) {
  Sending sending = outbox::Answer::kUnknown;
  try {
    const GiveUpOnMistakes scope;
    sending = SendLeased(*attempt.kind, attempt.message, attempt.ask, attempt.lease_end,
                         {parties_, queries_, clock_.Now()});
  } catch (const std::exception& error) {
    Report(attempt.message.id, error.what());
    return {.done = false};
  }
  const bool failed = SaysItFailed(sending.answer);
  if (failed) stats_.messages_unanswered.Add(1);
  const bool was_sent = sending.answer != outbox::Answer::kNotWanted;
  return {Record(attempt, std::move(sending)), !failed, was_sent};
}

// If the answer cannot be recorded it is lost, and the message is due again after its lease.
bool MessageWorkers::Record(const Attempt& attempt, Sending sending) {
  const auto promise = std::make_shared<std::promise<Answered<RecordMessageResult>>>();
  const bool taken =
      engine_.SubmitWaiting(RecordMessage::Answered(attempt.message, attempt.number, sending.answer,
                                                    attempt.kind->rules, std::move(sending.note)),
                            [promise](const Answered<RecordMessageResult>& recorded,
                                      const OrderRecord*) { promise->set_value(recorded); });
  if (!taken) return true;
  const auto recorded = promise->get_future().get();
  if (!recorded.ok()) return recorded.fault() != Fault::kRejected;
  if (recorded->has_ended) {
    const MessageState state = *recorded->state;
    if (state == MessageState::kSent) {
      stats_.messages_sent.Add(1);
    } else if (state != MessageState::kNotWanted) {
      EndedUnsent(attempt.message, state);
    }
  }
  return true;
}

void MessageWorkers::EndedUnsent(const Message& message, MessageState state) {
  stats_.messages_unsent.Add(1);
  if (options_.ended_unsent) options_.ended_unsent({message, state});
}

void MessageWorkers::Report(MessageId id, const std::string& problem) const {
  if (options_.report) options_.report(id, problem);
}

}  // namespace herlaad::engine
