#include "adapters/store/open_postgres.h"

#include "adapters/store/migrations.h"
#include "adapters/store/repository.h"
#include "adapters/store/stored_queries.h"

namespace herlaad::store {
namespace {

using engine::StoreError;

// Who migrates has this lock alone.
constexpr Query kHaveMigrations{"SELECT pg_advisory_lock(1214607982, 0)"};
constexpr Query kLeaveMigrations{"SELECT pg_advisory_unlock(1214607982, 0)"};
constexpr Query kCountTables{
    "SELECT count(*) FROM pg_class WHERE relnamespace = CAST(current_schema() AS regnamespace) AND "
    "relkind IN ('r', 'p')"};
constexpr Query kCountOurs{
    "SELECT count(*) FROM pg_class WHERE relnamespace = CAST(current_schema() AS regnamespace) AND "
    "relname IN ('schema_version', 'claim_generations')"};

StoreError About(const std::string& conninfo, const DbError& error) {
  StoreError about = StoreErrorOf(error);
  const std::string shown = postgres::Shown(conninfo);
  about.message = (shown.empty() ? "the database" : shown) + ": " + about.message;
  return about;
}

PostgresSettings SettingsOf(const PostgresOptions& options, bool writer) {
  PostgresSettings settings;
  settings.conninfo = options.conninfo;
  settings.writer = writer;
  settings.allow_unsafe = options.allow_unsafe;
  settings.answer_timeout_ms = options.answer_timeout_ms;
  settings.lock_timeout_ms = options.lock_timeout_ms;
  settings.patience_ms = options.patience_ms;
  return settings;
}

ReadPool::OpenDatabase Opener(const PostgresSettings& settings) {
  return [settings]() -> Result<std::unique_ptr<Database>, DbError> {
    auto database = PostgresDatabase::Open(settings);
    if (!database) return Failure{database.error()};
    return std::unique_ptr<Database>(std::move(database).value());
  };
}

Result<std::int64_t, DbError> Count(Database& database, const Query& query) {
  std::int64_t number = 0;
  auto sink = [&](Row row) {
    number = Fields(row).Int();
    return true;
  };
  if (auto read = database.Run(query, {}, sink); !read) return Failure{read.error()};
  return number;
}

// Our tables among another program's would be mistaken for its own one day.
DbStatus CheckOurs(Database& database) {
  const auto tables = Count(database, kCountTables);
  if (!tables) return Failure{tables.error()};
  const auto ours = Count(database, kCountOurs);
  if (!ours) return Failure{ours.error()};
  if (*tables == 0 || *ours == 2) return Nothing{};
  return Failure{
      DbError{DbError::Kind::kMisused,
              "there are tables of some other program in it; give Herlaad a database, or "
              "a schema, of its own"}};
}

DbStatus MigrateAlone(PostgresDatabase& database) {
  if (auto held = database.Run(kHaveMigrations, {}); !held) return held;
  auto done = CheckOurs(database);
  if (done) done = Migrate(database);
  if (auto left = database.Run(kLeaveMigrations, {}); done && !left) return left;
  return done;
}

}  // namespace

Result<OpenedStore, StoreError> OpenPostgres(const PostgresOptions& options) {
  const auto about = [&options](const DbError& error) {
    return Failure{About(options.conninfo, error)};
  };
  auto database = PostgresDatabase::Open(SettingsOf(options, true));
  if (!database) return about(database.error());
  if (auto done = MigrateAlone(**database); !done) return about(done.error());
  auto store = Repository::Open(std::move(database).value(), options.home);
  if (!store) return Failure{store.error()};
  OpenedStore opened;
  opened.store = std::move(store).value();
  opened.queries = std::make_unique<StoredQueries>(Opener(SettingsOf(options, false)),
                                                   options.readers_max, options.home);
  return opened;
}

}  // namespace herlaad::store
