// Private PostgreSQL servers for tests, from Debian's package: other servers are not touched, no
// well-known port is used, and each server ends with its test. PostgreSQL refuses to run as root,
// so root starts it as user postgres.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/process.h"

namespace herlaad::store {
class PostgresDatabase;
}  // namespace herlaad::store

namespace herlaad::testing {

// Why there is no PostgreSQL here; nothing if there is. With CI or HERLAAD_NEED_POSTGRES in the
// environment, tests fail instead of being skipped.
std::optional<std::string> NoPostgres();
bool NeedPostgres();

// One server shared by all tests of a run: the first that needs it starts it, and it stops after a
// while without users. It does not sync, so it must not be used to test durability.
class SharedPostgres {
 public:
  // nullptr if there is no PostgreSQL.
  static const SharedPostgres* Get();

  // A connection string without a database name.
  [[nodiscard]] const std::string& server() const { return server_; }
  [[nodiscard]] std::string Named(const std::string& database) const;
  void Sql(const std::string& database, const std::string& script) const;

 private:
  SharedPostgres() = default;
  std::string server_;
};

// A database on the shared server, dropped on destruction. With the program's tables, or empty.
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
  // Runs SQL as psql would.
  void Sql(const std::string& script) const { server_->Sql(name_, script); }

 private:
  const SharedPostgres* server_;
  std::string name_;
};

// A server for one test, which syncs, and which may be killed, stopped and started again. Stops
// with the test, even if that is killed.
class PostgresServer {
 public:
  // With an empty database "herlaad". `settings`: "max_connections=20".
  explicit PostgresServer(std::vector<std::string> settings = {});
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;
  ~PostgresServer();

  void Start();
  void Kill();    // at once, like a power failure that keeps the disk
  void Freeze();  // stops answering
  void Thaw();

  [[nodiscard]] std::string url() const;  // postgresql://…, over TCP
  [[nodiscard]] std::uint16_t port() const { return port_; }
  void Sql(const std::string& script) const;
  // A session for several statements.
  [[nodiscard]] std::unique_ptr<store::PostgresDatabase> Connect() const;
  // A connection string for the local socket.
  [[nodiscard]] std::string conninfo() const;
  [[nodiscard]] const std::string& folder() const { return folder_.path(); }

 protected:
  // For a cluster that is created differently: it is not started yet.
  struct Unmade {};
  PostgresServer(Unmade, std::vector<std::string> settings);

 private:
  [[nodiscard]] pid_t Pid() const;
  void SignalAll(int signal) const;

  TemporaryFolder folder_;
  std::uint16_t port_;
  std::vector<std::string> settings_;
};

// A synchronous standby of `primary`: confirms each of its commits from then on.
class PostgresStandby final : public PostgresServer {
 public:
  explicit PostgresStandby(const PostgresServer& primary);
  // Promotes it to a primary.
  void Promote() const;
};

// In SetUp: skips the test, or fails it where PostgreSQL is required.
#define HERLAAD_NEEDS_POSTGRES()                                                     \
  do {                                                                               \
    const auto missing = ::herlaad::testing::NoPostgres();                           \
    if (missing && ::herlaad::testing::NeedPostgres()) FAIL() << *missing;           \
    if (missing) GTEST_SKIP() << "NOT TESTED, for want of PostgreSQL: " << *missing; \
  } while (false)

}  // namespace herlaad::testing
