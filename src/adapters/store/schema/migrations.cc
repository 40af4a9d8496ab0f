#include "adapters/store/schema/migrations.h"

#include <algorithm>
#include <optional>
#include <string>

#include "adapters/store/schema/tables.h"

namespace herlaad::store {
namespace {

constexpr Query kVersion{"SELECT coalesce(max(version), 0) FROM schema_version"};
constexpr Query kStepDone{"INSERT INTO schema_version (version) VALUES ($1)"};
constexpr std::string_view kVersionTable =
    "CREATE TABLE IF NOT EXISTS schema_version (version {int} NOT NULL PRIMARY KEY)";

DbStatus Apply(Database& database, std::string_view migration, std::int64_t version) {
  if (auto done = database.Execute(database.Translate(migration)); !done) return done;
  const Value number[] = {Value::Int(version)};
  return database.Run(kStepDone, number);
}

// The step's transaction reads the version again, so that two programs starting at once do not both
// apply it.
DbStatus Step(Database& database, std::string_view migration, std::int64_t version) {
  if (auto begun = database.Begin(Access::kWrite); !begun) return begun;
  const auto now = SchemaVersion(database);
  DbStatus done = Nothing{};
  if (!now) done = Failure{now.error()};
  if (now && *now < version) done = Apply(database, migration, version);
  if (!done) {
    database.Rollback();
    return done;
  }
  return database.Commit();
}

DbError MadeByDevelopmentVersion(std::int64_t version) {
  return {DbError::Kind::kMisused,
          "it was made by a development version of Herlaad (schema " + std::to_string(version) +
              "), which this one cannot read: start with an empty data folder or database"};
}

std::string TextOfAllTables() {
  std::string text;
  for (const Table* const table : kAllTables) text += schema::CreateText(*table);
  return text;
}

}  // namespace

std::span<const std::string_view> Migrations() {
  static const std::string tables = TextOfAllTables();
  static const std::string_view all[] = {tables};
  return all;
}

Result<std::int64_t, DbError> SchemaVersion(Database& database) {
  std::int64_t version = 0;
  bool right = true;
  auto sink = [&](Row row) {
    Fields fields(row);
    version = fields.Int();
    right = fields.ok();
    return true;
  };
  if (auto read = database.Run(kVersion, {}, sink); !read) return Failure{read.error()};
  if (!right) return Failure{DbError{DbError::Kind::kDamaged, "its schema version is no number"}};
  return version;
}

DbStatus Migrate(Database& database, std::span<const std::string_view> migrations) {
  const std::int64_t last = kFirstVersion + static_cast<std::int64_t>(migrations.size()) - 1;
  if (auto made = database.Execute(database.Translate(kVersionTable)); !made) return made;
  const auto version = SchemaVersion(database);
  if (!version) return Failure{version.error()};
  if (*version > last) {
    return Failure{
        DbError{DbError::Kind::kMisused, "it was made by a newer Herlaad: its schema is " +
                                             std::to_string(*version) +
                                             ", and this program knows " + std::to_string(last)}};
  }
  if (*version > 0 && *version < kFirstVersion) return Failure{MadeByDevelopmentVersion(*version)};
  for (std::int64_t step = std::max(*version + 1, kFirstVersion); step <= last; ++step) {
    auto done = Step(database, migrations[static_cast<std::size_t>(step - kFirstVersion)], step);
    if (!done) return done;
  }
  return Nothing{};
}

}  // namespace herlaad::store
