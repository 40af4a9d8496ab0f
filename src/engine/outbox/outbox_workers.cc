#include "engine/outbox/outbox_workers.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <set>
#include <tuple>
#include <utility>

#include "base/core/check.h"
#include "base/core/thread_name.h"
#include "engine/commands/outbox/begin_attempt.h"

namespace herlaad::engine {
namespace {

using orders::OutboxMessage;

constexpr std::size_t kReadyMax = 256;  // messages of a queue in memory

using OutboxMessageKey = std::tuple<OrderId, orders::Purpose, std::int32_t>;
OutboxMessageKey MessageKey(const OutboxMessage& outbox_message) {
  return {outbox_message.order, outbox_message.purpose, outbox_message.n};
}

}  // namespace

struct OutboxWorkers::Queue {
  explicit Queue(std::string destination, Millis every = Millis(0))
      : id(std::move(destination)), pace(every.count()) {}

  const std::string id;
  // At least this long from one message that may wait to the next; 0: at once.
  const std::chrono::milliseconds pace;
  std::chrono::steady_clock::time_point next_turn{};
  std::mutex mutex;
  std::condition_variable wake;
  std::condition_variable turn;  // of those who took a message that may wait
  std::deque<OutboxMessage> ready;
  std::set<OutboxMessageKey> taken;               // ready, being processed, or set aside
  std::map<OutboxMessageKey, Instant> set_aside;  // until when
  std::set<Msisdn> busy;                          // numbers with work in progress
  std::set<Msisdn> waited_for;                    // busy numbers with more work due
  bool looking = false;  // a worker is reading the store for the whole queue
  bool look_now = true;
  bool missed = false;  // a message in `taken` was due again
  Instant next_look{};
  std::vector<std::thread> workers;
};

OutboxWorkers::OutboxWorkers(Engine& engine, Queries& queries, Clock& clock, Parties parties,
                             ReturnUrl return_url, Options options, Stats& stats)
    : engine_(engine),
      queries_(queries),
      clock_(clock),
      parties_(std::move(parties)),
      return_url_(std::move(return_url)),
      options_(options),
      stats_(stats) {
  for (const auto& [id, op] : parties_.operators) queues_.push_back(std::make_unique<Queue>(id));
  for (const auto& [id, gateway] : parties_.gateways) {
    CHECK(Find(id) == nullptr, "operators and gateways have different ids");
    queues_.push_back(std::make_unique<Queue>(id));
    const Millis pace(1'000 / std::max(1, options_.watches_per_second));
    queues_.push_back(std::make_unique<Queue>(orders::WatchDestination(id), pace));
    queues_.push_back(std::make_unique<Queue>(orders::CloseDestination(id)));
  }
  if (parties_.messenger != nullptr) {
    CHECK(Find(orders::kSmsDestination) == nullptr, "texts have a destination of their own");
    queues_.push_back(std::make_unique<Queue>(std::string(orders::kSmsDestination)));
  }
  if (parties_.mailer != nullptr) {
    CHECK(Find(orders::kMailDestination) == nullptr, "mail has a destination of its own");
    queues_.push_back(std::make_unique<Queue>(std::string(orders::kMailDestination)));
  }
}

OutboxWorkers::~OutboxWorkers() { Stop(); }

void OutboxWorkers::Start() {
  for (const auto& destination : queues_) {
    for (int i = 0; i < options_.workers_per_queue; ++i) {
      destination->workers.emplace_back([this, &destination = *destination] {
        NameThisThread("outbox");
        Work(destination);
      });
    }
  }
}

void OutboxWorkers::Stop() {
  stopping_ = true;
  for (const auto& destination : queues_) {
    { const std::lock_guard lock(destination->mutex); }
    destination->wake.notify_all();
    destination->turn.notify_all();
    for (std::thread& worker : destination->workers) worker.join();
    destination->workers.clear();
  }
}

void OutboxWorkers::Hold(bool held) {
  held_ = held;
  for (const auto& destination : queues_) {
    {
      const std::lock_guard lock(destination->mutex);
      destination->look_now = true;
    }
    destination->wake.notify_all();
  }
}

bool OutboxWorkers::held() const { return held_; }

std::vector<std::string> OutboxWorkers::queues() const {
  std::vector<std::string> ids;
  for (const auto& destination : queues_) ids.push_back(destination->id);
  return ids;
}

OutboxWorkers::Queue* OutboxWorkers::Find(std::string_view id) {
  const auto at = std::find_if(queues_.begin(), queues_.end(),
                               [id](const auto& destination) { return destination->id == id; });
  return at == queues_.end() ? nullptr : at->get();
}

void OutboxWorkers::OnCommit(const WriteSet& writes, Instant now) {
  for (const OutboxMessage& outbox_message : writes.changed.Of<orders::OutboxMessage>()) {
    Queue* const destination = Find(outbox_message.destination);
    if (destination == nullptr) continue;
    {
      const std::lock_guard lock(destination->mutex);
      if (outbox_message.next_at <= now) {
        destination->look_now = true;
      } else if (outbox_message.next_at < destination->next_look) {
        destination->next_look = outbox_message.next_at;
      } else {
        continue;
      }
    }
    destination->wake.notify_one();
  }
}

void OutboxWorkers::Work(Queue& destination) {
  OutboxMessage outbox_message;
  while (TakeNext(destination, outbox_message)) {
    const bool begun = Carry(destination, outbox_message);
    const std::lock_guard lock(destination.mutex);
    if (begun) {
      destination.taken.erase(MessageKey(outbox_message));
    } else {
      destination.set_aside[MessageKey(outbox_message)] = clock_.Now() + options_.set_aside;
    }
    if (std::exchange(destination.missed, false)) destination.look_now = true;
  }
}

bool OutboxWorkers::TakeNext(Queue& destination, OutboxMessage& outbox_message) {
  std::unique_lock lock(destination.mutex);
  for (;;) {
    if (stopping_) return false;
    const Instant now = clock_.Now();
    if (!held_ && !destination.ready.empty()) {
      outbox_message = std::move(destination.ready.front());
      destination.ready.pop_front();
      return true;
    }
    // What is ready comes before what a look at the store would add.
    if (!held_ && destination.ready.empty() && !destination.looking &&
        (destination.look_now || now >= destination.next_look)) {
      LookAtStore(destination, lock);
      continue;
    }
    const Millis wait = held_ ? options_.look_again : destination.next_look - now;
    destination.wake.wait_for(lock, std::clamp(wait, Millis(1), options_.look_again));
  }
}

// Reads the due messages without holding the lock: a commit must never wait for a read.
void OutboxWorkers::LookAtStore(Queue& destination, std::unique_lock<std::mutex>& lock) {
  destination.looking = true;
  destination.look_now = false;
  const Instant now = clock_.Now();
  std::erase_if(destination.set_aside, [&](const auto& entry) {
    const bool over = now >= entry.second;
    if (over) destination.taken.erase(entry.first);
    return over;
  });
  const std::size_t limit = destination.taken.size() + kReadyMax;
  destination.next_look = now + options_.look_again;
  lock.unlock();
  auto due = queries_.DueOutboxMessages(destination.id, now, limit);
  const auto next = queries_.NextDue(destination.id, now);
  lock.lock();
  destination.looking = false;
  if (next.ok() && *next) destination.next_look = std::min(destination.next_look, **next);
  if (!due.ok()) return;
  for (OutboxMessage& outbox_message : *due) {
    if (destination.ready.size() >= kReadyMax) break;
    if (destination.taken.insert(MessageKey(outbox_message)).second) {
      destination.ready.push_back(std::move(outbox_message));
    } else if (!destination.set_aside.contains(MessageKey(outbox_message))) {
      destination.missed = true;
    }
  }
  // This worker takes one itself: one more than that many waits for the next look instead.
  for (std::size_t woken = 0; woken < destination.ready.size(); ++woken)
    destination.wake.notify_one();
}

// The longest due go first, because they are taken first. By the clock that is never set.
bool OutboxWorkers::AwaitTurn(Queue& destination) {
  std::unique_lock lock(destination.mutex);
  const auto turn = std::max(std::chrono::steady_clock::now(), destination.next_turn);
  destination.next_turn = turn + destination.pace;
  while (!stopping_ && std::chrono::steady_clock::now() < turn)
    destination.turn.wait_until(lock, turn);
  return !stopping_ && !held_;
}

// One message at a time per number: a message for a busy number stays in the store until the number
// is free.
bool OutboxWorkers::Carry(Queue& destination, const OutboxMessage& outbox_message) {
  auto found = queries_.FindOrder(outbox_message.order);
  if (!found.ok()) {
    const bool wrong = found.error().kind == StoreError::Kind::kWrongRow;
    if (wrong && options_.report) options_.report(outbox_message.order, found.error().message);
    return !wrong;
  }
  if (!*found) return true;
  const Msisdn msisdn = (*found)->order.msisdn();
  {
    const std::lock_guard lock(destination.mutex);
    if (!destination.busy.insert(msisdn).second) {
      destination.waited_for.insert(msisdn);
      return true;
    }
  }
  bool begun = true;
  if (destination.pace.count() == 0 ||
      !orders::MayWaitItsTurn(outbox_message, (*found)->order, clock_.Now()) ||
      AwaitTurn(destination)) {
    begun = CarryFor(outbox_message, **std::move(found));
  }
  const std::lock_guard lock(destination.mutex);
  destination.busy.erase(msisdn);
  if (destination.waited_for.erase(msisdn) > 0) {
    destination.look_now = true;
    destination.wake.notify_one();
  }
  return begun;
}

bool OutboxWorkers::CarryFor(const OutboxMessage& outbox_message, OrderRecord record) {
  std::promise<AttemptOutcome> promise;
  auto permission = promise.get_future();
  bool rejected = false;
  const bool taken =
      engine_.SubmitWaiting(BeginAttempt::Check(outbox_message),
                            [&](const Answered<AttemptOutcome>& answer, const OrderRecord* leased) {
                              if (leased != nullptr) record = *leased;
                              rejected = !answer.ok() && answer.fault() == Fault::kRejected;
                              promise.set_value(answer.ok() ? *answer : AttemptOutcome::kNothing);
                            });
  if (!taken) return true;
  const AttemptOutcome outcome = permission.get();
  if (outcome == AttemptOutcome::kNothing) return !rejected;
  auto recorded = RunErrand(outbox_message, record, outcome == AttemptOutcome::kSend);
  return recorded != nullptr && Record(std::move(recorded));
}

std::unique_ptr<Recording> OutboxWorkers::RunErrand(const OutboxMessage& outbox_message,
                                                    const OrderRecord& record, bool send) {
  const Errand errand(parties_, return_url_);
  const Instant now = clock_.Now();
  try {
    const GiveUpOnMistakes scope;
    return errand.Run(outbox_message, record, send, {now, clock_.EvenSince()}, stats_);
  } catch (const std::exception& error) {
    if (options_.report) options_.report(outbox_message.order, error.what());
    return nullptr;
  }
}

// If the answer cannot be recorded it is lost. The unanswered lease then leads to another ask.
bool OutboxWorkers::Record(std::unique_ptr<Recording> command) {
  std::promise<bool> promise;
  auto recorded = promise.get_future();
  const bool taken = engine_.SubmitWaiting(
      std::move(command), [&promise](const AnsweredTo<Recording>& answer, const OrderRecord*) {
        promise.set_value(answer.ok() || answer.fault() != Fault::kRejected);
      });
  return !taken || recorded.get();
}

}  // namespace herlaad::engine
