// Private PostgreSQL servers for tests, from Debian's package: nobody else's are touched, nothing
// listens on a known port, and what was started goes away with its test. PostgreSQL refuses to run
// as root, so root starts it as user postgres.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/process.h"

namespace herlaad::testing {

// Why there is no PostgreSQL here; nothing when there is. With CI or HERLAAD_NEED_POSTGRES in the
// environment tests fail where they would be skipped.
std::optional<std::string> NoPostgres();
bool NeedPostgres();

// One server shared by all tests of a run: the first that needs it starts it, and it ends when
// nobody has used it for a while. It does not sync: what is tested on it is not durability.
class SharedPostgres {
 public:
  // nullptr when there is no PostgreSQL.
  static const SharedPostgres* Get();

  // A connection string without a database's name.
  [[nodiscard]] const std::string& server() const { return server_; }
  [[nodiscard]] std::string Named(const std::string& database) const;
  void Sql(const std::string& database, const std::string& script) const;

 private:
  SharedPostgres() = default;
  std::string server_;
};

// A database on the shared server that is gone with it. With our tables in it, or empty.
class PostgresTestDatabase {
 public:
  enum class Content { kTables, kNothing };
  explicit PostgresTestDatabase(Content content = Content::kTables);
  PostgresTestDatabase(const PostgresTestDatabase&) = delete;
  PostgresTestDatabase& operator=(const PostgresTestDatabase&) = delete;
  ~PostgresTestDatabase();

  [[nodiscard]] bool available() const { return server_ != nullptr; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::string conninfo() const { return server_->Named(name_); }
  // As somebody with psql would.
  void Sql(const std::string& script) const { server_->Sql(name_, script); }

 private:
  const SharedPostgres* server_;
  std::string name_;
};

// In SetUp: skips the test, or fails it where PostgreSQL must be had.
#define HERLAAD_NEEDS_POSTGRES()                                                     \
  do {                                                                               \
    const auto missing = ::herlaad::testing::NoPostgres();                           \
    if (missing && ::herlaad::testing::NeedPostgres()) FAIL() << *missing;           \
    if (missing) GTEST_SKIP() << "NOT TESTED, for want of PostgreSQL: " << *missing; \
  } while (false)

}  // namespace herlaad::testing
