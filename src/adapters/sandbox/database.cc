#include "adapters/sandbox/database.h"

#include <sqlite3.h>

#include "base/core/check.h"

namespace herlaad::sandbox {

Result<std::unique_ptr<Database>, std::string> Database::Open(const std::string& path, Use use) {
  std::unique_ptr<Database> database(new Database);
  // Readers open for writing too: they may have to recover a log that a killed writer left behind.
  const int flags = SQLITE_OPEN_READWRITE | (use == Use::kWrite ? SQLITE_OPEN_CREATE : 0);
  database->Note(sqlite3_open_v2(path.c_str(), &database->handle_, flags, nullptr));
  if (database->error_.empty()) {
    sqlite3_busy_timeout(database->handle_, 5'000);
    if (use == Use::kWrite) {
      database->Execute("PRAGMA journal_mode=WAL");
      database->Execute("PRAGMA synchronous=FULL");
    } else {
      database->Execute("PRAGMA query_only=1");
    }
  }
  if (!database->error_.empty()) return Failure{path + ": " + database->error_};
  return database;
}

Database::~Database() {
  for (const auto& entry : statements_) sqlite3_finalize(entry.second);
  sqlite3_close(handle_);
}

void Database::Note(int code) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE || !error_.empty()) return;
  error_ = handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
}

void Database::Execute(const char* sql) {
  if (error_.empty()) Note(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr));
}

bool Database::Commit() {
  Execute("COMMIT");
  return error_.empty();
}

void Database::Rollback() {
  sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
  error_.clear();
}

sqlite3_stmt* Database::Prepare(const char* sql) {
  sqlite3_stmt*& statement = statements_[sql];
  if (statement == nullptr) {
    Note(sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
  }
  return statement;
}

Query::Query(Database& database, const char* sql)
    : database_(database), statement_(database.Prepare(sql)) {}

Query::~Query() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Query& Query::Bind(std::int64_t value) {
  database_.Note(sqlite3_bind_int64(statement_, ++bound_, value));
  return *this;
}

Query& Query::Bind(std::string_view value) {
  database_.Note(sqlite3_bind_text(statement_, ++bound_, value.data(),
                                   static_cast<int>(value.size()), SQLITE_TRANSIENT));
  return *this;
}

bool Query::Next() {
  if (!database_.error_.empty()) return false;
  const int code = sqlite3_step(statement_);
  database_.Note(code);
  return code == SQLITE_ROW;
}

void Query::Run() {
  const bool row = Next();
  CHECK(!row, "only statements without rows are run");
}

std::int64_t Query::Integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Query::Text(int column) const {
  const auto* const text = sqlite3_column_text(statement_, column);
  if (text == nullptr) return {};
  return {reinterpret_cast<const char*>(text),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

}  // namespace herlaad::sandbox
