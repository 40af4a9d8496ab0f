#include "adapters/store/migrate_store.h"

#include <deque>

#include "adapters/store/idempotency/idempotency_index.h"
#include "adapters/store/idempotency/idempotency_records.h"
#include "adapters/store/repository.h"
#include "adapters/store/rows/row_digests.h"
#include "adapters/store/schema/migrations.h"
#include "adapters/store/schema/tables.h"
#include "adapters/store/sqlite/sqlite_driver.h"

namespace herlaad::store {
namespace {

using engine::StoreError;
using Kind = DbError::Kind;

constexpr std::size_t kBatch = 2'000;

struct Part {
  const Table* table;
  std::string all_sql;
  std::string count_sql;
  Query rows;
  Query count;
};

Part PartOf(const Table& table) {
  Part part{&table,
            "WHERE shard = $1 ORDER BY ",
            "SELECT count(*) FROM " + std::string(table.name) + " WHERE shard = $1",
            {},
            {}};
  for (std::size_t i = 1; i < table.key; ++i) {
    if (i > 1) part.all_sql += ", ";
    part.all_sql += table.columns[i].name;
  }
  return part;
}

// Everything but which nodes are at work. Idempotency records are numbered anew for several nodes.
std::vector<Part> MakeParts() {
  std::vector<Part> parts;
  parts.reserve(kAllTables.size());
  for (const Table* const table : kAllTables) {
    if (table == &kNodes) continue;
    parts.push_back(PartOf(*table));
    if (table == &kIdempotencyRecords) parts.back().table = &kSharedIdempotencyRecords;
  }
  // Statements are remembered by the addresses of their queries, and the texts do not move any
  // more.
  for (Part& part : parts) {
    part.rows = {part.all_sql, part.table};
    part.count = {part.count_sql};
  }
  return parts;
}

const std::vector<Part>& Parts() {
  static const std::vector<Part> parts = MakeParts();
  return parts;
}

constexpr Query kIsMoving{"SELECT count(*) FROM settings WHERE shard = $1 AND name = 'moving'"};
constexpr Query kNotMoving{"DELETE FROM settings WHERE shard = $1 AND name = 'moving'"};
constexpr Query kLastClosed{
    "SELECT coalesce(max(generation), -1) FROM idempotency_generations WHERE shard = $1"};
constexpr Query kLastIdempotencyRecord{
    "SELECT coalesce(max(n), -1) FROM idempotency_records WHERE shard = $1"};

DbError BrokenOff() { return {Kind::kBusy, "broken off; the target is unfinished, move again"}; }

class Mover {
 public:
  Mover(Database& from, Database& to, Shard shard, const MoveProgress& progress)
      : from_(from), to_(to), shard_(shard), progress_(progress) {}

  Result<Moved, DbError> Run() {
    if (auto counted = CountAll(); !counted) return Failure{counted.error()};
    for (const Part& part : Parts()) {
      RowDigests sent;
      if (auto copied = Copy(part, sent); !copied) return Failure{copied.error()};
      if (part.table == &kIdempotencyGenerations) {
        if (auto closed = CloseGap(); !closed) return Failure{closed.error()};
        continue;  // CloseGap may have added one
      }
      if (auto same = Compare(part, std::move(sent)); !same) return Failure{same.error()};
    }
    return Moved{copied_};
  }

 private:
  DbStatus CountAll() {
    for (const Part& part : Parts()) {
      const auto count = OneNumberOf(from_, part.count, shard_, 0);
      if (!count) return Failure{count.error()};
      all_ += *count;
    }
    return Nothing{};
  }

  // Converts a row to the target: idempotency records are numbered in SQLite, and have the number
  // of their generation in PostgreSQL. Leaves out the setting of a migration.
  bool Translate(const Part& part, Row row) {
    if (part.table == &kSettings && row[1].bytes() == kMovedSetting) return false;
    values_.assign(row.begin(), row.end());
    if (part.table == &kSharedIdempotencyRecords)
      values_[1] = Value::Int(GenerationOf(row[1].number()));
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
    const Value shard[] = {Value::Int(shard_.number)};
    auto read = from_.Run(part.rows, shard, sink);
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

  // The open generation is the one after the last closed one: no record may be beyond it.
  DbStatus CloseGap() {
    const auto closed = OneNumberOf(to_, kLastClosed, shard_, -1);
    if (!closed) return Failure{closed.error()};
    const auto last = OneNumberOf(to_, kLastIdempotencyRecord, shard_, -1);
    if (!last) return Failure{last.error()};
    if (*last <= *closed + 1) return Nothing{};
    batch_.Int(shard_.number).Int(*last - 1).Blob({});
    return Flush(kIdempotencyGenerations);
  }

  // Checks that each row of the target was sent, and each row sent is there.
  DbStatus Compare(const Part& part, RowDigests sent) {
    sent.Sort();
    RowDifferences differences(*part.table);
    auto arrived = [&](Row row) {
      const bool is_mark = part.table == &kSettings && row[1].bytes() == kMovingSetting;
      if (!is_mark && !sent.Take(row)) differences.Add("is not what was sent", row);
      return true;
    };
    const Value shard[] = {Value::Int(shard_.number)};
    if (auto read = to_.Run(part.rows, shard, arrived); !read) return read;
    if (sent.left() > 0) {
      auto missing = [&](Row row) {
        if (Translate(part, row) && sent.Take(values_)) differences.Add("did not arrive", values_);
        return true;
      };
      if (auto read = from_.Run(part.rows, shard, missing); !read) return read;
    }
    if (differences.empty()) return Nothing{};
    return Failure{DbError{Kind::kDamaged, differences.Text()}};
  }

  Database& from_;
  Database& to_;
  Shard shard_;
  const MoveProgress& progress_;
  std::int64_t all_ = 0;
  std::int64_t copied_ = 0;
  std::vector<Value> values_;
  RowBatch batch_;
  std::deque<std::string> kept_;  // texts of batch_, which must not move
};

DbStatus MakeEmpty(Database& to, const PostgresOptions& options) {
  const auto moving = OneNumberOf(to, kIsMoving, options.shard, 0);
  if (!moving) return Failure{moving.error()};
  for (const Part& part : Parts()) {
    const auto count = OneNumberOf(to, part.count, options.shard, 0);
    if (!count) return Failure{count.error()};
    if (*count > 0 && *moving == 0) {
      return Failure{DbError{Kind::kMisused,
                             "it holds data already, and a migration overwrites nothing; name "
                             "an empty database"}};
    }
  }
  std::string script = "SET synchronous_commit = off; BEGIN;";
  for (const Part& part : Parts()) script += "TRUNCATE " + std::string(part.table->name) + ";";
  script += "INSERT INTO settings (shard, name, value) VALUES (" +
            std::to_string(options.shard.number) + ", 'moving', ''); COMMIT;";
  return to.Execute(script);
}

StoreError About(const std::string& what, const DbError& error) {
  StoreError about = StoreErrorOf(error);
  about.message = what + ": " + about.message;
  return about;
}

}  // namespace

Result<Moved, StoreError> MigrateStore(const std::string& folder, const PostgresOptions& to,
                                       const MoveProgress& progress) {
  // Migrates the file's tables to the current version and checks it.
  SqliteOptions options;
  options.folder = folder;
  options.shard = to.shard;
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
  auto moved = Mover(**from, **target, to.shard, progress).Run();
  (*from)->Rollback();
  if (!moved) return Failure{About(there, moved.error())};
  return *moved;
}

Status<StoreError> FinishMove(const std::string& folder, const PostgresOptions& to) {
  SqliteOptions options;
  options.folder = folder;
  options.shard = to.shard;
  options.even_if_moved = true;
  const std::string there = postgres::Shown(to.conninfo);
  {
    auto file = OpenSqlite(options);
    if (!file) return Failure{file.error()};
    engine::WriteSet writes;
    writes.changed.Of<engine::Setting>() = {{std::string(kMovedSetting), there}};
    engine::ReadSet nothing;
    if (auto loaded = file->store->Load({}, nothing); !loaded) return loaded;
    if (file->store->Commit(writes) != engine::CommitResult::kCommitted ||
        !file->store->MakeDurable()) {
      return Failure{StoreError{StoreError::Kind::kUnavailable,
                                SqlitePath(folder) + " cannot be marked as moved"}};
    }
  }
  auto target = PostgresDatabase::Open(PostgresSettingsOf(to, true));
  if (!target) return Failure{About(there, target.error())};
  const Value shard[] = {Value::Int(to.shard.number)};
  auto done = (*target)->Begin(Access::kWrite);
  if (done) done = (*target)->RunSoon(kNotMoving, shard);
  if (done) done = (*target)->Commit();
  if (!done) return Failure{About(there, done.error())};
  return Nothing{};
}

}  // namespace herlaad::store
