// The PostgreSQL driver: batches are sent as arrays through a pipeline, so that a whole batch is
// written and committed in one round trip. Needs a session of its own: a pooler must not share it
// between transactions.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>

#include "adapters/store/driver.h"
#include "adapters/store/durability.h"
#include "adapters/store/postgres/postgres_connection.h"
#include "adapters/store/postgres/postgres_text.h"

namespace herlaad::store {

class PostgresDatabase;

struct PostgresSettings {
  std::string
      conninfo;  // in libpq's format: a URL or "host=… dbname=…"; several hosts are supported
  bool writer = false;  // false: read-only
  int connect_timeout_s = 5;
  int answer_timeout_ms = 15'000;   // an answer that takes longer ends the connection
  int statement_timeout_ms = 0;     // after which the server cancels a statement; 0: never
  int reconnect_most_ms = 5'000;    // longest wait between two attempts to connect
  int lock_timeout_ms = 5'000;      // for a row locked by another session; then kBusy
  int patience_ms = 5'000;          // for a new connection after a commit without an answer
  bool allow_unsafe = false;        // accept a server that may lose confirmed commits; for tests
  bool standby_may_answer = false;  // reads may be stale; for tools and tests
  // Records each commit, for readers in the same process. Null: a new one.
  std::shared_ptr<Durability> durability = {};
  // Called after connecting, before anything else; an error closes the connection.
  std::function<DbStatus(PostgresDatabase&)> on_connected;
};

postgres::ConnectionSettings ConnectionOf(const PostgresSettings& settings);

class PostgresDatabase final : public Database {
 public:
  static Result<std::unique_ptr<PostgresDatabase>, DbError> Open(const PostgresSettings& settings);
  ~PostgresDatabase() override;

  [[nodiscard]] bool IsShared() const override { return true; }
  DbStatus Begin(Access access) override;
  void Changes(std::vector<Durability::Thing> things) override { changes_ = std::move(things); }
  DbStatus Commit() override { return CommitAs(false); }
  DbStatus CommitLazily() override { return CommitAs(true); }
  DbStatus ConfirmReads() override;
  void Rollback() override;
  DbStatus Write(Verb verb, const Table& table, const RowBatch& rows) override;
  DbStatus Read(const Table& table, const RowBatch& keys, std::size_t width, RowSink sink) override;
  using Database::Run;
  DbStatus Run(const Query& query, Row parameters, RowSink sink) override;
  DbStatus RunSoon(const Query& query, Row parameters) override;
  DbStatus Execute(const std::string& script) override;
  [[nodiscard]] std::string Translate(std::string_view script) const override;
  std::uint64_t OthersVersion() override { return 0; }

  [[nodiscard]] int backend_pid() const { return connection_->backend_pid(); }

 private:
  using Clock = std::chrono::steady_clock;

  explicit PostgresDatabase(PostgresSettings settings);
  DbStatus CommitAs(bool lazily);
  DbStatus SendCommit(bool lazily);
  DbStatus Ready();
  DbStatus Connect();
  DbStatus SetUpSession();
  DbStatus CheckSafety();
  DbStatus ConnectPatiently();
  DbStatus SendControl(const Query& query);
  DbStatus SendRows(Verb verb, const Table& table, const RowBatch& rows);
  DbStatus WriteHeld(const Table& table, const RowBatch& rows);
  postgres::Plain AddRows(std::span<const Column> columns, const RowBatch& rows);
  DbStatus SendOneByOne(Verb verb, const Table& table, const RowBatch& rows);
  DbStatus SendQuery(const Query& query, Row parameters);
  [[nodiscard]] DbStatus Connected() const;
  DbStatus Drop(DbStatus failed);

  PostgresSettings settings_;
  std::unique_ptr<postgres::Connection> connection_;  // null after it was lost
  std::vector<Durability::Thing> changes_;            // by the next commit
  bool in_transaction_ = false;
  bool writing_ = false;
  bool uncertain_ = false;  // a commit was not answered
  bool connecting_ = false;
  Clock::time_point next_try_{};
  std::chrono::milliseconds wait_{0};
  // Keys of held tables looked up in this transaction: whether they exist.
  std::map<const Table*, std::unordered_map<std::int64_t, bool>> looked_for_;
  postgres::Parameters parameters_;
  RowBatch missing_;
  RowBatch others_;
};

}  // namespace herlaad::store
