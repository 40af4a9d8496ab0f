// NodeLease: this process's number among the nodes of one database. The number is part of the ids
// it generates and selects the slice of the accounts it writes; no two processes have the same one
// at once. It is held by a lock of the writer's session: a process that loses the session can no
// longer write under the number, and none of its transactions in progress can commit. A row of
// `nodes` records who holds which number, and reserves it for a while when its holder is away.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapters/store/durability.h"
#include "adapters/store/postgres/node_row.h"
#include "adapters/store/postgres/postgres_driver.h"
#include "base/core/even_time.h"
#include "base/core/id.h"

namespace herlaad::store {

// The database's clock, read periodically and advanced by this machine's steady clock, so that
// setting this machine's clock has no effect and all nodes agree on the time.
class SharedClock final : public Clock {
 public:
  using Steady = std::chrono::steady_clock::time_point;

  Instant Now() override;
  Instant EvenSince() override;
  // The database answered `theirs` between `asked` and `answered`. Ignores answers that took too
  // long.
  void Learn(Instant theirs, Steady asked, Steady answered);

 private:
  std::atomic<std::int64_t> ahead_ms_{0};  // offset to the steady clock
  std::atomic<bool> known_{false};
  EvenTime time_;
};

class NodeLease {
 public:
  struct Options {
    Shard shard;
    PostgresSettings settings;  // of the connection for heartbeats
    std::string name;           // shown to people: host and folder
    std::int64_t life = 0;
    Millis beat{4'000};   // interval of heartbeats
    Millis kept{60'000};  // how long after the last heartbeat a number stays reserved
  };
  explicit NodeLease(Options options)
      : options_(std::move(options)), durability_(std::make_shared<Durability>()) {}
  ~NodeLease();

  // Takes a number, or the same one again; for the writer's on_connected. kMisused if all numbers
  // are taken, or another process has taken ours.
  DbStatus Take(PostgresDatabase& writer);

  // Starts heartbeats. Calls `on_beat` after each, and `on_lost` once if another process has the
  // number: this process must exit. Both on a thread of this object.
  void Start(std::function<void()> on_beat, std::function<void()> on_lost);
  void Stop();

  [[nodiscard]] std::int32_t node() const { return node_; }
  [[nodiscard]] std::int64_t life() const { return options_.life; }
  SharedClock& clock() { return clock_; }
  // The durability of the writer's commits. A heartbeat is a commit too, and settles what was in
  // doubt before it.
  [[nodiscard]] std::shared_ptr<Durability> durability() const { return durability_; }

 private:
  DbStatus Choose(PostgresDatabase& writer);
  DbStatus TakeFirstFree(PostgresDatabase& writer, const std::vector<NodeRow>& rows);
  DbStatus TakeAgain(PostgresDatabase& writer);
  Result<bool, DbError> TryLock(PostgresDatabase& writer, std::int32_t node) const;
  DbStatus EndOldSession(PostgresDatabase& writer) const;
  DbStatus WriteRow(PostgresDatabase& writer);
  DbStatus ReadClock(Database& database);
  Result<bool, DbError> SayAlive(Database& database) const;
  DbStatus Beat(Database& database);
  void Loop(const std::function<void()>& on_beat, const std::function<void()>& on_lost);

  Options options_;
  std::shared_ptr<Durability> durability_;
  SharedClock clock_;
  std::int32_t node_ = -1;
  std::int64_t session_ = 0;  // the server's id of the session that holds the number
  Instant started_at_{};
  std::atomic<bool> lost_{false};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

// All nodes ever seen, ordered by number.
Result<std::vector<NodeRow>, DbError> ReadNodes(Database& database, Shard shard);

}  // namespace herlaad::store
