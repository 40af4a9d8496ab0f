#include "adapters/store/sqlite/sqlite_driver.h"

#include <array>
#include <utility>

#include "adapters/store/sqlite/checkpointer.h"
#include "adapters/store/sqlite/page_cache.h"
#include "adapters/store/sqlite/sqlite_text.h"
#include "base/core/mutant.h"

namespace herlaad::store {
namespace {

constexpr Query kBeginRead{"BEGIN"};
constexpr Query kBeginWrite{"BEGIN IMMEDIATE"};
constexpr Query kCommit{"COMMIT"};
constexpr Query kRollback{"ROLLBACK"};

// Distinguishes the statements of a table: a verb, or reading by a number of columns.
constexpr unsigned kReadBy = 16;

// p99 measured with 17,000 top-ups a second: 24 ms with all of it at once, 9 ms with 1 MiB, 3.4 ms
// with this.
constexpr std::int64_t kPieceBytes = 256 * 1'024;

DbError::Kind KindOf(int code) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return DbError::Kind::kBusy;
    case SQLITE_FULL:
      return DbError::Kind::kFull;
    case SQLITE_READONLY:
      return DbError::Kind::kReadOnly;
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
      return DbError::Kind::kConstraint;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return DbError::Kind::kDamaged;
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_SCHEMA:
      return DbError::Kind::kMisused;
    default:
      return DbError::Kind::kUnavailable;
  }
}

int Bind(sqlite3_stmt* statement, int at, const Value& value) {
  const std::string_view bytes = value.bytes();
  // An empty text may have a null pointer, which SQLite would bind as NULL.
  const char* const begin = bytes.empty() ? "" : bytes.data();
  switch (value.kind()) {
    case Value::Kind::kInt:
      return sqlite3_bind_int64(statement, at, value.number());
    case Value::Kind::kText:
      return sqlite3_bind_text64(statement, at, begin, bytes.size(), SQLITE_STATIC, SQLITE_UTF8);
    case Value::Kind::kBlob:
      return sqlite3_bind_blob64(statement, at, begin, bytes.size(), SQLITE_STATIC);
    case Value::Kind::kNull:
    case Value::Kind::kOther:
      return sqlite3_bind_null(statement, at);
  }
  return SQLITE_MISUSE;
}

int BindAll(sqlite3_stmt* statement, Row row) {
  int at = 0;
  for (const Value& value : row) {
    if (const int code = Bind(statement, ++at, value); code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}

Value ColumnValue(sqlite3_stmt* statement, int at) {
  switch (sqlite3_column_type(statement, at)) {
    case SQLITE_INTEGER:
      return Value::Int(sqlite3_column_int64(statement, at));
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, at));
      return Value::Text({text, static_cast<std::size_t>(sqlite3_column_bytes(statement, at))});
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, at));
      return Value::Blob({bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement, at))});
    }
    case SQLITE_NULL:
      return {};
    default:
      return Value::Other();
  }
}

void CheckTypes(const Table& table, Row row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    CHECK(Fits(table.columns[i], row[i]), "a value is of the type of its column");
  }
}

std::string SqlOf(Verb verb, const Table& table) {
  switch (verb) {
    case Verb::kInsert:
      return InsertSql(table);
    case Verb::kUpsert:
      return UpsertSql(table);
    case Verb::kAdd:
      return AddSql(table);
    case Verb::kDelete:
      return DeleteSql(table);
  }
  return {};
}

int RememberWalFrames(void* frames, sqlite3*, const char*, int count) {
  *static_cast<int*>(frames) = count;
  return SQLITE_OK;
}

}  // namespace

DbError SqliteError(sqlite3* connection, int code) {
  const int extended = connection != nullptr ? sqlite3_extended_errcode(connection) : code;
  std::string message = connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(code);
  message += " (SQLite " + std::to_string(extended) + ")";
  return {KindOf(code), std::move(message)};
}

SqliteDatabase::SqliteDatabase(std::unique_ptr<WalGatherer> gatherer)
    : gatherer_(std::move(gatherer)) {}
SqliteDatabase::~SqliteDatabase() = default;

Result<std::unique_ptr<SqliteDatabase>, DbError> SqliteDatabase::Open(
    const SqliteSettings& settings) {
  // SQLite's memory statistics take a lock for each allocation. The calls fail if this process
  // already uses SQLite, which is harmless.
  [[maybe_unused]] static const int kNoStatistics = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  [[maybe_unused]] static const bool kPageCache = UsePageCache();
  auto gatherer = settings.writer || settings.piece > 0
                      ? std::make_unique<WalGatherer>(settings.vfs, settings.piece)
                      : nullptr;
  std::unique_ptr<SqliteDatabase> database(new SqliteDatabase(std::move(gatherer)));
  auto done = database->Connect(settings);
  if (done) done = database->Prepare(settings);
  if (!done) return Failure{done.error()};
  return database;
}

DbStatus SqliteDatabase::Connect(const SqliteSettings& settings) {
  // A reader must be able to write the WAL index, so it is opened for writing and restricted by a
  // pragma.
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (settings.writer ? SQLITE_OPEN_CREATE : 0);
  const std::string& vfs = gatherer_ != nullptr ? gatherer_->name() : settings.vfs;
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(settings.path.c_str(), &connection, flags,
                                   vfs.empty() ? nullptr : vfs.c_str());
  connection_.reset(connection);
  if (code != SQLITE_OK) return Failure{SqliteError(connection, code)};
  return Nothing{};
}

DbStatus SqliteDatabase::Prepare(const SqliteSettings& settings) {
  if (settings.writer && sqlite3_db_readonly(connection_.get(), "main") == 1) {
    return Failure{DbError{DbError::Kind::kReadOnly, "the file may not be written"}};
  }
  sqlite3_busy_timeout(connection_.get(), settings.busy_timeout_ms);
  syncs_ = settings.synchronous && !MutantIs("synchronous_off");
  std::string script = "PRAGMA cache_size=-" + std::to_string(settings.cache_kib) +
                       "; PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF;";
  if (settings.writer) {
    // Has no effect on a file that has pages already.
    if (settings.page_bytes > 0) {
      script += "PRAGMA page_size=" + std::to_string(settings.page_bytes) + ";";
    }
    // Overwrites deleted content where that costs nothing: it may have been a secret.
    script += "PRAGMA secure_delete=FAST; PRAGMA journal_mode=WAL; PRAGMA synchronous=";
    script += syncs_ ? "FULL;" : "OFF;";
    if (settings.pages_max > 0) {
      script += "PRAGMA max_page_count=" + std::to_string(settings.pages_max) + ";";
    }
    // A WAL that a long read let grow is truncated when it is restarted.
    script += "PRAGMA journal_size_limit=67108864;";
  } else {
    script += "PRAGMA query_only=ON;";
  }
  if (auto done = Execute(script); !done) return done;
  return settings.writer ? PrepareWriter(settings) : Nothing{};
}

DbStatus SqliteDatabase::PrepareWriter(const SqliteSettings& settings) {
  // Replaces SQLite's own hook, which would checkpoint within a commit.
  sqlite3_wal_hook(connection_.get(), &RememberWalFrames, &wal_frames_);
  tidy_at_ = tidy_every_ = settings.checkpoint_frames;
  if (!settings.checkpoint_thread) return Nothing{};
  SqliteSettings own = settings;
  own.writer = false;
  if (syncs_) own.piece = kPieceBytes;
  auto database = Open(own);
  if (!database) return Failure{database.error()};
  checkpointer_ = std::make_unique<Checkpointer>(std::move(database).value());
  return Nothing{};
}

template <class MakeSql>
Result<sqlite3_stmt*, DbError> SqliteDatabase::Find(Name name, MakeSql make_sql) {
  const auto at = statements_.find(name);
  if (at != statements_.end()) return at->second.get();
  const std::string sql = make_sql();
  sqlite3_stmt* statement = nullptr;
  const int code =
      sqlite3_prepare_v3(connection_.get(), sql.c_str(), static_cast<int>(sql.size() + 1),
                         SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return Failure{Error(code)};
  statements_.emplace(name, Statement(statement));
  return statement;
}

DbStatus SqliteDatabase::StepOnce(sqlite3_stmt* statement) {
  const int code = sqlite3_step(statement);
  if (code == SQLITE_DONE || code == SQLITE_ROW) {
    sqlite3_reset(statement);
    return Nothing{};
  }
  const DbError error = Error(code);
  sqlite3_reset(statement);
  return Failure{error};
}

DbStatus SqliteDatabase::StepRows(sqlite3_stmt* statement, const RowSink& sink, bool& go_on) {
  std::array<Value, kColumnsMax> row;
  while (true) {
    const int code = sqlite3_step(statement);
    if (code == SQLITE_DONE) break;
    if (code != SQLITE_ROW) {
      const DbError error = Error(code);
      sqlite3_reset(statement);
      return Failure{error};
    }
    const auto columns = static_cast<std::size_t>(sqlite3_column_count(statement));
    CHECK(columns <= row.size(), "a statement has at most kColumnsMax columns");
    for (std::size_t i = 0; i < columns; ++i) row[i] = ColumnValue(statement, static_cast<int>(i));
    go_on = sink(Row(row.data(), columns));
    if (!go_on) break;
  }
  sqlite3_reset(statement);
  return Nothing{};
}

DbStatus SqliteDatabase::RunControl(const Query& query) {
  const auto statement = Find({&query, 0}, [&query] { return QuerySql(query); });
  if (!statement) return Failure{statement.error()};
  return StepOnce(*statement);
}

DbStatus SqliteDatabase::Begin(Access access) {
  return RunControl(access == Access::kWrite ? kBeginWrite : kBeginRead);
}

DbStatus SqliteDatabase::CommitNow() {
  auto done = RunControl(kCommit);
  if (!done) Rollback();
  return done;
}

DbStatus SqliteDatabase::Commit() {
  const std::uint64_t number = durability_->Begin(std::exchange(changes_, {}));
  auto done = CommitNow();
  durability_->End(number);
  if (!done) {
    (void)MakeDurable();  // of the earlier commits, for which readers may wait
    return done;
  }
  durability_->Kept(number);
  TidyWal();
  return done;
}

DbStatus SqliteDatabase::CommitSoon() {
  const std::uint64_t number = durability_->Begin(std::exchange(changes_, {}));
  gatherer_->LeaveSyncs(true);
  auto done = CommitNow();
  gatherer_->LeaveSyncs(false);
  durability_->End(number);
  if (!done) {
    (void)MakeDurable();
    return done;
  }
  TidyWal();
  return done;
}

DbStatus SqliteDatabase::MakeDurable() {
  const std::uint64_t ended = durability_->ended();
  const int code = syncs_ ? gatherer_->Sync() : SQLITE_OK;
  if (code != SQLITE_OK) {
    return Failure{SqliteError(nullptr, code)};
  }
  durability_->Kept(ended);
  return Nothing{};
}

// The thread copies most of the WAL while commits go on; the small rest is copied here, between two
// commits, and then SQLite restarts the WAL.
void SqliteDatabase::TidyWal() {
  if (tidy_every_ == 0 || wal_frames_ < tidy_at_) return;
  if (checkpointer_ != nullptr && !checkpointer_->Finished()) return checkpointer_->Start();
  const Checkpointed done = Checkpoint();
  // A reader with an old snapshot prevents restarting the WAL: do not try again at once.
  tidy_at_ = done.copied == done.frames ? tidy_every_ : wal_frames_ + tidy_every_ / 4;
}

void SqliteDatabase::Rollback() {
  // Some errors have already rolled back.
  if (sqlite3_get_autocommit(connection_.get()) == 0) (void)RunControl(kRollback);
}

DbStatus SqliteDatabase::Write(Verb verb, const Table& table, const RowBatch& rows) {
  if (rows.empty()) return Nothing{};
  const auto statement =
      Find({&table, static_cast<unsigned>(verb)}, [&] { return SqlOf(verb, table); });
  if (!statement) return Failure{statement.error()};
  const std::size_t width = verb == Verb::kDelete ? table.key : table.columns.size();
  const std::size_t count = rows.Rows(width);
  for (std::size_t i = 0; i < count; ++i) {
    const Row row = rows.At(i, width);
    CheckTypes(table, row);
    if (const int code = BindAll(*statement, row); code != SQLITE_OK) return Failure{Error(code)};
    if (auto done = StepOnce(*statement); !done) return done;
    if (verb != Verb::kAdd || sqlite3_changes(connection_.get()) > 0) continue;
    if (auto done = AddRow(table, row); !done) return done;
  }
  return Nothing{};
}

DbStatus SqliteDatabase::AddRow(const Table& table, Row row) {
  const auto statement =
      Find({&table, static_cast<unsigned>(Verb::kInsert)}, [&] { return InsertSql(table); });
  if (!statement) return Failure{statement.error()};
  if (const int code = BindAll(*statement, row); code != SQLITE_OK) return Failure{Error(code)};
  return StepOnce(*statement);
}

DbStatus SqliteDatabase::Read(const Table& table, const RowBatch& keys, std::size_t width,
                              RowSink sink) {
  CHECK(width >= 1 && width <= table.key, "what is read by is the beginning of the key");
  if (keys.empty()) return Nothing{};
  const auto statement = Find({&table, kReadBy + static_cast<unsigned>(width)},
                              [&] { return SelectSql(table, width); });
  if (!statement) return Failure{statement.error()};
  const std::size_t count = keys.Rows(width);
  bool go_on = true;
  for (std::size_t i = 0; i < count && go_on; ++i) {
    const Row key = keys.At(i, width);
    CheckTypes(table, key);
    if (const int code = BindAll(*statement, key); code != SQLITE_OK) return Failure{Error(code)};
    if (auto done = StepRows(*statement, sink, go_on); !done) return done;
  }
  return Nothing{};
}

DbStatus SqliteDatabase::Run(const Query& query, Row parameters, RowSink sink) {
  const auto statement = Find({&query, 0}, [&query] { return QuerySql(query); });
  if (!statement) return Failure{statement.error()};
  // "$7" is a name for SQLite; the parameters are in the order of their numbers, so the indexes
  // match.
  if (const int code = BindAll(*statement, parameters); code != SQLITE_OK) {
    return Failure{Error(code)};
  }
  bool go_on = true;
  return StepRows(*statement, sink, go_on);
}

DbStatus SqliteDatabase::Execute(const std::string& script) {
  const int code = sqlite3_exec(connection_.get(), script.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return Failure{Error(code)};
  return Nothing{};
}

std::string SqliteDatabase::Translate(std::string_view script) const {
  return TranslateForSqlite(script);
}

std::uint64_t SqliteDatabase::OthersVersion() {
  unsigned version = 0;
  sqlite3_file_control(connection_.get(), "main", SQLITE_FCNTL_DATA_VERSION, &version);
  return version;
}

SqliteDatabase::Checkpointed SqliteDatabase::Checkpoint() {
  Checkpointed done;
  const int code = sqlite3_wal_checkpoint_v2(connection_.get(), "main", SQLITE_CHECKPOINT_PASSIVE,
                                             &done.frames, &done.copied);
  // While another connection checkpoints there are no numbers (-1).
  if (code != SQLITE_OK || done.frames < 0) return {wal_frames_, 0};
  return done;
}

}  // namespace herlaad::store
