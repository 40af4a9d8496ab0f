#include "adapters/store/postgres/node_lease.h"

#include <algorithm>

#include "adapters/store/rows/orders_table.h"
#include "adapters/store/schema/tables.h"

namespace herlaad::store {
namespace {

using Kind = DbError::Kind;

// Held exclusively while a number is chosen; the lock below is held by the owner of a number.
constexpr Query kChooseAlone{"SELECT pg_advisory_xact_lock(1214607983, CAST($1 AS int))"};
constexpr Query kTryLock{"SELECT pg_try_advisory_lock(1214607980, CAST($1 AS int))"};
constexpr Query kHolder{
    "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = 1214607980 AND objid = "
    "CAST($1 AS oid) AND objsubid = 2 AND granted AND database = (SELECT oid FROM pg_database "
    "WHERE "
    "datname = current_database())"};
constexpr Query kEndSession{"SELECT pg_terminate_backend(CAST($1 AS int), 2000)"};
constexpr Query kNow{"SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)"};
constexpr Query kBeat{
    "UPDATE nodes SET seen_at = CAST(extract(epoch FROM statement_timestamp()) * 1000 AS bigint) "
    "WHERE "
    "shard = $1 AND node = $2 AND life = $3 RETURNING seen_at"};
constexpr Query kAllNodes{"WHERE shard = $1 ORDER BY node", &kNodes};

// A slower answer is too imprecise to set the clock.
constexpr std::chrono::milliseconds kSlow{500};

constexpr int kOwnTries = 20;
constexpr std::chrono::milliseconds kOwnWait{50};

std::int64_t Milliseconds(SharedClock::Steady at) {
  return std::chrono::duration_cast<Millis>(at.time_since_epoch()).count();
}

Result<std::optional<std::int64_t>, DbError> Ask(Database& database, const Query& query,
                                                 Row parameters) {
  std::optional<std::int64_t> number;
  auto sink = [&](Row row) {
    number = Fields(row).Int();
    return true;
  };
  if (auto read = database.Run(query, parameters, sink); !read) return Failure{read.error()};
  return number;
}

DbError Taken() {
  return {Kind::kMisused,
          "another process has this node's number by now: this one may not write any more"};
}

}  // namespace

Instant SharedClock::Now() {
  if (!known_) return SystemClock().Now();
  const auto steady = std::chrono::steady_clock::now();
  return time_.Now({Milliseconds(steady) + ahead_ms_}, steady);
}

Instant SharedClock::EvenSince() {
  if (!known_) return SystemClock().Now();
  Now();
  return time_.Since();
}

void SharedClock::Learn(Instant theirs, Steady asked, Steady answered) {
  if (known_ && answered - asked > kSlow) return;
  ahead_ms_ = theirs.ms - (Milliseconds(asked) + Milliseconds(answered)) / 2;
  known_ = true;
}

Result<std::vector<NodeRow>, DbError> ReadNodes(Database& database, Shard shard) {
  std::vector<NodeRow> nodes;
  bool right = true;
  auto sink = [&](Row row) { return right = schema::ReadRowInto(row, nodes); };
  const Value parameters[] = {Value::Int(shard.number)};
  if (auto read = database.Run(kAllNodes, parameters, sink); !read) return Failure{read.error()};
  if (!right) return Failure{Damaged(kNodes)};
  return nodes;
}

NodeLease::~NodeLease() { Stop(); }

DbStatus NodeLease::Take(PostgresDatabase& writer) {
  if (lost_) return Failure{Taken()};
  auto done = ReadClock(writer);
  if (done) done = writer.Begin(Access::kWrite);
  if (!done) return done;
  const Value shard[] = {Value::Int(options_.shard.number)};
  done = writer.RunSoon(kChooseAlone, shard);
  if (done) done = node_ < 0 ? Choose(writer) : TakeAgain(writer);
  if (done) done = WriteRow(writer);
  if (!done) {
    writer.Rollback();
    return done;
  }
  session_ = writer.backend_pid();
  return writer.Commit();
}

DbStatus NodeLease::Choose(PostgresDatabase& writer) {
  auto rows = ReadNodes(writer, options_.shard);
  if (!rows) return Failure{rows.error()};
  started_at_ = clock_.Now();
  // First our own number of an earlier run, then one never used, then the one longest unused.
  const auto rank = [this](const NodeRow& row) {
    return std::pair(row.name == options_.name ? 0 : row.seen_at.ms == 0 ? 1 : 2, row.seen_at);
  };
  std::vector<NodeRow> all(kNodesMax);
  for (std::int32_t node = 0; node < kNodesMax; ++node)
    all[static_cast<std::size_t>(node)].node = node;
  for (NodeRow& row : *rows) {
    if (row.node < 0 || row.node >= kNodesMax) return Failure{Damaged(kNodes)};
    all[static_cast<std::size_t>(row.node)] = std::move(row);
  }
  std::stable_sort(all.begin(), all.end(),
                   [&rank](const NodeRow& a, const NodeRow& b) { return rank(a) < rank(b); });
  return TakeFirstFree(writer, all);
}

DbStatus NodeLease::TakeFirstFree(PostgresDatabase& writer, const std::vector<NodeRow>& rows) {
  for (const NodeRow& row : rows) {
    // Its holder may be away only for a moment: others come first.
    const bool kept = row.name != options_.name && clock_.Now() - row.seen_at < options_.kept;
    if (kept) continue;
    auto locked = TryLock(writer, row.node);
    // Our own number of an earlier run: the server may not have noticed yet that its session is
    // gone.
    for (int tries = 0; tries < kOwnTries && row.name == options_.name && locked && !*locked;
         ++tries) {
      std::this_thread::sleep_for(kOwnWait);
      locked = TryLock(writer, row.node);
    }
    if (!locked) return Failure{locked.error()};
    if (!*locked) continue;
    node_ = row.node;
    return Nothing{};
  }
  return Failure{DbError{Kind::kMisused, "there are " + std::to_string(kNodesMax) +
                                             " nodes at work on it already, which is the most"}};
}

DbStatus NodeLease::TakeAgain(PostgresDatabase& writer) {
  auto rows = ReadNodes(writer, options_.shard);
  if (!rows) return Failure{rows.error()};
  const auto ours = std::find_if(rows->begin(), rows->end(),
                                 [this](const NodeRow& row) { return row.node == node_; });
  auto locked = TryLock(writer, node_);
  if (locked && !*locked && ours != rows->end() && ours->life == options_.life) {
    if (auto ended = EndOldSession(writer); !ended) return ended;
    locked = TryLock(writer, node_);
  }
  if (!locked) return Failure{locked.error()};
  const bool others = ours != rows->end() && ours->life != options_.life;
  if (*locked && !others) return Nothing{};
  if (others) lost_ = true;
  return Failure{others ? Taken()
                        : DbError{Kind::kUnavailable,
                                  "the session before has not ended yet; trying again soon"}};
}

Result<bool, DbError> NodeLease::TryLock(PostgresDatabase& writer, std::int32_t node) const {
  const Value lock[] = {Value::Int(options_.shard.number * kNodesMax + node)};
  const auto locked = Ask(writer, kTryLock, lock);
  if (!locked) return Failure{locked.error()};
  return locked->value_or(0) != 0;
}

// The server has not noticed yet that our last connection is gone. Terminates its session, so that
// whatever it is doing is committed or rolled back.
DbStatus NodeLease::EndOldSession(PostgresDatabase& writer) const {
  const Value lock[] = {Value::Int(options_.shard.number * kNodesMax + node_)};
  const auto holder = Ask(writer, kHolder, lock);
  if (!holder) return Failure{holder.error()};
  if (!*holder || **holder != session_) return Nothing{};
  const Value session[] = {Value::Int(session_)};
  return writer.Run(kEndSession, session);
}

DbStatus NodeLease::WriteRow(PostgresDatabase& writer) {
  RowBatch rows;
  const NodeRow row{node_, options_.life, options_.name, started_at_, clock_.Now()};
  schema::AppendRow(options_.shard, row, rows);
  return writer.Write(Verb::kUpsert, kNodes, rows);
}

DbStatus NodeLease::ReadClock(Database& database) {
  const auto asked = std::chrono::steady_clock::now();
  const auto now = Ask(database, kNow, {});
  if (!now) return Failure{now.error()};
  clock_.Learn({now->value_or(0)}, asked, std::chrono::steady_clock::now());
  return Nothing{};
}

// False if another process has taken the number.
Result<bool, DbError> NodeLease::SayAlive(Database& database) const {
  if (auto begun = database.Begin(Access::kWrite); !begun) return Failure{begun.error()};
  const Value parameters[] = {Value::Int(options_.shard.number), Value::Int(node_),
                              Value::Int(options_.life)};
  const auto seen = Ask(database, kBeat, parameters);
  if (!seen || !*seen) {
    database.Rollback();
    if (!seen) return Failure{seen.error()};
    return false;
  }
  if (auto done = database.Commit(); !done) return Failure{done.error()};
  return true;
}

DbStatus NodeLease::Beat(Database& database) {
  const std::uint64_t ended = durability_->ended();
  const auto ours = SayAlive(database);
  if (!ours) return Failure{ours.error()};
  if (!*ours) {
    lost_ = true;
    return Failure{Taken()};
  }
  durability_->Kept(ended);
  return ReadClock(database);
}

void NodeLease::Start(std::function<void()> on_beat, std::function<void()> on_lost) {
  thread_ = std::thread(
      [this, beat = std::move(on_beat), lost = std::move(on_lost)] { Loop(beat, lost); });
}

void NodeLease::Loop(const std::function<void()>& on_beat, const std::function<void()>& on_lost) {
  std::unique_ptr<PostgresDatabase> database;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    if (database == nullptr) {
      auto opened = PostgresDatabase::Open(options_.settings);
      if (opened) database = std::move(opened).value();
    }
    const bool beaten = database != nullptr && Beat(*database).ok();
    if (lost_) return on_lost();
    if (beaten) on_beat();
    lock.lock();
    wake_.wait_for(lock, options_.beat, [this] { return stopping_; });
  }
}

void NodeLease::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

}  // namespace herlaad::store
