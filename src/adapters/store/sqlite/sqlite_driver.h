// The SQLite driver: one connection, cached prepared statements, WAL.
#pragma once

#include <sqlite3.h>

#include <map>
#include <memory>
#include <string>

#include "adapters/store/driver.h"
#include "adapters/store/durability.h"
#include "adapters/store/sqlite/wal_gatherer.h"

namespace herlaad::store {

struct SqliteSettings {
  std::string path;
  std::string vfs;                 // empty: SQLite's default
  bool writer = false;             // false: read-only
  std::int64_t cache_kib = 2'048;  // page cache
  int busy_timeout_ms = 2'000;
  bool synchronous = true;         // false: commits may be lost in a power failure; for tests
  int page_bytes = 0;              // of a file that is made now; 0: SQLite's default
  int checkpoint_frames = 10'000;  // a writer's WAL is copied back after this many pages; 0: never
  bool checkpoint_thread = false;  // mostly by a thread of its own
  std::int64_t piece = 0;          // bytes of the database between two syncs: see WalGatherer
  std::int64_t pages_max = 0;      // 0: no limit; for tests
};

// Classifies an SQLite result code, with the connection's message.
DbError SqliteError(sqlite3* connection, int code);

class Checkpointer;

class SqliteDatabase final : public Database {
 public:
  static Result<std::unique_ptr<SqliteDatabase>, DbError> Open(const SqliteSettings& settings);
  ~SqliteDatabase() override;

  [[nodiscard]] bool IsShared() const override { return false; }
  DbStatus Begin(Access access) override;
  void Changes(std::vector<Durability::Thing> things) override { changes_ = std::move(things); }
  DbStatus Commit() override;
  DbStatus CommitSoon() override;
  DbStatus MakeDurable() override;
  void Rollback() override;
  DbStatus Write(Verb verb, const Table& table, const RowBatch& rows) override;
  DbStatus Read(const Table& table, const RowBatch& keys, std::size_t width, RowSink sink) override;
  using Database::Run;
  DbStatus Run(const Query& query, Row parameters, RowSink sink) override;
  DbStatus Execute(const std::string& script) override;
  [[nodiscard]] std::string Translate(std::string_view script) const override;
  std::uint64_t OthersVersion() override;

  // Copies as much of the WAL back into the file as possible without waiting.
  struct Checkpointed {
    int frames = 0;  // pages in the WAL
    int copied = 0;  // how many of them are in the file now
  };
  Checkpointed Checkpoint();

  // The durability of a writer's commits, for readers in the same process.
  [[nodiscard]] std::shared_ptr<Durability> durability() const { return durability_; }

  [[nodiscard]] sqlite3* connection() const { return connection_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;
  // Identifies a statement: the table or query, and the operation.
  using Name = std::pair<const void*, unsigned>;

  explicit SqliteDatabase(std::unique_ptr<WalGatherer> gatherer);
  DbStatus Connect(const SqliteSettings& settings);
  DbStatus Prepare(const SqliteSettings& settings);
  DbStatus PrepareWriter(const SqliteSettings& settings);
  DbStatus CommitNow();
  void TidyWal();
  template <class MakeSql>
  Result<sqlite3_stmt*, DbError> Find(Name name, MakeSql make_sql);
  DbStatus StepRows(sqlite3_stmt* statement, const RowSink& sink, bool& go_on);
  DbStatus StepOnce(sqlite3_stmt* statement);
  DbStatus AddRow(const Table& table, Row row);
  DbStatus RunControl(const Query& query);
  DbError Error(int code) { return SqliteError(connection_.get(), code); }

  std::unique_ptr<WalGatherer> gatherer_;  // outlives the connection
  std::unique_ptr<sqlite3, Close> connection_;
  std::map<Name, Statement> statements_;  // finalised before the connection is closed
  std::unique_ptr<Checkpointer> checkpointer_;
  std::shared_ptr<Durability> durability_ = std::make_shared<Durability>();
  std::vector<Durability::Thing> changes_;  // by the next commit
  bool syncs_ = true;
  int wal_frames_ = 0;  // in the WAL after the last commit of this connection
  int tidy_at_ = 0;     // copy them back at this number
  int tidy_every_ = 0;
};

}  // namespace herlaad::store
