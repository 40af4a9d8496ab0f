#include "adapters/store/postgres/postgres_driver.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "adapters/store/postgres/postgres_checks.h"
#include "base/core/secret.h"

namespace herlaad::store {
namespace {

using Kind = DbError::Kind;

constexpr Query kBeginRead{"BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"};
constexpr Query kBeginWrite{"BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE"};
constexpr Query kCommit{"COMMIT"};
constexpr Query kRollback{"ROLLBACK"};
constexpr Query kLazily{"SET LOCAL synchronous_commit = off"};
// Writes to the log, without which a commit waits neither for the disk nor for standbys; a
// transaction id alone is not enough.
constexpr Query kWriteToLog{"SELECT pg_logical_emit_message(TRUE, 'herlaad', '')"};
constexpr Query kSafety{
    "SELECT current_setting('fsync'), current_setting('full_page_writes'), "
    "current_setting('synchronous_commit')"};

// Distinguishes the statements of a table: a verb, or reading by a number of columns.
constexpr unsigned kReadBy = 16;
constexpr unsigned kHoldBy = 32;

// Above this, no new statements are prepared for further combinations of plain parameters.
constexpr std::size_t kStatementsMany = 400;

constexpr std::chrono::milliseconds kWaitFirst{100};

std::string SqlOf(Verb verb, const Table& table, postgres::Plain plain) {
  switch (verb) {
    case Verb::kInsert:
      return postgres::InsertSql(table, plain);
    case Verb::kUpsert:
      return postgres::UpsertSql(table, plain);
    case Verb::kAdd:
      return postgres::AddSql(table);
    case Verb::kDelete:
      return postgres::DeleteSql(table);
  }
  CHECK(false, "a verb is one of the listed ones");
}

bool IsSame(const Value& a, const Value& b) {
  return a.kind() == b.kind() && a.number() == b.number() && a.bytes() == b.bytes();
}

bool IsSameInAll(const RowBatch& rows, std::size_t width, std::size_t column) {
  const Value& first = rows.At(0, width)[column];
  for (std::size_t i = 1; i < rows.Rows(width); ++i) {
    if (!IsSame(rows.At(i, width)[column], first)) return false;
  }
  return true;
}

// Every lookup is by key: that plan is right for any number of rows and must not depend on outdated
// statistics.
constexpr const char* kSession =
    "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; "
    "SET jit = off; SET plan_cache_mode = force_generic_plan; "
    "SET idle_in_transaction_session_timeout = '60s'; SET client_min_messages = warning; ";

bool IsLost(const DbStatus& status) {
  return !status.ok() && status.error().kind == Kind::kUnavailable;
}

// A number for the key of a row: of a text its digest.
std::int64_t HeldKey(const Value& key) {
  if (key.kind() == Value::Kind::kInt) return key.number();
  return static_cast<std::int64_t>(DigestOf(key.bytes()).low);
}

}  // namespace

Result<std::unique_ptr<PostgresDatabase>, DbError> PostgresDatabase::Open(
    const PostgresSettings& settings) {
  std::unique_ptr<PostgresDatabase> database(new PostgresDatabase(settings));
  if (auto connected = database->Connect(); !connected) return Failure{connected.error()};
  return database;
}

PostgresDatabase::PostgresDatabase(PostgresSettings settings) : settings_(std::move(settings)) {
  if (settings_.durability == nullptr) settings_.durability = std::make_shared<Durability>();
}
PostgresDatabase::~PostgresDatabase() = default;

postgres::ConnectionSettings ConnectionOf(const PostgresSettings& settings) {
  postgres::ConnectionSettings own;
  own.conninfo = settings.conninfo;
  own.connect_timeout_s = settings.connect_timeout_s;
  own.answer_timeout_ms = settings.answer_timeout_ms;
  return own;
}

DbStatus PostgresDatabase::Connect() {
  auto connection = postgres::Connection::Open(ConnectionOf(settings_));
  if (!connection) return Failure{connection.error()};
  connection_ = std::move(connection).value();
  connecting_ = true;
  auto ready = SetUpSession();
  if (ready && settings_.on_connected) ready = settings_.on_connected(*this);
  connecting_ = false;
  if (!ready) connection_.reset();
  return ready;
}

DbStatus PostgresDatabase::SetUpSession() {
  std::string script = kSession;
  script += "SET statement_timeout = " + std::to_string(settings_.statement_timeout_ms) + "; ";
  script += "SET lock_timeout = " + std::to_string(settings_.lock_timeout_ms) + "; ";
  if (!settings_.writer) script += "SET default_transaction_read_only = on;";
  if (auto done = connection_->Script(script); !done) return done;
  if (!settings_.standby_may_answer) {
    if (auto primary = postgres::CheckPrimary(*connection_); !primary) return primary;
  }
  return settings_.writer ? CheckSafety() : Nothing{};
}

// Nothing is answered before it is durable; a server configured not to sync would break that
// promise.
DbStatus PostgresDatabase::CheckSafety() {
  if (settings_.allow_unsafe) return Nothing{};
  std::string fsync;
  std::string pages;
  std::string commit;
  auto sink = [&](Row row) {
    Fields fields(row);
    fsync = fields.Text();
    pages = fields.Text();
    commit = fields.Text();
    return true;
  };
  if (auto read = Run(kSafety, {}, sink); !read) return read;
  if (fsync != "on" || pages != "on") {
    return Failure{DbError{Kind::kMisused,
                           "the server runs with " +
                               std::string(fsync != "on" ? "fsync" : "full_page_writes") +
                               " = off: it would lose confirmed payments with the power. Set it to "
                               "on in postgresql.conf"}};
  }
  // This setting can be changed for the session.
  return commit == "off" ? connection_->Script("SET synchronous_commit = on") : Nothing{};
}

// Makes sure that there is a usable connection; reconnects at growing intervals.
DbStatus PostgresDatabase::Ready() {
  if (connection_ != nullptr && (connecting_ || connection_->IsAlive())) return Nothing{};
  connection_.reset();
  if (uncertain_) {
    uncertain_ = false;
    return ConnectPatiently();
  }
  const auto now = Clock::now();
  if (now < next_try_) {
    return Failure{DbError{Kind::kUnavailable, "the database is not reached; trying again soon"}};
  }
  auto connected = Connect();
  const std::chrono::milliseconds most(settings_.reconnect_most_ms);
  wait_ = connected ? std::chrono::milliseconds(0) : std::clamp(wait_ * 2, kWaitFirst, most);
  next_try_ = Clock::now() + wait_;
  return connected;
}

// A client waits for the outcome of a commit, so waiting for the database is worthwhile.
DbStatus PostgresDatabase::ConnectPatiently() {
  const auto until = Clock::now() + std::chrono::milliseconds(settings_.patience_ms);
  auto wait = kWaitFirst;
  while (true) {
    auto connected = Connect();
    if (connected || Clock::now() + wait > until) return connected;
    std::this_thread::sleep_for(wait);
    wait = std::min(wait * 2, std::chrono::milliseconds(1'000));
  }
}

// After a lost connection no transaction is left.
DbStatus PostgresDatabase::Drop(DbStatus failed) {
  if (IsLost(failed) && !connecting_ && connection_ != nullptr && !connection_->IsAlive()) {
    connection_.reset();
  }
  return failed;
}

DbStatus PostgresDatabase::SendControl(const Query& query) {
  parameters_.Clear();
  return connection_->Send(
      {&query, 0, 0}, [&query] { return postgres::QuerySql(query); }, parameters_);
}

DbStatus PostgresDatabase::Begin(Access access) {
  CHECK(!in_transaction_, "a transaction ends before the next begins");
  CHECK(access == Access::kRead || settings_.writer, "only a writer writes");
  if (auto ready = Ready(); !ready) return ready;
  writing_ = access == Access::kWrite;
  if (auto sent = SendControl(writing_ ? kBeginWrite : kBeginRead); !sent) return Drop(sent);
  in_transaction_ = true;
  for (auto& [table, keys] : looked_for_) keys.clear();
  return Nothing{};
}

DbStatus PostgresDatabase::SendCommit(bool lazily) {
  if (lazily) {
    if (auto sent = SendControl(kLazily); !sent) return sent;
  }
  auto sent = SendControl(kCommit);
  if (sent) connection_->ExpectCommit();
  return sent;
}

DbStatus PostgresDatabase::CommitAs(bool lazily) {
  CHECK(in_transaction_, "what is committed was begun");
  if (connection_ == nullptr) {
    in_transaction_ = false;
    return Failure{DbError{Kind::kBusy, "the connection was lost before the commit"}};
  }
  Durability& durability = *settings_.durability;
  const std::uint64_t number = durability.Begin(std::exchange(changes_, {}));
  auto done = SendCommit(lazily);
  if (done) done = connection_->Finish();
  durability.End(number);
  if (done && !lazily) {
    durability.Kept(number);
  } else if (!IsLost(done)) {
    durability.Drop(number);
  }
  if (done) {
    in_transaction_ = false;
    return done;
  }
  uncertain_ = IsLost(done);
  Rollback();
  return Drop(done);
}

DbStatus PostgresDatabase::ConfirmReads() {
  if (auto sent = RunSoon(kWriteToLog, {}); !sent) {
    Rollback();
    return sent;
  }
  return Commit();
}

void PostgresDatabase::Rollback() {
  if (!in_transaction_) return;
  in_transaction_ = false;
  if (connection_ == nullptr) return;
  // Sent without waiting, because others wait for its locks.
  if (SendControl(kRollback)) connection_->FinishLater();
}

DbStatus PostgresDatabase::Write(Verb verb, const Table& table, const RowBatch& rows) {
  CHECK(in_transaction_ && writing_, "writing is done in a transaction for writing");
  if (rows.empty()) return Nothing{};
  if (auto connected = Connected(); !connected) return connected;
  const bool held = verb == Verb::kUpsert && table.is_held && !looked_for_[&table].empty();
  return Drop(held ? WriteHeld(table, rows) : SendRows(verb, table, rows));
}

// Rows that were read are locked. Rows that did not exist must still not exist: they are inserted,
// and a conflict makes the batch be decided again.
DbStatus PostgresDatabase::WriteHeld(const Table& table, const RowBatch& rows) {
  CHECK(table.key == 2, "the key of a row that is held is one column");
  const auto& looked_for = looked_for_[&table];
  const std::size_t width = table.columns.size();
  missing_.Clear();
  others_.Clear();
  for (std::size_t i = 0; i < rows.Rows(width); ++i) {
    const Row row = rows.At(i, width);
    const auto found = looked_for.find(HeldKey(row[1]));
    const bool is_missing = found != looked_for.end() && !found->second;
    (is_missing ? missing_ : others_).Append(row);
  }
  if (!others_.empty()) {
    if (auto sent = SendRows(Verb::kUpsert, table, others_); !sent) return sent;
  }
  return missing_.empty() ? Nothing{} : SendRows(Verb::kInsert, table, missing_);
}

// Adds the parameters of a batch and returns which are plain: the shard, and others with the same
// value in all rows. Several rows that are the same stay several: not all of their columns are.
postgres::Plain PostgresDatabase::AddRows(std::span<const Column> columns, const RowBatch& rows) {
  CHECK(IsSameInAll(rows, columns.size(), 0), "a batch belongs to one shard");
  const bool few = connection_->statements() < kStatementsMany;
  postgres::Plain plain = 1;
  parameters_.Clear();
  parameters_.AddOne(columns[0], rows.At(0, columns.size())[0]);
  const bool is_one = rows.Rows(columns.size()) == 1;
  for (std::size_t i = 1; i < columns.size(); ++i) {
    const bool is_last_array = !is_one && i + 1 == columns.size() && plain == postgres::AllPlain(i);
    const bool can_be_plain = few && i < postgres::kPlainMax && !is_last_array;
    if (can_be_plain && IsSameInAll(rows, columns.size(), i)) {
      plain |= postgres::Plain{1} << i;
      parameters_.AddOne(columns[i], rows.At(0, columns.size())[i]);
    } else {
      parameters_.AddColumn(columns[i], rows, columns.size(), i);
    }
  }
  return plain;
}

DbStatus PostgresDatabase::SendRows(Verb verb, const Table& table, const RowBatch& rows) {
  if (verb == Verb::kAdd || verb == Verb::kDelete) return SendOneByOne(verb, table, rows);
  const postgres::Plain plain = AddRows(table.columns, rows);
  return connection_->Send(
      {&table, static_cast<unsigned>(verb), plain}, [&] { return SqlOf(verb, table, plain); },
      parameters_, table.is_raced);
}

// What would have to find the rows of an array by a join: see SelectSql. Locks are taken in the
// order of the rows.
DbStatus PostgresDatabase::SendOneByOne(Verb verb, const Table& table, const RowBatch& rows) {
  const auto columns = verb == Verb::kDelete ? table.columns.subspan(0, table.key) : table.columns;
  for (std::size_t i = 0; i < rows.Rows(columns.size()); ++i) {
    const Row row = rows.At(i, columns.size());
    parameters_.Clear();
    for (std::size_t j = 0; j < columns.size(); ++j) parameters_.AddOne(columns[j], row[j]);
    auto sent = connection_->Send(
        {&table, static_cast<unsigned>(verb), 0}, [&] { return SqlOf(verb, table, 0); },
        parameters_);
    if (!sent) return sent;
  }
  return Nothing{};
}

DbStatus PostgresDatabase::Read(const Table& table, const RowBatch& keys, std::size_t width,
                                RowSink sink) {
  CHECK(width >= 1 && width <= table.key, "what is read by is the beginning of the key");
  if (keys.empty()) return Nothing{};
  if (auto ready = in_transaction_ ? Connected() : Ready(); !ready) return ready;
  const bool hold = in_transaction_ && writing_ && table.is_held;
  const postgres::Plain plain = AddRows(table.columns.subspan(0, width), keys);
  auto done = connection_->Send(
      {&table, (hold ? kHoldBy : kReadBy) + static_cast<unsigned>(width), plain},
      [&] { return postgres::SelectSql(table, width, hold, plain); }, parameters_);
  if (!done) return Drop(done);
  if (!hold) return Drop(connection_->Finish(postgres::Connection::Rows::kTogether, sink));
  auto& looked_for = looked_for_[&table];
  for (std::size_t i = 0; i < keys.Rows(width); ++i) {
    looked_for.emplace(HeldKey(keys.At(i, width)[1]), false);
  }
  auto found = [&](Row row) {
    looked_for[HeldKey(row[1])] = true;
    return sink(row);
  };
  return Drop(connection_->Finish(postgres::Connection::Rows::kTogether, found));
}

DbStatus PostgresDatabase::Run(const Query& query, Row parameters, RowSink sink) {
  auto done = in_transaction_ ? Connected() : Ready();
  if (done) done = SendQuery(query, parameters);
  if (done) done = connection_->Finish(postgres::Connection::Rows::kOneByOne, sink);
  return Drop(done);
}

DbStatus PostgresDatabase::RunSoon(const Query& query, Row parameters) {
  CHECK(in_transaction_, "only in a transaction somebody hears what was wrong");
  auto done = Connected();
  if (done) done = SendQuery(query, parameters);
  return Drop(done);
}

DbStatus PostgresDatabase::SendQuery(const Query& query, Row parameters) {
  parameters_.Clear();
  for (const Value& value : parameters) parameters_.Add(value);
  return connection_->Send(
      {&query, 0, 0}, [&query] { return postgres::QuerySql(query); }, parameters_);
}

DbStatus PostgresDatabase::Connected() const {
  if (connection_ != nullptr) return Nothing{};
  return Failure{DbError{Kind::kUnavailable, "the connection to the database was lost"}};
}

DbStatus PostgresDatabase::Execute(const std::string& script) {
  if (auto ready = in_transaction_ ? Connected() : Ready(); !ready) return ready;
  return Drop(connection_->Script(script));
}

std::string PostgresDatabase::Translate(std::string_view script) const {
  return postgres::Translate(script);
}

}  // namespace herlaad::store
