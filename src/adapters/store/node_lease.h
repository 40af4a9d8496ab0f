// NodeLease: this process's place among the nodes of one database. A node has a number, which is a
// part of the ids it makes and the slice of the accounts it writes; no two processes have the same
// at once. The number is held by a lock of the session that writes: whoever has lost that session
// has lost the right to write under it, and nothing it began can be committed any more. A row of
// `nodes` says who holds which number, and keeps it for a while when its holder is away.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "adapters/store/postgres_driver.h"
#include "adapters/store/schema/records.h"
#include "adapters/store/stored_queries.h"
#include "base/core/even_time.h"
#include "base/core/id.h"

namespace herlaad::store {

// The database's clock, read now and then and carried on by this machine's steady one: who sets
// this machine's clock changes nothing, and all nodes mean the same by "now".
class SharedClock final : public Clock {
 public:
  using Steady = std::chrono::steady_clock::time_point;

  Instant Now() override;
  Instant EvenSince() override;
  // The database said `theirs` between `asked` and `answered`. Too slow an answer is not believed.
  void Learn(Instant theirs, Steady asked, Steady answered);

 private:
  std::atomic<std::int64_t> ahead_ms_{0};  // of the steady clock
  std::atomic<bool> known_{false};
  EvenTime time_;
};

using schema::NodeRow;
// Seen so lately that it must be there.
inline bool IsAlive(const NodeRow& node, Instant now) { return now - node.seen_at < kNodeAway; }

class NodeLease {
 public:
  struct Options {
    Shard shard;
    PostgresSettings settings;  // of a connection for signs of life
    std::string name;           // for people: host and folder
    std::int64_t life = 0;
    Millis beat{4'000};   // between two signs of life
    Millis kept{60'000};  // a number is nobody else's so long after the last one
  };
  explicit NodeLease(Options options)
      : options_(std::move(options)), durability_(std::make_shared<Durability>()) {}
  ~NodeLease();

  // Takes a number, or the same again; for the writer's on_connected. kMisused when all numbers are
  // taken, or another process has ours by now.
  DbStatus Take(PostgresDatabase& writer);

  // Gives signs of life from now on. `on_beat` is called after each, `on_lost` once when another
  // process has the number: this one must end. Both from a thread of ours.
  void Start(std::function<void()> on_beat, std::function<void()> on_lost);
  void Stop();

  [[nodiscard]] std::int32_t node() const { return node_; }
  [[nodiscard]] std::int64_t life() const { return options_.life; }
  SharedClock& clock() { return clock_; }
  // How far the writer's commits have come. A sign of life is a commit as well: what was in doubt
  // before it is not after it.
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
  std::int64_t session_ = 0;  // the server's number of the one that holds ours
  Instant started_at_{};
  std::atomic<bool> lost_{false};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

// All that were ever seen, in order of their numbers.
Result<std::vector<NodeRow>, DbError> ReadNodes(Database& database, Shard shard);

}  // namespace herlaad::store
