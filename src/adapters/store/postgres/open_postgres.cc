#include "adapters/store/postgres/open_postgres.h"

#include <algorithm>

#include "adapters/store/postgres/node_lease.h"
#include "adapters/store/postgres/postgres_checks.h"
#include "adapters/store/queries/stored_queries.h"
#include "adapters/store/repository.h"
#include "adapters/store/schema/migrations.h"
#include "adapters/store/schema/tables.h"

namespace herlaad::store {
namespace {

using engine::StoreError;

// Reads fail once a commit has waited this long for its confirmation.
constexpr std::chrono::milliseconds kConfirmedWithin{1'000};

constexpr Query kCountTables{
    "SELECT count(*) FROM pg_class WHERE relnamespace = CAST(current_schema() AS regnamespace) AND "
    "relkind IN ('r', 'p')"};
constexpr Query kCountOurs{
    "SELECT count(*) FROM pg_class WHERE relnamespace = CAST(current_schema() AS regnamespace) AND "
    "relname IN ('schema_version', 'idempotency_generations')"};

StoreError About(const std::string& conninfo, const DbError& error) {
  StoreError about = StoreErrorOf(error);
  const std::string shown = postgres::Shown(conninfo);
  about.message = (shown.empty() ? "the database" : shown) + ": " + about.message;
  return about;
}

// Refuses to create tables among those of another program, which could conflict later.
DbStatus CheckOurs(Database& database) {
  const auto tables = OneNumber(database, kCountTables);
  if (!tables) return Failure{tables.error()};
  const auto ours = OneNumber(database, kCountOurs);
  if (!ours) return Failure{ours.error()};
  if (*tables == 0 || *ours == 2) return Nothing{};
  return Failure{
      DbError{DbError::Kind::kMisused,
              "there are tables of some other program in it; give Herlaad a database, or "
              "a schema, of its own"}};
}

DbStatus PutFirstSettings(Database& database, const PostgresOptions& options) {
  constexpr static Query kPut{
      "INSERT INTO settings (shard, name, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"};
  if (options.first_settings.empty()) return Nothing{};
  if (auto begun = database.Begin(Access::kWrite); !begun) return begun;
  for (const auto& [name, value] : options.first_settings) {
    const Value row[] = {Value::Int(options.shard.number), Value::Text(name), Value::Text(value)};
    if (auto done = database.Run(kPut, row); !done) {
      database.Rollback();
      return done;
    }
  }
  return database.Commit();
}

DbStatus CheckNotMoving(Database& database, Shard shard) {
  constexpr static Query kMoving{
      "SELECT count(*) FROM settings WHERE shard = $1 AND name = 'moving'"};
  const Value parameters[] = {Value::Int(shard.number)};
  const auto moving = OneNumber(database, kMoving, parameters);
  if (!moving) return Failure{moving.error()};
  if (*moving == 0) return Nothing{};
  return Failure{DbError{DbError::Kind::kMisused,
                         "a migration into it was interrupted; run the same "
                         "`herlaad migrate` again"}};
}

DbStatus Prepare(const PostgresOptions& options) {
  const PostgresSettings quick = PostgresSettingsOf(options, true);
  if (auto right = postgres::CheckPlace(ConnectionOf(quick)); !right) return right;
  // Migrations may take long, also those of another process.
  PostgresSettings settings = PostgresSettingsOf(options, true);
  settings.answer_timeout_ms = 15 * 60'000;
  auto opened = PostgresDatabase::Open(settings);
  if (!opened) return Failure{opened.error()};
  PostgresDatabase& database = **opened;
  auto done = TakeMigrationLock(database, options.wait);
  if (done) done = database.Execute("SET lock_timeout = '10min'");
  if (done) done = CheckOurs(database);
  if (done) done = Migrate(database);
  if (done) done = PutFirstSettings(database, options);
  return done;  // the lock is released with the connection
}

PostgresSettings WriterSettings(const PostgresOptions& options, NodeLease& lease) {
  PostgresSettings settings = PostgresSettingsOf(options, true);
  settings.durability = lease.durability();
  settings.on_connected = [&lease](PostgresDatabase& database) { return lease.Take(database); };
  return settings;
}

// For interactive requests: gives up soon on a server that does not answer, and reconnects often.
PostgresSettings QuickSettings(const PostgresOptions& options) {
  PostgresSettings settings = PostgresSettingsOf(options, false);
  const auto quickly = static_cast<int>(kQuickly.count());
  settings.answer_timeout_ms = std::min(settings.answer_timeout_ms, quickly);
  settings.connect_timeout_s = quickly / 1'000;
  settings.statement_timeout_ms = quickly;
  settings.reconnect_most_ms = 500;
  return settings;
}

}  // namespace

PostgresSettings PostgresSettingsOf(const PostgresOptions& options, bool writer) {
  PostgresSettings settings;
  settings.conninfo = options.conninfo;
  settings.writer = writer;
  settings.allow_unsafe = options.allow_unsafe;
  settings.answer_timeout_ms = options.answer_timeout_ms;
  settings.lock_timeout_ms = options.lock_timeout_ms;
  settings.patience_ms = options.patience_ms;
  return settings;
}

Status<StoreError> PreparePostgres(const PostgresOptions& options) {
  if (auto done = Prepare(options); !done) return Failure{About(options.conninfo, done.error())};
  return Nothing{};
}

Result<OpenedStore, StoreError> OpenPostgres(const PostgresOptions& options) {
  const auto about = [&options](const DbError& error) {
    return Failure{About(options.conninfo, error)};
  };
  if (auto done = Prepare(options); !done) return about(done.error());
  OpenedStore opened;
  NodeLease::Options own;
  own.shard = options.shard;
  own.settings = PostgresSettingsOf(options, true);
  own.name = options.node_name;
  own.life = options.life;
  opened.lease = std::make_shared<NodeLease>(std::move(own));
  auto database = PostgresDatabase::Open(WriterSettings(options, *opened.lease));
  if (!database) return about(database.error());
  if (auto whole = CheckNotMoving(**database, options.shard); !whole) return about(whole.error());
  const std::int32_t node = opened.lease->node();
  auto store = Repository::Open(std::move(database).value(), options.shard, node);
  if (!store) return Failure{store.error()};
  opened.store = std::move(store).value();
  const auto open_queries = [&](PostgresSettings settings, std::size_t sessions) {
    auto queries = std::make_unique<StoredQueries>(
        OpenerOf<PostgresDatabase>(std::move(settings)), sessions, options.shard,
        SettleBy(opened.lease->durability(), kConfirmedWithin), options.on_read);
    queries->SetNode(node);
    return queries;
  };
  auto queries = open_queries(PostgresSettingsOf(options, false), options.readers_max);
  auto quick = open_queries(QuickSettings(options), options.quick_max);
  // Opens all connections now, so that a proxy that reads from standbys is found before anything is
  // answered.
  if (auto all = queries->OpenAll(); !all) return about(all.error());
  if (auto all = quick->OpenAll(); !all) return about(all.error());
  opened.queries = std::move(queries);
  opened.quick = std::move(quick);
  return opened;
}

Result<bool, StoreError> HasDatabase(const PostgresOptions& options) {
  const PostgresSettings settings = PostgresSettingsOf(options, false);
  if (auto right = postgres::CheckPlace(ConnectionOf(settings)); !right)
    return Failure{About(options.conninfo, right.error())};
  auto database = PostgresDatabase::Open(settings);
  if (!database) return Failure{About(options.conninfo, database.error())};
  const auto ours = OneNumber(**database, kCountOurs);
  if (!ours) return Failure{About(options.conninfo, ours.error())};
  return *ours > 0;
}

std::unique_ptr<engine::Queries> OpenQueries(const PostgresOptions& options) {
  return std::make_unique<StoredQueries>(
      OpenerOf<PostgresDatabase>(PostgresSettingsOf(options, false)), options.readers_max,
      options.shard);
}

Result<std::vector<NodeRow>, StoreError> ListNodes(const PostgresOptions& options) {
  auto database = PostgresDatabase::Open(PostgresSettingsOf(options, false));
  if (!database) return Failure{About(options.conninfo, database.error())};
  auto nodes = ReadNodes(**database, options.shard);
  if (!nodes) return Failure{About(options.conninfo, nodes.error())};
  return *std::move(nodes);
}

}  // namespace herlaad::store
