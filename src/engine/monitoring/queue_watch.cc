#include "engine/monitoring/queue_watch.h"

#include <algorithm>

#include "base/core/thread_name.h"

namespace herlaad::engine {
namespace {

constexpr char kManyMark = ':';
constexpr std::size_t kOpenQueuesMax = 1'000;  // of a prefix that a look considers

}  // namespace

QueueWatch::QueueWatch(Queries& queries, Clock& clock, std::vector<std::string> queues,
                       std::function<bool()> held, Options options, Report report, Stats& stats)
    : queries_(queries),
      clock_(clock),
      held_(std::move(held)),
      options_(options),
      report_(std::move(report)),
      stats_(stats) {
  for (std::string& id : queues) queues_.emplace(std::move(id), Queue{});
}

QueueWatch::~QueueWatch() { Stop(); }

void QueueWatch::Start() {
  thread_ = std::thread([this] {
    NameThisThread("queue watch");
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, options_.look_every, [this] { return stopping_; })) {
      lock.unlock();
      Look(std::chrono::steady_clock::now());
      lock.lock();
    }
  });
}

void QueueWatch::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void QueueWatch::Look(Time now) {
  for (auto& [id, queue] : queues_) LookAt(id, queue, now);
  const auto still = std::count_if(queues_.begin(), queues_.end(),
                                   [](const auto& entry) { return entry.second.still; });
  stats_.queues_still.Set(still);
}

template <class Message>
void QueueWatch::LookAt(const Result<std::vector<Message>, StoreError>& due, Head<Message>& head,
                        Time now, Millis still_after) {
  if (!due.ok()) return;  // unknown; the outage of the store is reported elsewhere
  const auto first = due->empty() ? std::nullopt : std::optional(due->front());
  if (!first || first != head.first) {
    head = {first, now, false};
  } else if (now - head.first_seen >= still_after) {
    head.still = true;
  }
}

// The longest due message of all.
Result<std::vector<outbox::Message>, StoreError> QueueWatch::FirstOfMany(
    const std::string& prefix) {
  const auto open = queries_.OpenQueues(prefix, {}, kOpenQueuesMax);
  if (!open.ok()) return Failure{open.error()};
  const auto first = std::min_element(open->begin(), open->end(), [](const auto& a, const auto& b) {
    return a.next_at < b.next_at;
  });
  if (first == open->end()) return std::vector<outbox::Message>();
  return queries_.DueMessages(first->destination, clock_.Now(), 1);
}

void QueueWatch::LookAt(const std::string& id, Queue& queue, Time now) {
  if (held_()) {
    queue.of_orders = {};
    queue.of_others = {};
  } else if (id.ends_with(kManyMark)) {
    LookAt(FirstOfMany(id), queue.of_others, now, options_.still_after_of_many);
  } else {
    LookAt(queries_.DueOutboxMessages(id, clock_.Now(), 1), queue.of_orders, now,
           options_.still_after);
    LookAt(queries_.DueMessages(id, clock_.Now(), 1), queue.of_others, now, options_.still_after);
  }
  const bool still = queue.of_orders.still || queue.of_others.still;
  if (still == queue.still) return;
  queue.still = still;
  if (!still) return report_(id, false, {});
  report_(id, true,
          queue.of_orders.still ? queue.of_orders.first->next_at : queue.of_others.first->next_at);
}

}  // namespace herlaad::engine
