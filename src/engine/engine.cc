#include "engine/engine.h"

#include <algorithm>
#include <chrono>
#include <future>
#include <iterator>

#include "base/core/check.h"

namespace herlaad::engine {
namespace {

constexpr Millis kForgettingInterval{60'000};

std::int64_t Microseconds(std::chrono::steady_clock::duration span) {
  return std::chrono::duration_cast<std::chrono::microseconds>(span).count();
}

}  // namespace

Engine::Engine(BatchRunner& runner, Store& store, Clock& clock, Options options, Stats& stats)
    : runner_(runner), store_(store), clock_(clock), options_(options), stats_(stats) {
  CHECK(options_.batch_max > 0 && options_.queue_max > 0, "an engine takes commands");
}

Engine::~Engine() { Stop(); }

void Engine::Start() {
  CHECK(!thread_.joinable(), "an engine is started once");
  thread_ = std::thread([this] { Loop(); });
}

void Engine::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  room_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Engine::Submit(std::unique_ptr<Command> command, Done done) {
  std::unique_lock lock(mutex_);
  if (stopping_ || queue_.size() >= options_.queue_max) {
    stats_.refused_full.Add(1);
    return false;
  }
  Push(lock, std::move(command), std::move(done));
  return true;
}

bool Engine::SubmitWaiting(std::unique_ptr<Command> command, Done done) {
  std::unique_lock lock(mutex_);
  const std::size_t room = options_.queue_max + options_.reserve;
  room_.wait(lock, [this, room] { return stopping_ || queue_.size() < room; });
  if (stopping_) return false;
  Push(lock, std::move(command), std::move(done));
  return true;
}

void Engine::Push(std::unique_lock<std::mutex>& lock, std::unique_ptr<Command> command, Done done) {
  queue_.push_back({std::move(command), std::move(done)});
  stats_.queue_depth.Set(static_cast<std::int64_t>(queue_.size()));
  const bool wake = sleeping_;
  sleeping_ = false;  // one wake is enough until it sleeps again
  lock.unlock();
  if (wake) wake_.notify_one();
}

Answer Engine::Call(std::unique_ptr<Command> command) {
  std::promise<Answer> promise;
  auto future = promise.get_future();
  const bool taken =
      SubmitWaiting(std::move(command),
                    [&promise](const Answer& answer, const auto*) { promise.set_value(answer); });
  if (!taken) {
    Answer answer;
    answer.fault = Answer::Fault::kUnavailable;
    return answer;
  }
  return future.get();
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
    if (batch.empty()) {
      const std::lock_guard lock(mutex_);
      if (stopping_ && queue_.empty()) return;
    } else {
      stats_.batch_size.Observe(static_cast<std::int64_t>(batch.size()));
      const auto begin = std::chrono::steady_clock::now();
      runner_.Run(std::move(batch), clock_.Now());
      stats_.batch_us.Observe(Microseconds(std::chrono::steady_clock::now() - begin));
    }
    ForgetClaims();
  }
}

// Old claims go in small chunks between batches, so that nobody waits for housekeeping.
void Engine::ForgetClaims() {
  const Instant now = clock_.Now();
  if (now < next_forgetting_) return;
  const auto more = store_.ForgetClaims(now);
  const bool soon = more.ok() && *more;
  next_forgetting_ = now + (soon ? Millis(100) : kForgettingInterval);
}

}  // namespace herlaad::engine
