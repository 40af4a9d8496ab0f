#include "adapters/store/postgres/postgres_connection.h"

#include <poll.h>

#include <cerrno>
#include <chrono>

#include "adapters/store/postgres/shard_rule.h"

namespace herlaad::store::postgres {
namespace {

using Kind = DbError::Kind;
using ConnInfo = std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)>;

constexpr int kBinaryResults = 1;

ConnInfo Parse(const std::string& conninfo) {
  return {PQconninfoParse(conninfo.c_str(), nullptr), &PQconninfoFree};
}

bool IsGiven(const PQconninfoOption* options, std::string_view keyword) {
  for (const auto* option = options; option->keyword != nullptr; ++option) {
    if (option->keyword == keyword) return option->val != nullptr;
  }
  return false;
}

std::string_view Given(const PQconninfoOption* options, std::string_view keyword) {
  for (const auto* option = options; option->keyword != nullptr; ++option) {
    if (option->keyword == keyword && option->val != nullptr) return option->val;
  }
  return {};
}

// Defaults unless `conninfo` sets them: a dead peer is noticed, and connecting has a time-out.
std::vector<std::pair<std::string, std::string>> Defaults(const ConnectionSettings& settings) {
  return {{"application_name", "herlaad"},
          {"connect_timeout", std::to_string(settings.connect_timeout_s)},
          {"keepalives_idle", "5"},
          {"keepalives_interval", "3"},
          {"keepalives_count", "3"},
          {"tcp_user_timeout", std::to_string(settings.answer_timeout_ms)},
          {"target_session_attrs", "read-write"}};
}

// One for each host, separated by commas; libpq's error repeats anything else. After an unescaped
// "/" in the password, the rest of it is parsed as the port.
bool HasPortNumbers(std::string_view ports) {
  return ports.find_first_not_of("0123456789,") == std::string_view::npos;
}

}  // namespace

std::string Shown(const std::string& conninfo) {
  const ConnInfo options = Parse(conninfo);
  if (options == nullptr || !HasPortNumbers(Given(options.get(), "port"))) return {};
  std::string shown = "postgresql://";
  if (const auto user = Given(options.get(), "user"); !user.empty()) {
    (shown += user) += '@';
  }
  shown += Given(options.get(), "host");
  if (const auto port = Given(options.get(), "port"); !port.empty()) (shown += ':') += port;
  return (shown += '/') += Given(options.get(), "dbname");
}

std::string WithoutPassword(const std::string& conninfo) {
  const ConnInfo options = Parse(conninfo);
  const bool open = options != nullptr && Given(options.get(), "password").empty() &&
                    Given(options.get(), "sslpassword").empty() &&
                    HasPortNumbers(Given(options.get(), "port"));
  return open ? conninfo : Shown(conninfo);
}

Result<std::unique_ptr<Connection>, DbError> Connection::Open(const ConnectionSettings& settings) {
  const ConnInfo options = Parse(settings.conninfo);
  // libpq's error may repeat a part of the password.
  if (options == nullptr || !HasPortNumbers(Given(options.get(), "port"))) {
    return Failure{DbError{Kind::kMisused,
                           "this is not how a database is named; for example "
                           "postgresql://herlaad@db.example:5432/herlaad, with /, @ and : in a "
                           "password written as %2F, %40 and %3A"}};
  }
  auto defaults = Defaults(settings);
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    keywords.push_back(option->keyword);
    values.push_back(option->val);
  }
  for (const auto& [keyword, value] : defaults) {
    if (IsGiven(options.get(), keyword)) continue;
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.insert(keywords.end(), {"client_encoding", nullptr});
  values.insert(values.end(), {"UTF8", nullptr});
  PGconn* const made = PQconnectdbParams(keywords.data(), values.data(), 0);
  if (made == nullptr) return Failure{DbError{Kind::kUnavailable, "there is no memory left"}};
  std::unique_ptr<Connection> connection(new Connection(made, settings.answer_timeout_ms));
  if (PQstatus(made) != CONNECTION_OK) return Failure{ErrorOfConnecting(made)};
  // Otherwise notices would be printed on stderr.
  PQsetNoticeReceiver(
      made,
      [](void* to, const PGresult* notice) {
        if (IsWarning(notice)) static_cast<Connection*>(to)->warning_ = WordsOf(notice);
      },
      connection.get());
  if (PQsetnonblocking(made, 1) != 0 || PQenterPipelineMode(made) != 1) {
    return Failure{ErrorOfConnecting(made)};
  }
  return connection;
}

DbError Connection::Lost() {
  lost_ = true;
  if (lost_message_.empty()) {
    lost_message_ = PQerrorMessage(connection_.get());
    while (lost_message_.ends_with('\n')) lost_message_.pop_back();
    if (lost_message_.empty()) lost_message_ = "the connection to the database was lost";
  }
  return {Kind::kUnavailable, lost_message_};
}

DbStatus Connection::Prepare(Name name, const std::string& sql, const Parameters& parameters) {
  if (auto problem = ShardRuleProblem(sql)) return Failure{DbError{Kind::kMisused, *problem}};
  const std::string statement = "h" + std::to_string(++prepared_);
  if (lost_ || PQsendPrepare(connection_.get(), statement.c_str(), sql.c_str(), parameters.count(),
                             parameters.types()) != 1) {
    return Failure{Lost()};
  }
  expected_.push_back({Expected::Kind::kPrepare, false, name, false});
  statements_.emplace(name, statement);
  return Nothing{};
}

DbStatus Connection::SendPrepared(const std::string& statement, Parameters& parameters,
                                  bool is_raced) {
  if (lost_ || PQsendQueryPrepared(connection_.get(), statement.c_str(), parameters.count(),
                                   parameters.values(), parameters.lengths(), parameters.formats(),
                                   kBinaryResults) != 1) {
    return Failure{Lost()};
  }
  expected_.push_back({Expected::Kind::kStatement, is_raced, {}, false});
  return Nothing{};
}

DbStatus Connection::Sync() {
  if (lost_ || PQpipelineSync(connection_.get()) != 1) return Failure{Lost()};
  expected_.push_back({Expected::Kind::kSync, false, {}, false});
  return Nothing{};
}

void Connection::FinishLater() { (void)Sync(); }

// Waits until an answer can be read without blocking. False if the connection was lost.
bool Connection::Wait() {
  const auto until =
      std::chrono::steady_clock::now() + std::chrono::milliseconds(answer_timeout_ms_);
  while (true) {
    const int unsent = PQflush(connection_.get());
    if (unsent < 0) return false;
    if (PQisBusy(connection_.get()) == 0) return true;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    pollfd socket{PQsocket(connection_.get()), POLLIN, 0};
    if (unsent > 0) socket.events |= POLLOUT;
    const int ready = left.count() > 0 ? poll(&socket, 1, static_cast<int>(left.count())) : 0;
    if (ready == 0) {
      lost_message_ = "the database did not answer within " + std::to_string(answer_timeout_ms_) +
                      " ms; the connection was given up";
      return false;
    }
    if (ready < 0 && errno != EINTR) return false;
    if (PQconsumeInput(connection_.get()) != 1) return false;
  }
}

Connection::Answer Connection::Next() {
  if (lost_ || !Wait()) {
    (void)Lost();
    return nullptr;
  }
  return Answer(PQgetResult(connection_.get()));
}

// Checks a COMMIT that neither failed nor was lost.
void Connection::Judge(const PGresult* answer, std::optional<DbError>& first) const {
  if (first || PQresultStatus(answer) != PGRES_COMMAND_OK) return;
  if (!warning_.empty()) {
    first = DbError{Kind::kUnavailable, "the commit is not confirmed: " + warning_};
  } else if (std::string_view(PQcmdStatus(const_cast<PGresult*>(answer))) != "COMMIT") {
    first = DbError{Kind::kBusy, "the transaction was rolled back"};
  }
}

void Connection::Look(const PGresult* answer, const Expected& expected,
                      std::optional<DbError>& first) {
  switch (PQresultStatus(answer)) {
    case PGRES_FATAL_ERROR:
    case PGRES_BAD_RESPONSE: {
      DbError error = ErrorOf(answer, expected.is_raced);
      if (PQstatus(connection_.get()) == CONNECTION_BAD) {
        lost_ = true;
        lost_message_ = error.message;
        error.kind = Kind::kUnavailable;
      }
      if (!first) first = std::move(error);
      return;
    }
    case PGRES_PIPELINE_ABORTED:
      CHECK(first || lost_, "what is skipped comes after an error");
      return;
    default:
      return;
  }
}

void Connection::Give(const PGresult* answer, const RowSink& sink, bool& go_on) {
  const int columns = PQnfields(answer);
  CHECK(columns <= static_cast<int>(kColumnsMax), "a row has at most kColumnsMax columns");
  Value values[kColumnsMax];
  for (int row = 0; row < PQntuples(answer) && go_on; ++row) {
    for (int column = 0; column < columns; ++column) {
      values[column] = FieldOf(answer, row, column);
    }
    go_on = sink(Row(values, static_cast<std::size_t>(columns)));
  }
}

void Connection::TakeAnswer(const Expected& expected, const RowSink* sink,
                            std::optional<DbError>& first) {
  bool go_on = true;
  warning_.clear();
  while (const Answer answer = Next()) {
    Look(answer.get(), expected, first);
    if (expected.is_commit) Judge(answer.get(), first);
    // A statement that was skipped or rejected is not prepared.
    if (expected.kind == Expected::Kind::kPrepare && first) statements_.erase(expected.name);
    if (sink != nullptr && !first) Give(answer.get(), *sink, go_on);
    // A sync has exactly one answer.
    if (expected.kind == Expected::Kind::kSync) return;
  }
}

DbStatus Connection::Finish() {
  auto none = [](Row) { return true; };
  return Finish(Rows::kNone, none);
}

DbStatus Connection::Finish(Rows rows, const RowSink& sink) {
  if (auto sent = Sync(); !sent) return sent;
  std::optional<DbError> first;
  while (!expected_.empty() && !lost_) {
    const Expected expected = expected_.front();
    expected_.pop_front();
    const bool gives = rows != Rows::kNone && expected_.size() == 1;  // only the sync remains
    if (gives && rows == Rows::kOneByOne) (void)PQsetSingleRowMode(connection_.get());
    TakeAnswer(expected, gives ? &sink : nullptr, first);
  }
  if (lost_) {
    expected_.clear();
    return Failure{DbError{Kind::kUnavailable, lost_message_}};
  }
  if (!first) return Nothing{};
  return Failure{*std::move(first)};
}

DbStatus Connection::Script(const std::string& script) {
  auto none = [](Row) { return true; };
  return Script(script, none);
}

DbStatus Connection::Script(const std::string& script, const RowSink& sink) {
  if (!expected_.empty()) {
    if (auto done = Finish(); !done) return done;
  }
  if (lost_ || PQexitPipelineMode(connection_.get()) != 1 ||
      PQsendQuery(connection_.get(), script.c_str()) != 1) {
    return Failure{Lost()};
  }
  std::optional<DbError> first;
  TakeAnswer({}, &sink, first);
  if (!lost_ && PQenterPipelineMode(connection_.get()) != 1) (void)Lost();
  if (lost_) return Failure{DbError{Kind::kUnavailable, lost_message_}};
  if (!first) return Nothing{};
  return Failure{*std::move(first)};
}

// Reads the answers of FinishLater that have arrived.
void Connection::TakeWhatCame() {
  while (!expected_.empty() && !lost_) {
    if (PQflush(connection_.get()) < 0 || PQconsumeInput(connection_.get()) != 1) (void)Lost();
    if (lost_ || PQisBusy(connection_.get()) != 0) return;
    const Answer answer(PQgetResult(connection_.get()));
    const bool is_sync = expected_.front().kind == Expected::Kind::kSync;
    if (PQstatus(connection_.get()) != CONNECTION_OK) (void)Lost();
    if (is_sync || answer == nullptr) expected_.pop_front();
  }
}

bool Connection::IsAlive() {
  if (lost_ || PQstatus(connection_.get()) != CONNECTION_OK) return false;
  TakeWhatCame();
  if (lost_ || !expected_.empty()) return !lost_;
  pollfd socket{PQsocket(connection_.get()), POLLIN, 0};
  if (poll(&socket, 1, 0) <= 0) return true;
  // An unrequested message announces a shutdown or a changed setting; reconnecting is cheap.
  lost_message_ = "the database closed the connection";
  (void)Lost();
  return false;
}

}  // namespace herlaad::store::postgres
