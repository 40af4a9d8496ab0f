#include "adapters/store/move_house.h"

#include <deque>

#include "adapters/store/claim_index.h"
#include "adapters/store/claims.h"
#include "adapters/store/migrations.h"
#include "adapters/store/repository.h"
#include "adapters/store/row_digests.h"
#include "adapters/store/sqlite_driver.h"
#include "adapters/store/tables.h"

namespace herlaad::store {
namespace {

using engine::StoreError;
using Kind = DbError::Kind;

constexpr std::size_t kBatch = 2'000;

struct Part {
  const Table* table;
  Query rows;  // all of them
  Query count;
};

// Everything but who is at work, which is not the books', and the versions of the tables.
constexpr Part kParts[] = {
    {&kOrders,
     {"WHERE home = $1 ORDER BY id", &kOrders},
     {"SELECT count(*) FROM orders WHERE home = $1"}},
    {&kPayments,
     {"WHERE home = $1 ORDER BY order_id, n", &kPayments},
     {"SELECT count(*) FROM payments WHERE home = $1"}},
    {&kDeliveries,
     {"WHERE home = $1 ORDER BY order_id, n", &kDeliveries},
     {"SELECT count(*) FROM deliveries WHERE home = $1"}},
    {&kRefunds,
     {"WHERE home = $1 ORDER BY order_id, n", &kRefunds},
     {"SELECT count(*) FROM refunds WHERE home = $1"}},
    {&kTransfers,
     {"WHERE home = $1 ORDER BY order_id, n", &kTransfers},
     {"SELECT count(*) FROM transfers WHERE home = $1"}},
    {&kAccounts,
     {"WHERE home = $1 ORDER BY name, stripe", &kAccounts},
     {"SELECT count(*) FROM accounts WHERE home = $1"}},
    {&kNumbers,
     {"WHERE home = $1 ORDER BY msisdn", &kNumbers},
     {"SELECT count(*) FROM numbers WHERE home = $1"}},
    {&kSharedClaims,
     {"WHERE home = $1 ORDER BY n", &kSharedClaims},
     {"SELECT count(*) FROM claims WHERE home = $1"}},
    {&kClaimGenerations,
     {"WHERE home = $1 ORDER BY generation", &kClaimGenerations},
     {"SELECT count(*) FROM claim_generations WHERE home = $1"}},
    {&kEffects,
     {"WHERE home = $1 ORDER BY order_id, purpose, n", &kEffects},
     {"SELECT count(*) FROM effects WHERE home = $1"}},
    {&kApiKeys,
     {"WHERE home = $1 ORDER BY id", &kApiKeys},
     {"SELECT count(*) FROM api_keys WHERE home = $1"}},
    {&kOrderEvents,
     {"WHERE home = $1 ORDER BY order_id, at, kind, part", &kOrderEvents},
     {"SELECT count(*) FROM order_events WHERE home = $1"}},
    {&kAudit,
     {"WHERE home = $1 ORDER BY n", &kAudit},
     {"SELECT count(*) FROM audit WHERE home = $1"}},
    {&kSettings,
     {"WHERE home = $1 ORDER BY name", &kSettings},
     {"SELECT count(*) FROM settings WHERE home = $1"}},
};

constexpr Query kIsMoving{"SELECT count(*) FROM settings WHERE home = $1 AND name = 'moving'"};
constexpr Query kNotMoving{"DELETE FROM settings WHERE home = $1 AND name = 'moving'"};
constexpr Query kLastClosed{
    "SELECT coalesce(max(generation), -1) FROM claim_generations WHERE home = $1"};
constexpr Query kLastClaim{"SELECT coalesce(max(n), -1) FROM claims WHERE home = $1"};

DbError BrokenOff() { return {Kind::kBusy, "broken off; the target is unfinished, move again"}; }

class Mover {
 public:
  Mover(Database& from, Database& to, Home home, const MoveProgress& progress)
      : from_(from), to_(to), home_(home), progress_(progress) {}

  Result<Moved, DbError> Run() {
    if (auto counted = CountAll(); !counted) return Failure{counted.error()};
    for (const Part& part : kParts) {
      RowDigests sent;
      if (auto copied = Copy(part, sent); !copied) return Failure{copied.error()};
      if (part.table == &kClaimGenerations) {
        if (auto closed = CloseGap(); !closed) return Failure{closed.error()};
        continue;  // CloseGap may have added one
      }
      if (auto same = Compare(part, std::move(sent)); !same) return Failure{same.error()};
    }
    return Moved{copied_};
  }

 private:
  DbStatus CountAll() {
    for (const Part& part : kParts) {
      const auto count = OneNumberOf(from_, part.count, home_, 0);
      if (!count) return Failure{count.error()};
      all_ += *count;
    }
    return Nothing{};
  }

  // As it is there: claims are numbered here, and there by their generation. What only the move is
  // about stays here.
  bool Translate(const Part& part, Row row) {
    if (part.table == &kSettings && row[1].bytes() == kMovedSetting) return false;
    values_.assign(row.begin(), row.end());
    if (part.table == &kSharedClaims) values_[1] = Value::Int(GenerationOf(row[1].number()));
    return true;
  }

  DbStatus Copy(const Part& part, RowDigests& sent) {
    DbStatus written = Nothing{};
    const std::size_t width = part.table->columns.size();
    auto sink = [&](Row row) {
      ++copied_;
      if (!Translate(part, row)) return true;
      sent.Add(values_);
      for (const Value& value : values_) Keep(value);
      if (batch_.Rows(width) >= kBatch) written = Flush(*part.table);
      return written.ok();
    };
    const Value home[] = {Value::Int(home_.number)};
    auto read = from_.Run(part.rows, home, sink);
    if (read && written) written = Flush(*part.table);
    return read ? written : read;
  }

  void Keep(const Value& value) {
    switch (value.kind()) {
      case Value::Kind::kText:
        batch_.Text(kept_.emplace_back(value.bytes()));
        return;
      case Value::Kind::kBlob:
        batch_.Blob(kept_.emplace_back(value.bytes()));
        return;
      case Value::Kind::kInt:
        batch_.Int(value.number());
        return;
      case Value::Kind::kNull:
      case Value::Kind::kOther:
        batch_.Null();
        return;
    }
  }

  DbStatus Flush(const Table& table) {
    auto done = to_.Begin(Access::kWrite);
    if (done) done = to_.Write(Verb::kInsert, table, batch_);
    if (done) {
      done = to_.Commit();
    } else {
      to_.Rollback();
    }
    batch_.Clear();
    kept_.clear();
    if (done && progress_ && !progress_(copied_, all_)) return Failure{BrokenOff()};
    return done;
  }

  // The open generation is the one after the last that is closed: no claim may be beyond it.
  DbStatus CloseGap() {
    const auto closed = OneNumberOf(to_, kLastClosed, home_, -1);
    if (!closed) return Failure{closed.error()};
    const auto last = OneNumberOf(to_, kLastClaim, home_, -1);
    if (!last) return Failure{last.error()};
    if (*last <= *closed + 1) return Nothing{};
    batch_.Int(home_.number).Int(*last - 1).Blob({});
    return Flush(kClaimGenerations);
  }

  // Each row there is one that was sent, and each that was sent is there.
  DbStatus Compare(const Part& part, RowDigests sent) {
    sent.Seal();
    RowDifferences differences(*part.table);
    auto arrived = [&](Row row) {
      const bool is_mark = part.table == &kSettings && row[1].bytes() == kMovingSetting;
      if (!is_mark && !sent.Take(row)) differences.Add("is not what was sent", row);
      return true;
    };
    const Value home[] = {Value::Int(home_.number)};
    if (auto read = to_.Run(part.rows, home, arrived); !read) return read;
    if (sent.left() > 0) {
      auto missing = [&](Row row) {
        if (Translate(part, row) && sent.Take(values_)) differences.Add("did not arrive", values_);
        return true;
      };
      if (auto read = from_.Run(part.rows, home, missing); !read) return read;
    }
    if (differences.empty()) return Nothing{};
    return Failure{DbError{Kind::kDamaged, differences.Text()}};
  }

  Database& from_;
  Database& to_;
  Home home_;
  const MoveProgress& progress_;
  std::int64_t all_ = 0;
  std::int64_t copied_ = 0;
  std::vector<Value> values_;
  RowBatch batch_;
  std::deque<std::string> kept_;  // texts of batch_, which must stay where they are
};

DbStatus MakeEmpty(Database& to, const PostgresOptions& options) {
  const auto moving = OneNumberOf(to, kIsMoving, options.home, 0);
  if (!moving) return Failure{moving.error()};
  for (const Part& part : kParts) {
    const auto count = OneNumberOf(to, part.count, options.home, 0);
    if (!count) return Failure{count.error()};
    if (*count > 0 && *moving == 0) {
      return Failure{DbError{Kind::kMisused,
                             "there are books in it already, and moving overwrites nothing; name "
                             "an empty database"}};
    }
  }
  std::string script = "SET synchronous_commit = off; BEGIN;";
  for (const Part& part : kParts) script += "TRUNCATE " + std::string(part.table->name) + ";";
  script += "INSERT INTO settings (home, name, value) VALUES (" +
            std::to_string(options.home.number) + ", 'moving', ''); COMMIT;";
  return to.Execute(script);
}

StoreError About(const std::string& what, const DbError& error) {
  StoreError about = StoreErrorOf(error);
  about.message = what + ": " + about.message;
  return about;
}

}  // namespace

Result<Moved, StoreError> MoveHouse(const std::string& folder, const PostgresOptions& to,
                                    const MoveProgress& progress) {
  // Brings the file's tables up to date, and says what is wrong with it.
  SqliteOptions options;
  options.folder = folder;
  options.home = to.home;
  options.even_if_moved = true;
  if (auto opened = OpenSqlite(options); !opened) return Failure{opened.error()};
  SqliteSettings settings;
  settings.path = SqlitePath(folder);
  auto from = SqliteDatabase::Open(settings);
  if (!from) return Failure{About(settings.path, from.error())};
  if (auto ready = PreparePostgres(to); !ready) return Failure{ready.error()};
  const std::string there = postgres::Shown(to.conninfo);
  auto target = PostgresDatabase::Open(PostgresSettingsOf(to, true));
  if (!target) return Failure{About(there, target.error())};
  if (auto emptied = MakeEmpty(**target, to); !emptied)
    return Failure{About(there, emptied.error())};
  if (auto begun = (*from)->Begin(Access::kRead); !begun) {
    return Failure{About(settings.path, begun.error())};
  }
  auto moved = Mover(**from, **target, to.home, progress).Run();
  (*from)->Rollback();
  if (!moved) return Failure{About(there, moved.error())};
  return *moved;
}

Status<StoreError> FinishMove(const std::string& folder, const PostgresOptions& to) {
  SqliteOptions options;
  options.folder = folder;
  options.home = to.home;
  options.even_if_moved = true;
  const std::string there = postgres::Shown(to.conninfo);
  {
    auto file = OpenSqlite(options);
    if (!file) return Failure{file.error()};
    engine::WriteSet writes;
    writes.settings = {{std::string(kMovedSetting), there}};
    engine::Workspace nothing;
    if (auto loaded = file->store->Load({}, nothing); !loaded) return loaded;
    if (file->store->Commit(writes) != engine::CommitResult::kCommitted ||
        !file->store->MakeDurable()) {
      return Failure{StoreError{StoreError::Kind::kUnavailable,
                                SqlitePath(folder) + " cannot be marked as moved"}};
    }
  }
  auto target = PostgresDatabase::Open(PostgresSettingsOf(to, true));
  if (!target) return Failure{About(there, target.error())};
  const Value home[] = {Value::Int(to.home.number)};
  auto done = (*target)->Begin(Access::kWrite);
  if (done) done = (*target)->RunSoon(kNotMoving, home);
  if (done) done = (*target)->Commit();
  if (!done) return Failure{About(there, done.error())};
  return Nothing{};
}

}  // namespace herlaad::store
