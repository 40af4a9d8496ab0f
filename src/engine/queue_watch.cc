#include "engine/queue_watch.h"

#include <algorithm>

#include "base/core/thread_name.h"

namespace herlaad::engine {

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
                        Time now) {
  if (!due.ok()) return;  // unknown; the outage of the store is reported elsewhere
  const auto first = due->empty() ? std::nullopt : std::optional(due->front());
  if (!first || first != head.first) {
    head = {first, now, false};
  } else if (now - head.first_seen >= options_.still_after) {
    head.still = true;
  }
}

void QueueWatch::LookAt(const std::string& id, Queue& queue, Time now) {
  if (held_()) {
    queue.of_orders = {};
    queue.of_others = {};
  } else {
    LookAt(queries_.DueOutboxMessages(id, clock_.Now(), 1), queue.of_orders, now);
    LookAt(queries_.DueMessages(id, clock_.Now(), 1), queue.of_others, now);
  }
  const bool still = queue.of_orders.still || queue.of_others.still;
  if (still == queue.still) return;
  queue.still = still;
  if (!still) return report_(id, false, {});
  report_(id, true,
          queue.of_orders.still ? queue.of_orders.first->next_at : queue.of_others.first->next_at);
}

}  // namespace herlaad::engine
