#include "adapters/store/idempotency/local_idempotency_records.h"

#include <algorithm>
#include <string>

#include "adapters/store/rows/orders_table.h"
#include "adapters/store/schema/tables.h"

namespace herlaad::store {
namespace {

using engine::IdempotencyRecord;

constexpr Query kFirst{"SELECT n FROM idempotency_records WHERE shard = $1 ORDER BY n LIMIT 1"};
constexpr Query kLast{"SELECT n FROM idempotency_records WHERE shard = $1 ORDER BY n DESC LIMIT 1"};
constexpr Query kGenerations{
    "SELECT generation, fingerprints FROM idempotency_generations WHERE shard = $1 ORDER BY "
    "generation"};
constexpr Query kFrom{
    "SELECT n, key_high, key_low FROM idempotency_records WHERE shard = $1 AND n >= $2 ORDER BY n"};
constexpr Query kOldest{
    "SELECT n, at FROM idempotency_records WHERE shard = $1 ORDER BY n LIMIT 1025"};
constexpr Query kDelete{"DELETE FROM idempotency_records WHERE shard = $1 AND n < $2"};
constexpr Query kDeleteGenerations{
    "DELETE FROM idempotency_generations WHERE shard = $1 AND generation < $2"};

}  // namespace

DbStatus LocalIdempotencyRecords::Open(Database& database) {
  others_version_ = database.OthersVersion();
  is_stale_ = false;
  index_ = IdempotencyIndex();
  tail_.clear();
  staged_.clear();
  const auto first = OneNumberOf(database, kFirst, shard_, 0);
  if (!first) return Failure{first.error()};
  const auto last = OneNumberOf(database, kLast, shard_, -1);
  if (!last) return Failure{last.error()};
  next_ = *first;
  index_.ForgetBelow(*first);
  index_.Reserve(static_cast<std::size_t>(std::max<std::int64_t>(0, *last - *first + 1)));
  if (auto read = ReadGenerations(database); !read) return read;
  // Deleted records of the unfinished generation are never looked up, but keep their place.
  tail_.assign(static_cast<std::size_t>(next_ % kGenerationRecords), 0);
  return ReadTail(database);
}

DbStatus LocalIdempotencyRecords::ReadGenerations(Database& database) {
  std::vector<Fingerprint> fingerprints;
  bool right = true;
  auto sink = [&](Row row) {
    Fields fields(row);
    const std::int64_t generation = fields.Int();
    right = DecodeFingerprints(fields.Blob(), fingerprints) && fields.ok() &&
            generation == GenerationOf(next_);
    // The beginning of the first generation may have been deleted.
    for (auto i = static_cast<std::size_t>(next_ % kGenerationRecords);
         right && i < fingerprints.size(); ++i) {
      index_.Add(fingerprints[i], next_++);
    }
    return right;
  };
  const Value parameters[] = {Value::Int(shard_.number)};
  if (auto read = database.Run(kGenerations, parameters, sink); !read) return read;
  if (!right) return Failure{Damaged(kIdempotencyGenerations)};
  return Nothing{};
}

DbStatus LocalIdempotencyRecords::ReadTail(Database& database) {
  bool right = true;
  auto sink = [&](Row row) {
    Fields fields(row);
    right = fields.Int() == next_;
    const Digest key = fields.DigestPair();
    right = right && fields.ok();
    if (right) Remember(FingerprintOf(key));
    return right;
  };
  const Value parameters[] = {Value::Int(shard_.number), Value::Int(next_)};
  if (auto read = database.Run(kFrom, parameters, sink); !read) return read;
  if (!right) return Failure{Damaged(kIdempotencyRecords)};
  return Nothing{};
}

void LocalIdempotencyRecords::Remember(Fingerprint fingerprint) {
  index_.Add(fingerprint, next_++);
  tail_.push_back(fingerprint);
  if (next_ % kGenerationRecords == 0) tail_.clear();
}

DbStatus LocalIdempotencyRecords::Begin(Database& database) {
  const std::uint64_t version = database.OthersVersion();
  if (version == others_version_ && !is_stale_) return Nothing{};
  if (auto caught_up = CatchUp(database); !caught_up) return caught_up;
  others_version_ = version;
  is_stale_ = false;
  return Nothing{};
}

void LocalIdempotencyRecords::Uncertain() {
  staged_.clear();
  is_stale_ = true;
}

DbStatus LocalIdempotencyRecords::CatchUp(Database& database) {
  const auto first = OneNumberOf(database, kFirst, shard_, 0);
  if (!first) return Failure{first.error()};
  // Another process has deleted records that this one has never read.
  if (*first > next_) return Open(database);
  index_.ForgetBelow(*first);
  return ReadTail(database);
}

DbStatus LocalIdempotencyRecords::Load(Database& database, const std::vector<Digest>& keys,
                                       engine::ReadSet& read_set) {
  candidates_.clear();
  for (const Digest& key : keys) index_.Find(FingerprintOf(key), candidates_);
  if (candidates_.empty()) return Nothing{};
  std::sort(candidates_.begin(), candidates_.end());
  candidates_.erase(std::unique(candidates_.begin(), candidates_.end()), candidates_.end());
  rows_.Clear();
  for (const std::int64_t n : candidates_) rows_.Int(shard_.number).Int(n);
  bool right = true;
  auto sink = [&](Row row) {
    auto record = schema::ReadBehindKey<IdempotencyRecord>(row);
    right = record.has_value();
    if (right && std::find(keys.begin(), keys.end(), record->key) != keys.end())
      read_set.Put(*std::move(record));
    return right;
  };
  if (auto read = database.Read(kIdempotencyRecords, rows_, kIdempotencyRecords.key, sink); !read)
    return read;
  if (!right) return Failure{Damaged(kIdempotencyRecords)};
  return Nothing{};
}

DbStatus LocalIdempotencyRecords::Write(Database& database,
                                        const std::vector<IdempotencyRecord>& idempotency_records) {
  rows_.Clear();
  sealed_.Clear();
  staged_.clear();
  std::vector<std::string> generations;  // must not move while pointed at
  generations.reserve(idempotency_records.size() / kGenerationRecords + 1);
  std::vector<Fingerprint> filling = tail_;
  for (const IdempotencyRecord& idempotency_record : idempotency_records) {
    const std::int64_t n = next_ + static_cast<std::int64_t>(staged_.size());
    schema::AppendNumbered(shard_, n, idempotency_record, rows_);
    staged_.push_back(FingerprintOf(idempotency_record.key));
    filling.push_back(staged_.back());
    if (static_cast<std::int64_t>(filling.size()) < kGenerationRecords) continue;
    generations.push_back(EncodeFingerprints(filling));
    sealed_.Int(shard_.number).Int(GenerationOf(n)).Blob(generations.back());
    filling.clear();
  }
  if (auto done = database.Write(Verb::kInsert, kIdempotencyRecords, rows_); !done) return done;
  return database.Write(Verb::kInsert, kIdempotencyGenerations, sealed_);
}

void LocalIdempotencyRecords::Committed() {
  for (const Fingerprint fingerprint : staged_) Remember(fingerprint);
  staged_.clear();
}

Result<std::int64_t, DbError> LocalIdempotencyRecords::Forget(Database& database, Instant before) {
  std::int64_t old = 0;
  std::int64_t below = 0;  // the first record that stays
  bool newest = true;      // whether `below` is the newest of all
  auto sink = [&](Row row) {
    Fields fields(row);
    below = fields.Int();
    newest = fields.At() < before && old < kGenerationRecords;
    if (newest) ++old;
    return newest;
  };
  const Value shard[] = {Value::Int(shard_.number)};
  if (auto read = database.Run(kOldest, shard, sink); !read) return Failure{read.error()};
  if (newest && old > 0) --old;
  forget_below_ = below;
  if (old == 0) return old;
  const Value idempotency_records[] = {Value::Int(shard_.number), Value::Int(below)};
  if (auto done = database.Run(kDelete, idempotency_records); !done) return Failure{done.error()};
  const Value generations[] = {Value::Int(shard_.number), Value::Int(GenerationOf(below))};
  if (auto done = database.Run(kDeleteGenerations, generations); !done) {
    return Failure{done.error()};
  }
  return old;
}

}  // namespace herlaad::store
