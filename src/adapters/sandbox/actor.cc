#include "adapters/sandbox/actor.h"

#include <utility>

#include "base/core/thread_name.h"

namespace herlaad::sandbox {
namespace {

constexpr std::size_t kBatchMax = 256;
constexpr Millis kLongestSleep{60'000};

}  // namespace

Actor::Actor(Database& database, std::function<void(std::string_view)> report)
    : database_(database), report_(std::move(report)) {}

Actor::~Actor() { Stop(); }

void Actor::Start() {
  thread_ = std::thread([this] {
    NameThisThread("sandbox desk");
    Run();
  });
}

void Actor::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  decltype(waiting_) left;  // destroyed without the lock: the destructors of tasks answer their
                            // requests
  const std::lock_guard lock(mutex_);
  std::swap(left, waiting_);
}

bool Actor::PostAt(Instant due, Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_ || waiting_.size() >= kWaitingMax) return false;
    waiting_.push({due, ++turns_, std::move(task)});
  }
  changed_.notify_one();
  return true;
}

Instant Actor::Now() {
  const std::lock_guard lock(mutex_);
  return clock_.Now();
}

std::vector<Actor::Task> Actor::TakeDue() {
  std::unique_lock lock(mutex_);
  std::vector<Task> due;
  while (!stopped_) {
    const Instant now = clock_.Now();
    while (!waiting_.empty() && waiting_.top().due <= now && due.size() < kBatchMax) {
      due.push_back(waiting_.top().task);
      waiting_.pop();
    }
    if (!due.empty()) return due;
    const Millis wait = waiting_.empty() ? kLongestSleep : waiting_.top().due - now;
    changed_.wait_for(lock, std::min(wait, kLongestSleep));
  }
  return {};
}

void Actor::Run() {
  for (auto batch = TakeDue(); !batch.empty(); batch = TakeDue()) RunBatch(std::move(batch));
}

void Actor::RunBatch(std::vector<Task> batch) {
  database_.Begin();
  for (const Task& task : batch) task();
  if (!database_.Commit()) {
    report_("The sandbox's database could not be written: " + database_.error());
    database_.Rollback();
    after_.clear();
    return;
  }
  for (const Task& task : std::exchange(after_, {})) task();
}

}  // namespace herlaad::sandbox
