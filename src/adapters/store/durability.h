// Durability: how far a database's commits have come on their way to the disk, and to the standbys
// that must have them. Readers of the same process may see a commit before it is durable; before
// they tell anybody, they wait here.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace herlaad::store {

class Durability {
 public:
  // The writer's: before a commit, of which readers may see something from now on. Its number.
  std::uint64_t Begin() {
    if (kept_.load() >= begun_.load()) unkept_since_.store(Clock::now());
    return begun_.fetch_add(1) + 1;
  }
  // The writer's: it was committed, or not at all.
  void End(std::uint64_t commit) { ended_.store(commit); }
  // The last commit that has ended: what a sync that begins now makes durable.
  [[nodiscard]] std::uint64_t ended() const { return ended_.load(); }

  // All up to this commit is durable.
  void Kept(std::uint64_t commit) {
    if (kept_.load() >= commit) return;
    {
      const std::lock_guard lock(mutex_);
      if (kept_.load() < commit) kept_.store(commit);
    }
    changed_.notify_all();
  }

  // The writer's: this commit left nothing to be seen. It is durable with the one before it.
  void Drop(std::uint64_t commit) {
    if (kept_.load() + 1 >= commit) Kept(commit);
  }

  // A reader's, after reading: waits until all that it may have seen is durable. False when the
  // disk does not get there: at once where it has not got there for `patience` already, so that
  // readers do not queue up for what hangs.
  [[nodiscard]] bool Await(std::chrono::milliseconds patience = kPatience) {
    const std::uint64_t seen = begun_.load();
    if (kept_.load() >= seen) return true;
    const auto until = unkept_since_.load() + patience;
    std::unique_lock lock(mutex_);
    return changed_.wait_until(lock, until, [&] { return kept_.load() >= seen; });
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds kPatience{5'000};

  std::atomic<std::uint64_t> begun_{0};
  std::atomic<std::uint64_t> ended_{0};
  std::atomic<std::uint64_t> kept_{0};
  std::atomic<Clock::time_point> unkept_since_{};  // the first commit that is not durable yet
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace herlaad::store
