// Connection: one libpq connection in pipeline mode. Statements are only queued; Finish() sends
// them and waits for all answers. An answer that does not come within the time-out ends the
// connection. Error messages contain no password and no value of any row.
#pragma once

#include <libpq-fe.h>

#include <deque>
#include <map>
#include <memory>
#include <string>

#include "adapters/store/driver.h"
#include "adapters/store/postgres/postgres_values.h"

namespace herlaad::store::postgres {

struct ConnectionSettings {
  std::string conninfo;       // in libpq's format: a URL or "host=… dbname=…"
  int connect_timeout_s = 5;  // for each host; unless conninfo sets it
  int answer_timeout_ms = 15'000;
};

// `conninfo` without its password, for display. Empty if it cannot be parsed.
std::string Shown(const std::string& conninfo);
// `conninfo` itself if it has no password; otherwise as Shown.
std::string WithoutPassword(const std::string& conninfo);

class Connection {
 public:
  static Result<std::unique_ptr<Connection>, DbError> Open(const ConnectionSettings& settings);

  // Identifies a statement: the table or query, and the operation. It is prepared when first sent.
  struct Name {
    const void* of = nullptr;
    unsigned does = 0;
    std::uint64_t plain = 0;  // its plain parameters
    friend auto operator<=>(const Name&, const Name&) = default;
  };
  template <class MakeSql>
  DbStatus Send(Name name, MakeSql make_sql, Parameters& parameters, bool is_raced = false) {
    auto prepared = Prepared(name);
    if (prepared == statements_.end()) {
      auto made = Prepare(name, make_sql(), parameters);
      if (!made) return Failure{made.error()};
      prepared = Prepared(name);
    }
    return SendPrepared(prepared->second, parameters, is_raced);
  }

  // Ends what was queued and passes the rows of the last statement to `sink`. Long results are
  // better read row by row, so that they are never held as a whole. Returns the first error of
  // everything queued since the last call.
  enum class Rows : std::uint8_t { kNone, kTogether, kOneByOne };
  DbStatus Finish(Rows rows, const RowSink& sink);
  DbStatus Finish();
  // Ends what was queued without waiting: the next Finish() reads the answers.
  void FinishLater();

  // The last statement is a COMMIT. If the server answers it with a warning that a standby may lack
  // it, it is kUnavailable: its outcome is in doubt.
  void ExpectCommit() { expected_.back().is_commit = true; }

  // Runs several statements without parameters now.
  DbStatus Script(const std::string& script);
  // As Script; passes rows to `sink`, whose columns must be text.
  DbStatus Script(const std::string& script, const RowSink& sink);

  // The number of prepared statements.
  [[nodiscard]] std::size_t statements() const { return statements_.size(); }

  // False once lost. Checks whether the server has closed the connection.
  [[nodiscard]] bool IsAlive();
  [[nodiscard]] int backend_pid() const { return PQbackendPID(connection_.get()); }

 private:
  struct Close {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  struct Clear {
    void operator()(PGresult* result) const { PQclear(result); }
  };
  using Answer = std::unique_ptr<PGresult, Clear>;
  struct Expected {
    enum class Kind : std::uint8_t { kPrepare, kStatement, kSync } kind = Kind::kStatement;
    bool is_raced = false;
    Name name{};  // of a kPrepare
    bool is_commit = false;
  };
  using Statements = std::map<Name, std::string>;

  Connection(PGconn* connection, int answer_timeout_ms)
      : connection_(connection), answer_timeout_ms_(answer_timeout_ms) {}
  Statements::iterator Prepared(Name name) { return statements_.find(name); }
  DbStatus Prepare(Name name, const std::string& sql, const Parameters& parameters);
  DbStatus SendPrepared(const std::string& statement, Parameters& parameters, bool is_raced);
  DbStatus Sync();
  bool Wait();
  void TakeWhatCame();
  Answer Next();
  void Judge(const PGresult* answer, std::optional<DbError>& first) const;
  void Look(const PGresult* answer, const Expected& expected, std::optional<DbError>& first);
  void Give(const PGresult* answer, const RowSink& sink, bool& go_on);
  void TakeAnswer(const Expected& expected, const RowSink* sink, std::optional<DbError>& first);
  DbError Lost();

  std::unique_ptr<PGconn, Close> connection_;
  int answer_timeout_ms_;
  bool lost_ = false;
  std::string lost_message_;
  std::string warning_;  // the server's warning during the last answer
  Statements statements_;
  int prepared_ = 0;  // counter for the names of statements
  std::deque<Expected> expected_;
};

// Classifies an error answer.
DbError ErrorOf(const PGresult* answer, bool is_raced);
// The server's message, severity and code; contains no value of any row.
std::string WordsOf(const PGresult* answer);
bool IsWarning(const PGresult* notice);
DbError ErrorOfConnecting(PGconn* connection);

}  // namespace herlaad::store::postgres
