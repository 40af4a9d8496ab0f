#include "adapters/store/postgres/postgres_checks.h"

namespace herlaad::store::postgres {
namespace {

using Kind = DbError::Kind;

// A pooler may return the same session by chance, so it is checked repeatedly.
constexpr int kPoolerRounds = 3;
// A proxy may choose a server for each statement.
constexpr int kPrimaryRounds = 3;
// pgpool chooses for each session which server answers its reads, by default with equal weights.
constexpr int kSpreadSessions = 32;

constexpr const char* kEncoding =
    "SELECT current_setting('server_encoding'), CAST(current_database() AS text)";
constexpr const char* kSession = "SELECT CAST(pg_backend_pid() AS text)";
// pgpool always sends pg_is_in_recovery(), whose result may change at any time, to the primary;
// this statement goes where reads go.
constexpr const char* kStandby =
    "SELECT CASE WHEN current_setting('in_hot_standby') = 'on' THEN 'on' ELSE 'off' END";
// Only pgpool answers this; for a server it is an unknown setting.
constexpr const char* kPgpool = "SHOW pool_version";
constexpr const char* kRecovery = "SELECT CAST(pg_is_in_recovery() AS text)";

Result<std::string, DbError> OneText(Connection& connection, const char* sql) {
  std::string text;
  auto sink = [&text](Row row) {
    text = Fields(row).Text();
    return true;
  };
  if (auto done = connection.Script(sql, sink); !done) return Failure{done.error()};
  return text;
}

std::string Quoted(const std::string& name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += c;
    quoted += c;
  }
  return quoted + '"';
}

DbStatus CheckEncoding(Connection& connection) {
  std::string encoding;
  std::string name;
  auto sink = [&](Row row) {
    Fields fields(row);
    encoding = fields.Text();
    name = fields.Text();
    return true;
  };
  if (auto done = connection.Script(kEncoding, sink); !done) return done;
  if (encoding == "UTF8") return Nothing{};
  return Failure{DbError{
      Kind::kMisused,
      "its encoding is " + encoding +
          ", which cannot store every text. While it is empty, create it anew: DROP DATABASE " +
          Quoted(name) + "; CREATE DATABASE " + Quoted(name) +
          " ENCODING 'UTF8' LOCALE 'C.UTF-8' TEMPLATE template0"}};
}

// Two connections open at once must have different sessions, and each must keep its own.
Result<bool, DbError> ShareSessions(Connection& one, Connection& other) {
  const auto before = OneText(one, kSession);
  if (!before) return Failure{before.error()};
  if (auto begun = other.Script("BEGIN"); !begun) return Failure{begun.error()};
  const auto others = OneText(other, kSession);
  if (!others) return Failure{others.error()};
  if (*others == *before) return true;
  const auto after = OneText(one, kSession);
  if (!after) return Failure{after.error()};
  if (auto ended = other.Script("ROLLBACK"); !ended) return Failure{ended.error()};
  return *after != *before;
}

DbError TransactionPooler() {
  return {Kind::kMisused,
          "there is a pooler in transaction mode in front of it (PgBouncer: pool_mode = "
          "transaction), and Herlaad needs its own session for each connection. Set pool_mode = "
          "session for this database, or connect to the server directly"};
}

// Each session is checked when it opens; with only a few opened at the start, the check would pass
// by chance on one day and fail on another.
DbStatus CheckSpread(const ConnectionSettings& settings) {
  for (int session = 0; session < kSpreadSessions; ++session) {
    auto opened = Connection::Open(settings);
    if (!opened) return Failure{opened.error()};
    if (auto primary = CheckPrimary(**opened); !primary) return primary;
  }
  return Nothing{};
}

}  // namespace

DbStatus CheckPlace(const ConnectionSettings& settings) {
  auto one = Connection::Open(settings);
  if (!one) return Failure{one.error()};
  if (auto right = CheckEncoding(**one); !right) return right;
  auto other = Connection::Open(settings);
  if (!other) return Failure{other.error()};
  for (int round = 0; round < kPoolerRounds; ++round) {
    const auto shared = ShareSessions(**one, **other);
    if (!shared) return Failure{shared.error()};
    if (*shared) return Failure{TransactionPooler()};
  }
  if (OneText(**one, kPgpool)) return CheckSpread(settings);
  return Nothing{};
}

DbStatus CheckPrimary(Connection& connection) {
  for (int round = 0; round <= kPrimaryRounds; ++round) {
    const auto standby = OneText(connection, round < kPrimaryRounds ? kStandby : kRecovery);
    if (!standby) return Failure{standby.error()};
    if (*standby == "off" || *standby == "false") continue;
    return Failure{DbError{
        Kind::kMisused,
        "reads are answered by a standby, which may be behind. Connect to the primary, or turn off "
        "the proxy's load balancing (pgpool: load_balance_mode = off, or "
        "database_redirect_preference_list = 'DATABASE:primary')"}};
  }
  return Nothing{};
}

}  // namespace herlaad::store::postgres
