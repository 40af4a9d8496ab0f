#include "adapters/store/claim_book.h"

#include <algorithm>
#include <string>

#include "adapters/store/orders_table.h"
#include "adapters/store/tables.h"

namespace herlaad::store {
namespace {

using engine::Claim;

constexpr Query kFirst{"SELECT n FROM claims WHERE home = $1 ORDER BY n LIMIT 1"};
constexpr Query kLast{"SELECT n FROM claims WHERE home = $1 ORDER BY n DESC LIMIT 1"};
constexpr Query kGenerations{
    "SELECT generation, fingerprints FROM claim_generations WHERE home = $1 ORDER BY generation"};
constexpr Query kFrom{
    "SELECT n, key_high, key_low FROM claims WHERE home = $1 AND n >= $2 ORDER BY n"};
constexpr Query kOldest{"SELECT n, at FROM claims WHERE home = $1 ORDER BY n LIMIT 1025"};
constexpr Query kDelete{"DELETE FROM claims WHERE home = $1 AND n < $2"};
constexpr Query kDeleteGenerations{
    "DELETE FROM claim_generations WHERE home = $1 AND generation < $2"};

}  // namespace

DbStatus ClaimBook::Open(Database& database) {
  others_version_ = database.OthersVersion();
  is_stale_ = false;
  index_ = ClaimIndex();
  tail_.clear();
  staged_.clear();
  const auto first = OneNumberOf(database, kFirst, home_, 0);
  if (!first) return Failure{first.error()};
  const auto last = OneNumberOf(database, kLast, home_, -1);
  if (!last) return Failure{last.error()};
  next_ = *first;
  index_.ForgetBelow(*first);
  index_.Reserve(static_cast<std::size_t>(std::max<std::int64_t>(0, *last - *first + 1)));
  if (auto read = ReadGenerations(database); !read) return read;
  // What was forgotten of the unfinished generation is never looked for; its place is kept.
  tail_.assign(static_cast<std::size_t>(next_ % kGenerationClaims), 0);
  return ReadTail(database);
}

DbStatus ClaimBook::ReadGenerations(Database& database) {
  std::vector<Fingerprint> fingerprints;
  bool right = true;
  auto sink = [&](Row row) {
    Fields fields(row);
    const std::int64_t generation = fields.Int();
    right = DecodeFingerprints(fields.Blob(), fingerprints) && fields.ok() &&
            generation == GenerationOf(next_);
    // The first generation may have lost its beginning to forgetting.
    for (auto i = static_cast<std::size_t>(next_ % kGenerationClaims);
         right && i < fingerprints.size(); ++i) {
      index_.Add(fingerprints[i], next_++);
    }
    return right;
  };
  const Value parameters[] = {Value::Int(home_.number)};
  if (auto read = database.Run(kGenerations, parameters, sink); !read) return read;
  if (!right) return Failure{Damaged(kClaimGenerations)};
  return Nothing{};
}

DbStatus ClaimBook::ReadTail(Database& database) {
  bool right = true;
  auto sink = [&](Row row) {
    Fields fields(row);
    right = fields.Int() == next_;
    const Digest key = fields.DigestPair();
    right = right && fields.ok();
    if (right) Remember(FingerprintOf(key));
    return right;
  };
  const Value parameters[] = {Value::Int(home_.number), Value::Int(next_)};
  if (auto read = database.Run(kFrom, parameters, sink); !read) return read;
  if (!right) return Failure{Damaged(kClaims)};
  return Nothing{};
}

void ClaimBook::Remember(Fingerprint fingerprint) {
  index_.Add(fingerprint, next_++);
  tail_.push_back(fingerprint);
  if (next_ % kGenerationClaims == 0) tail_.clear();
}

DbStatus ClaimBook::Begin(Database& database) {
  const std::uint64_t version = database.OthersVersion();
  if (version == others_version_ && !is_stale_) return Nothing{};
  if (auto caught_up = CatchUp(database); !caught_up) return caught_up;
  others_version_ = version;
  is_stale_ = false;
  return Nothing{};
}

void ClaimBook::Uncertain() {
  staged_.clear();
  is_stale_ = true;
}

DbStatus ClaimBook::CatchUp(Database& database) {
  const auto first = OneNumberOf(database, kFirst, home_, 0);
  if (!first) return Failure{first.error()};
  // Others have forgotten claims of which we never heard.
  if (*first > next_) return Open(database);
  index_.ForgetBelow(*first);
  return ReadTail(database);
}

DbStatus ClaimBook::Load(Database& database, const std::vector<Digest>& keys,
                         engine::Workspace& workspace) {
  candidates_.clear();
  for (const Digest& key : keys) index_.Find(FingerprintOf(key), candidates_);
  if (candidates_.empty()) return Nothing{};
  std::sort(candidates_.begin(), candidates_.end());
  candidates_.erase(std::unique(candidates_.begin(), candidates_.end()), candidates_.end());
  rows_.Clear();
  for (const std::int64_t n : candidates_) rows_.Int(home_.number).Int(n);
  bool right = true;
  auto sink = [&](Row row) {
    Claim claim;
    right = ReadClaim(row, claim);
    const bool wanted = std::find(keys.begin(), keys.end(), claim.key) != keys.end();
    if (right && wanted) workspace.Put(std::move(claim));
    return right;
  };
  if (auto read = database.Read(kClaims, rows_, kClaims.key, sink); !read) return read;
  if (!right) return Failure{Damaged(kClaims)};
  return Nothing{};
}

DbStatus ClaimBook::Write(Database& database, const std::vector<Claim>& claims) {
  rows_.Clear();
  sealed_.Clear();
  staged_.clear();
  std::vector<std::string> generations;  // each must stay where it is while it is pointed at
  generations.reserve(claims.size() / kGenerationClaims + 1);
  std::vector<Fingerprint> filling = tail_;
  for (const Claim& claim : claims) {
    const std::int64_t n = next_ + static_cast<std::int64_t>(staged_.size());
    AppendClaim(home_, n, claim, rows_);
    staged_.push_back(FingerprintOf(claim.key));
    filling.push_back(staged_.back());
    if (static_cast<std::int64_t>(filling.size()) < kGenerationClaims) continue;
    generations.push_back(EncodeFingerprints(filling));
    sealed_.Int(home_.number).Int(GenerationOf(n)).Blob(generations.back());
    filling.clear();
  }
  if (auto done = database.Write(Verb::kInsert, kClaims, rows_); !done) return done;
  return database.Write(Verb::kInsert, kClaimGenerations, sealed_);
}

void ClaimBook::Committed() {
  for (const Fingerprint fingerprint : staged_) Remember(fingerprint);
  staged_.clear();
}

Result<std::int64_t, DbError> ClaimBook::Forget(Database& database, Instant before) {
  std::int64_t old = 0;
  std::int64_t below = 0;  // the first that stays
  bool newest = true;      // `below` is the newest of all
  auto sink = [&](Row row) {
    Fields fields(row);
    below = fields.Int();
    newest = fields.At() < before && old < kGenerationClaims;
    if (newest) ++old;
    return newest;
  };
  const Value home[] = {Value::Int(home_.number)};
  if (auto read = database.Run(kOldest, home, sink); !read) return Failure{read.error()};
  if (newest && old > 0) --old;
  forget_below_ = below;
  if (old == 0) return old;
  const Value claims[] = {Value::Int(home_.number), Value::Int(below)};
  if (auto done = database.Run(kDelete, claims); !done) return Failure{done.error()};
  const Value generations[] = {Value::Int(home_.number), Value::Int(GenerationOf(below))};
  if (auto done = database.Run(kDeleteGenerations, generations); !done) {
    return Failure{done.error()};
  }
  return old;
}

}  // namespace herlaad::store
