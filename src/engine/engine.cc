#include "engine/engine.h"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "base/core/check.h"
#include "base/core/thread_name.h"

namespace herlaad::engine {
namespace {

constexpr Millis kForgettingInterval{60'000};
// Interval of checks of the store while it is idle or cannot be used.
constexpr std::chrono::seconds kLookInterval{1};
constexpr std::chrono::milliseconds kSilenceLook{500};

std::int64_t Microseconds(std::chrono::steady_clock::duration span) {
  return std::chrono::duration_cast<std::chrono::microseconds>(span).count();
}

}  // namespace

Engine::Engine(BatchRunner& runner, Store& store, Clock& clock, Options options, Stats& stats)
    : runner_(runner), store_(store), clock_(clock), options_(options), stats_(stats) {
  CHECK(options_.batch_max > 0 && options_.queue_max > 0 && options_.not_durable_max > 0,
        "the limits of an engine are positive");
}

Engine::~Engine() { Stop(); }

void Engine::Start() {
  CHECK(!thread_.joinable(), "an engine is started once");
  runner_.HandOverTo([this](std::unique_ptr<DecidedBatch> batch) { Keep(std::move(batch)); });
  durability_thread_ = std::thread([this] {
    NameThisThread("durability");
    DurabilityLoop();
  });
  thread_ = std::thread([this] {
    NameThisThread("engine");
    Loop();
  });
}

void Engine::Stop() {
  Refuse();
  if (!thread_.joinable()) return;
  thread_.join();
  {
    const std::lock_guard lock(not_durable_mutex_);
    no_more_ = true;
  }
  not_durable_changed_.notify_all();
  durability_thread_.join();
}

void Engine::Refuse() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  room_.notify_all();
}

bool Engine::Submit(Submitted submitted) {
  return SubmitFor(options_.queue_wait, std::move(submitted));
}

bool Engine::SubmitFor(Millis queue_wait, Submitted submitted) {
  submitted.refused_at = std::chrono::steady_clock::now() + queue_wait;
  std::unique_lock lock(mutex_);
  if (stopping_ || queue_.size() >= options_.queue_max) {
    stats_.refused_full.Add(1);
    return false;
  }
  Push(lock, std::move(submitted));
  return true;
}

bool Engine::SubmitWaiting(Submitted submitted) {
  std::unique_lock lock(mutex_);
  const std::size_t room = options_.queue_max + options_.reserve;
  room_.wait(lock, [this, room] { return stopping_ || queue_.size() < room; });
  if (stopping_) return false;
  Push(lock, std::move(submitted));
  return true;
}

void Engine::Push(std::unique_lock<std::mutex>& lock, Submitted submitted) {
  queue_.push_back(std::move(submitted));
  stats_.queue_depth.Set(static_cast<std::int64_t>(queue_.size()));
  const bool wake = sleeping_;
  sleeping_ = false;  // one wake-up is enough until it sleeps again
  lock.unlock();
  if (wake) wake_.notify_one();
}

std::vector<Submitted> Engine::TakeBatch() {
  std::unique_lock lock(mutex_);
  if (queue_.empty() && !stopping_) {
    sleeping_ = true;
    wake_.wait_for(lock, std::chrono::seconds(1), [this] { return stopping_ || !queue_.empty(); });
    sleeping_ = false;
  }
  std::vector<Submitted> batch;
  const auto count = static_cast<std::ptrdiff_t>(std::min(queue_.size(), options_.batch_max));
  if (count == static_cast<std::ptrdiff_t>(queue_.size())) {
    batch.swap(queue_);
  } else {
    batch.assign(std::make_move_iterator(queue_.begin()),
                 std::make_move_iterator(queue_.begin() + count));
    queue_.erase(queue_.begin(), queue_.begin() + count);
  }
  stats_.queue_depth.Set(static_cast<std::int64_t>(queue_.size()));
  lock.unlock();
  room_.notify_all();
  return batch;
}

void Engine::Loop() {
  for (;;) {
    std::vector<Submitted> batch = TakeBatch();
    const bool idle = batch.empty();
    if (idle) {
      const std::lock_guard lock(mutex_);
      if (stopping_ && queue_.empty()) return;
    } else {
      Run(std::move(batch));
    }
    ForgetIdempotencyRecords();
    LookAtStore(idle);
  }
}

void Engine::LookAtStore(bool idle) {
  if (options_.watch == nullptr || (!idle && !options_.watch->in_outage())) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_look_) return;
  runner_.LookAtStore(clock_.Now());
  next_look_ = std::chrono::steady_clock::now() + kLookInterval;
}

void Engine::Run(std::vector<Submitted> batch) {
  stats_.batch_size.Observe(static_cast<std::int64_t>(batch.size()));
  const auto begin = std::chrono::steady_clock::now();
  runner_.Run(std::move(batch), clock_.Now());
  stats_.batch_us.Observe(Microseconds(std::chrono::steady_clock::now() - begin));
}

// Blocks while too many batches are not durable: commands that arrive meanwhile make the next batch
// larger, and a larger batch costs less per command.
void Engine::Keep(std::unique_ptr<DecidedBatch> batch) {
  std::unique_lock lock(not_durable_mutex_);
  not_durable_.push_back(std::move(batch));
  not_durable_changed_.notify_all();
  not_durable_changed_.wait(
      lock, [this] { return not_durable_.size() + becoming_durable_ < options_.not_durable_max; });
}

void Engine::DurabilityLoop() {
  bool is_lost = false;
  std::unique_lock lock(not_durable_mutex_);
  for (;;) {
    if (!not_durable_changed_.wait_for(lock, kSilenceLook,
                                       [this] { return no_more_ || !not_durable_.empty(); })) {
      // The engine's own thread may be blocked by the store.
      if (options_.watch != nullptr) options_.watch->LookForSilence();
      lock.unlock();
      RefuseOverdue();
      lock.lock();
      continue;
    }
    if (not_durable_.empty()) return;
    std::vector<std::unique_ptr<DecidedBatch>> batches;
    batches.swap(not_durable_);
    becoming_durable_ = batches.size();
    lock.unlock();
    // After a failed sync a later success says nothing about the pages that failed.
    if (!is_lost && !store_.MakeDurable()) {
      is_lost = true;
      Refuse();
      if (options_.on_lost) options_.on_lost();
    }
    for (auto& batch : batches) runner_.Settle(std::move(batch), !is_lost);
    lock.lock();
    becoming_durable_ = 0;
    not_durable_changed_.notify_all();
  }
}

// Commands still in the queue were not begun, so refusing them changes nothing.
void Engine::RefuseOverdue() {
  const auto now = std::chrono::steady_clock::now();
  std::vector<Submitted> overdue;
  {
    const std::lock_guard lock(mutex_);
    const auto first = std::stable_partition(
        queue_.begin(), queue_.end(),
        [now](const Submitted& submitted) { return now < submitted.refused_at; });
    overdue.assign(std::make_move_iterator(first), std::make_move_iterator(queue_.end()));
    queue_.erase(first, queue_.end());
    stats_.queue_depth.Set(static_cast<std::int64_t>(queue_.size()));
  }
  if (overdue.empty()) return;
  room_.notify_all();
  for (const Submitted& submitted : overdue)
    submitted.submission->Tell(Fault::kUnavailable, nullptr);
}

// Old idempotency records are deleted in small chunks between batches, so that no command waits
// long.
void Engine::ForgetIdempotencyRecords() {
  const Instant now = clock_.Now();
  if (now < next_forgetting_) return;
  const auto more = store_.ForgetIdempotencyRecords(now);
  const bool soon = more.ok() && *more;
  next_forgetting_ = now + (soon ? Millis(100) : kForgettingInterval);
}

}  // namespace herlaad::engine
