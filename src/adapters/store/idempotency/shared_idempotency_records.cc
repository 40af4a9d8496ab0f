#include "adapters/store/idempotency/shared_idempotency_records.h"

#include <algorithm>
#include <string>

#include "adapters/store/rows/orders_table.h"
#include "adapters/store/schema/tables.h"

namespace herlaad::store {
namespace {

using engine::IdempotencyRecord;

// A node closes the open generation after this many records of its own. Its pages stay in memory,
// and the index over the records of five weeks is read from few rows.
constexpr std::int64_t kCloseAfter = 16'384;

// Shared by nodes that write records; held exclusively to close the generation.
constexpr Query kShareOpen{"SELECT pg_advisory_xact_lock_shared(1214607981, CAST($1 AS int))"};
constexpr Query kHaveOpen{"SELECT pg_advisory_xact_lock(1214607981, CAST($1 AS int))"};
constexpr Query kOpenGeneration{
    "SELECT coalesce(max(generation) + 1, 0) FROM idempotency_generations WHERE shard = $1"};
constexpr Query kClosedFrom{
    "SELECT generation, fingerprints FROM idempotency_generations WHERE shard = $1 AND generation "
    ">= $2 "
    "ORDER BY generation"};
constexpr Query kKeysOf{
    "SELECT key_high, key_low FROM idempotency_records WHERE shard = $1 AND n = $2"};
constexpr Query kOldest{"SELECT n FROM idempotency_records WHERE shard = $1 ORDER BY n LIMIT 1"};
// Addresses rows by ctid to avoid a join: a planner that believes the table to be small would
// search for the old records again for every row.
constexpr Query kForget{
    "WITH gone AS (DELETE FROM idempotency_records WHERE shard = $1 AND ctid = ANY (ARRAY(SELECT "
    "ctid FROM "
    "idempotency_records WHERE shard = $1 AND n >= $2 AND n <= $3 AND at < $4 ORDER BY n LIMIT "
    "$5)) RETURNING 1) "
    "SELECT count(*) FROM gone"};
constexpr Query kForgetGenerations{
    "DELETE FROM idempotency_generations WHERE shard = $1 AND generation < $2"};

}  // namespace

DbStatus SharedIdempotencyRecords::Open(Database& database) {
  index_ = IdempotencyIndex();
  known_.clear();
  staged_.clear();
  open_ = ours_ = 0;
  const auto open = OneNumberOf(database, kOpenGeneration, shard_, 0);
  if (!open) return Failure{open.error()};
  if (auto read = CatchUp(database, *open); !read) return read;
  auto keys = ReadGeneration(database, open_);
  if (!keys) return Failure{keys.error()};
  known_.insert(keys->begin(), keys->end());
  return Nothing{};
}

Result<std::vector<Fingerprint>, DbError> SharedIdempotencyRecords::ReadGeneration(
    Database& database, std::int64_t generation) {
  std::vector<Fingerprint> fingerprints;
  bool right = true;
  auto sink = [&](Row row) {
    Fields fields(row);
    const Digest key = fields.DigestPair();
    fingerprints.push_back(FingerprintOf(key));
    return right = fields.ok();
  };
  const Value parameters[] = {Value::Int(shard_.number), Value::Int(generation)};
  if (auto read = database.Run(kKeysOf, parameters, sink); !read) return Failure{read.error()};
  if (!right) return Failure{Damaged(kSharedIdempotencyRecords)};
  return fingerprints;
}

// Reads the generations closed since.
DbStatus SharedIdempotencyRecords::CatchUp(Database& database, std::int64_t open) {
  std::vector<Fingerprint> fingerprints;
  bool right = true;
  auto sink = [&](Row row) {
    Fields fields(row);
    const std::int64_t generation = fields.Int();
    right = DecodeSomeFingerprints(fields.Blob(), fingerprints) && fields.ok();
    for (const Fingerprint fingerprint : fingerprints) {
      if (right) index_.Add(fingerprint, generation);
    }
    return right;
  };
  const Value parameters[] = {Value::Int(shard_.number), Value::Int(open_)};
  if (auto read = database.Run(kClosedFrom, parameters, sink); !read) return read;
  if (!right) return Failure{Damaged(kIdempotencyGenerations)};
  open_ = open;
  ours_ = 0;
  known_.clear();
  return Nothing{};
}

DbStatus SharedIdempotencyRecords::Prepare(Database& database) {
  if (ours_ < kCloseAfter) return Nothing{};
  if (auto begun = database.Begin(Access::kWrite); !begun) return begun;
  auto done = Close(database);
  // Losing it is harmless: whatever depends on it commits later, and durably.
  if (done)
    done = database.CommitLazily();
  else
    database.Rollback();
  return done;
}

DbStatus SharedIdempotencyRecords::Close(Database& database) {
  const Value shard[] = {Value::Int(shard_.number)};
  if (auto held = database.Run(kHaveOpen, shard); !held) return held;
  const auto open = OneNumberOf(database, kOpenGeneration, shard_, 0);
  if (!open) return Failure{open.error()};
  if (*open != open_) return Nothing{};  // another node has closed it
  const auto fingerprints = ReadGeneration(database, open_);
  if (!fingerprints) return Failure{fingerprints.error()};
  const std::string bytes = EncodeFingerprints(*fingerprints);
  rows_.Clear();
  rows_.Int(shard_.number).Int(open_).Blob(bytes);
  return database.Write(Verb::kInsert, kIdempotencyGenerations, rows_);
}

// From here on no node closes the generation until this transaction has committed.
DbStatus SharedIdempotencyRecords::Begin(Database& database) {
  const Value shard[] = {Value::Int(shard_.number)};
  if (auto sent = database.RunSoon(kShareOpen, shard); !sent) return sent;
  const auto open = OneNumberOf(database, kOpenGeneration, shard_, 0);
  if (!open) return Failure{open.error()};
  return *open == open_ ? Nothing{} : CatchUp(database, *open);
}

DbStatus SharedIdempotencyRecords::Load(Database& database, const std::vector<Digest>& keys,
                                        engine::ReadSet& read_set) {
  rows_.Clear();
  std::vector<std::int64_t> generations;
  for (const Digest& key : keys) {
    const Fingerprint fingerprint = FingerprintOf(key);
    generations.clear();
    index_.Find(fingerprint, generations);
    if (look_closely_ || known_.contains(fingerprint)) generations.push_back(open_);
    std::sort(generations.begin(), generations.end());
    generations.erase(std::unique(generations.begin(), generations.end()), generations.end());
    for (const std::int64_t n : generations) rows_.Int(shard_.number).Int(n).DigestPair(key);
  }
  if (rows_.empty()) return Nothing{};
  bool right = true;
  auto sink = [&](Row row) {
    auto record = schema::ReadBehindKey<IdempotencyRecord>(row);
    right = record.has_value();
    if (right) read_set.Put(*std::move(record));
    return right;
  };
  if (auto read =
          database.Read(kSharedIdempotencyRecords, rows_, kSharedIdempotencyRecords.key, sink);
      !read)
    return read;
  if (!right) return Failure{Damaged(kSharedIdempotencyRecords)};
  return Nothing{};
}

DbStatus SharedIdempotencyRecords::Write(
    Database& database, const std::vector<IdempotencyRecord>& idempotency_records) {
  rows_.Clear();
  staged_.clear();
  for (const IdempotencyRecord& idempotency_record : idempotency_records) {
    schema::AppendNumbered(shard_, open_, idempotency_record, rows_);
    staged_.push_back(FingerprintOf(idempotency_record.key));
  }
  return database.Write(Verb::kInsert, kSharedIdempotencyRecords, rows_);
}

void SharedIdempotencyRecords::Committed() {
  known_.insert(staged_.begin(), staged_.end());
  ours_ += static_cast<std::int64_t>(staged_.size());
  if (!staged_.empty()) look_closely_ = false;
  staged_.clear();
}

// Perhaps because of a record that this node does not know: check the database next time.
void SharedIdempotencyRecords::RolledBack() {
  if (!staged_.empty()) look_closely_ = true;
  staged_.clear();
}

Result<std::int64_t, DbError> SharedIdempotencyRecords::Forget(Database& database, Instant before) {
  const auto oldest = OneNumberOf(database, kOldest, shard_, open_);
  if (!oldest) return Failure{oldest.error()};
  oldest_ = *oldest;
  std::int64_t forgotten = 0;
  auto sink = [&](Row row) {
    forgotten = Fields(row).Int();
    return true;
  };
  const Value idempotency_records[] = {Value::Int(shard_.number), Value::Int(oldest_),
                                       Value::Int(oldest_ + 1), Value::Int(before.ms),
                                       Value::Int(kForgottenMax)};
  if (auto done = database.Run(kForget, idempotency_records, sink); !done)
    return Failure{done.error()};
  if (forgotten == 0) return forgotten;
  // The last closed generation determines the open one, so it is kept.
  const std::int64_t below = std::min(oldest_, open_ - 1);
  const Value generations[] = {Value::Int(shard_.number), Value::Int(below)};
  if (auto done = database.Run(kForgetGenerations, generations); !done) {
    return Failure{done.error()};
  }
  return forgotten;
}

void SharedIdempotencyRecords::Forgotten() { index_.ForgetBelow(oldest_); }

}  // namespace herlaad::store
