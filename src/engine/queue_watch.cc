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

void QueueWatch::LookAt(const std::string& id, Queue& queue, Time now) {
  std::optional<orders::OutboxMessage> first;
  if (!held_()) {
    const auto due = queries_.DueOutboxMessages(id, clock_.Now(), 1);
    if (!due.ok()) return;  // unknown; the outage of the store is reported elsewhere
    if (!due->empty()) first = due->front();
  }
  if (!first || first != queue.first) {
    queue.first = first;
    queue.first_seen = now;
    if (queue.still) report_(id, false, {});
    queue.still = false;
    return;
  }
  if (queue.still || now - queue.first_seen < options_.still_after) return;
  queue.still = true;
  report_(id, true, first->next_at);
}

}  // namespace herlaad::engine
