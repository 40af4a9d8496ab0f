// Connection: one libpq connection in pipeline mode. What is sent is only queued; Finish() sends it
// off and waits for all answers. Nothing waits for ever: an answer that does not come within the
// time allowed ends the connection. Error messages hold no password and no value of any row.
#pragma once

#include <libpq-fe.h>

#include <deque>
#include <map>
#include <memory>
#include <string>

#include "adapters/store/driver.h"
#include "adapters/store/postgres_values.h"

namespace herlaad::store::postgres {

struct ConnectionSettings {
  std::string conninfo;       // as libpq takes it: a URL or "host=… dbname=…"
  int connect_timeout_s = 5;  // a host; unless conninfo says otherwise
  int answer_timeout_ms = 15'000;
};

// How `conninfo` may be shown: without its password. Empty when it cannot be read.
std::string Shown(const std::string& conninfo);

class Connection {
 public:
  static Result<std::unique_ptr<Connection>, DbError> Open(const ConnectionSettings& settings);

  // Which statement: of a table or a query, and what it does. It is prepared when first sent.
  struct Name {
    const void* of = nullptr;
    unsigned does = 0;
    std::uint64_t plain = 0;  // of its parameters
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

  // Ends what was sent; rows of the last statement go to `sink`. A long answer is better taken row
  // by row, so that it is never held whole. The first error of all that was sent since the last
  // time.
  enum class Rows : std::uint8_t { kNone, kTogether, kOneByOne };
  DbStatus Finish(Rows rows, const RowSink& sink);
  DbStatus Finish();
  // Ends what was sent and does not wait: the answers are looked at by the next Finish().
  void FinishLater();

  // What was sent last is a COMMIT. It is kUnavailable, and so in doubt, when the server answers it
  // with a warning: that a standby may not have what was committed is no more than that.
  void ExpectCommit() { expected_.back().is_commit = true; }

  // Several statements without parameters, now.
  DbStatus Script(const std::string& script);
  // The same; rows go to `sink`, whose columns are to be text.
  DbStatus Script(const std::string& script, const RowSink& sink);

  // How many statements are prepared.
  [[nodiscard]] std::size_t statements() const { return statements_.size(); }

  // False once it was lost. Looks whether the other side has closed it meanwhile.
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
    Name name{};  // of what is prepared
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
  std::string warning_;  // the server's, while the last answer came
  Statements statements_;
  int prepared_ = 0;  // so far, to name them by
  std::deque<Expected> expected_;
};

// What an answer that is an error means.
DbError ErrorOf(const PGresult* answer, bool is_raced);
// The server's own words: what it says first, its severity and its code; no value of any row.
std::string WordsOf(const PGresult* answer);
bool IsWarning(const PGresult* notice);
DbError ErrorOfConnecting(PGconn* connection);

}  // namespace herlaad::store::postgres
