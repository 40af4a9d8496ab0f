// Durability: which of a database's commits have reached the disk and the synchronous standbys.
// Readers in the same process may see a commit before it is durable; before they answer a client,
// they wait here, and a reader of one thing waits only for the commits that changed it.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace herlaad::store {

class Durability {
 public:
  // Something that commits change and readers look up, as a number: an order, a subscriber, a key.
  // Two with the same number wait for each other's commits, which is harmless.
  using Thing = std::int64_t;

  // For the writer, before a commit that changes `things` and may become visible to readers from
  // now on. Returns its number.
  std::uint64_t Begin(std::vector<Thing> things = {}) {
    const std::lock_guard lock(mutex_);
    const std::uint64_t commit = begun_.load() + 1;
    not_durable_.push_back({commit, Clock::now(), std::move(things)});
    begun_.store(commit);
    return commit;
  }
  // For the writer, after the commit or its failure.
  void End(std::uint64_t commit) { ended_.store(commit); }
  // The last commit that has ended, which a sync started now makes durable.
  [[nodiscard]] std::uint64_t ended() const { return ended_.load(); }

  // All commits up to this one are durable.
  void Kept(std::uint64_t commit) {
    if (kept_.load() >= commit) return;
    {
      const std::lock_guard lock(mutex_);
      if (kept_.load() < commit) kept_.store(commit);
      while (!not_durable_.empty() && not_durable_.front().commit <= commit)
        not_durable_.pop_front();
    }
    changed_.notify_all();
  }

  // For the writer: this commit had no visible effect. It becomes durable with the one before it.
  void Drop(std::uint64_t commit) {
    if (kept_.load() + 1 >= commit) return Kept(commit);
    const std::lock_guard lock(mutex_);
    for (NotDurable& not_durable : not_durable_) {
      if (not_durable.commit == commit) not_durable.things.clear();
    }
  }

  // For a reader, after reading: waits until everything it may have seen is durable. False if that
  // takes longer than `patience`; at once if commits have been waiting that long already, so that
  // readers do not queue up behind a disk that hangs.
  [[nodiscard]] bool Await(std::chrono::milliseconds patience) {
    const std::uint64_t seen = begun_.load();
    if (kept_.load() >= seen) return true;
    std::unique_lock lock(mutex_);
    return AwaitCommit(lock, seen, patience);
  }
  // As Await for a reader of `thing` only: does not wait for other commits.
  [[nodiscard]] bool AwaitOf(Thing thing, std::chrono::milliseconds patience) {
    if (kept_.load() >= begun_.load()) return true;
    std::unique_lock lock(mutex_);
    const auto last = std::find_if(
        not_durable_.rbegin(), not_durable_.rend(), [thing](const NotDurable& not_durable) {
          return std::find(not_durable.things.begin(), not_durable.things.end(), thing) !=
                 not_durable.things.end();
        });
    return last == not_durable_.rend() || AwaitCommit(lock, last->commit, patience);
  }

 private:
  using Clock = std::chrono::steady_clock;
  struct NotDurable {
    std::uint64_t commit = 0;
    Clock::time_point since;
    std::vector<Thing> things;
  };

  // While commits still become durable one after another, the disk is busy rather than hanging.
  bool AwaitCommit(std::unique_lock<std::mutex>& lock, std::uint64_t commit,
                   std::chrono::milliseconds patience) {
    while (kept_.load() < commit) {
      const auto until = not_durable_.front().since + patience;
      if (Clock::now() >= until) return false;
      changed_.wait_until(lock, until);
    }
    return true;
  }

  std::atomic<std::uint64_t> begun_{0};
  std::atomic<std::uint64_t> ended_{0};
  std::atomic<std::uint64_t> kept_{0};
  std::mutex mutex_;
  std::deque<NotDurable> not_durable_;  // in the order of commits
  std::condition_variable changed_;
};

}  // namespace herlaad::store
