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

namespace herlaad::store {
class PostgresDatabase;
}  // namespace herlaad::store

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

// A server of a test's own, which syncs, and which may be killed, stopped and started again. Ends
// with the test, also when that is killed.
class PostgresServer {
 public:
  // With a database "herlaad" without tables. `settings`: "max_connections=20".
  explicit PostgresServer(std::vector<std::string> settings = {});
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;
  ~PostgresServer();

  void Start();
  void Kill();    // at once, as when the machine loses its power but keeps its disk
  void Freeze();  // it answers nobody any more
  void Thaw();

  [[nodiscard]] std::string url() const;  // postgresql://…, over TCP
  [[nodiscard]] std::uint16_t port() const { return port_; }
  void Sql(const std::string& script) const;
  // A session for more than one thing.
  [[nodiscard]] std::unique_ptr<store::PostgresDatabase> Connect() const;
  // As a connection string for the machine's own socket.
  [[nodiscard]] std::string conninfo() const;
  [[nodiscard]] const std::string& folder() const { return folder_.path(); }

 protected:
  // A cluster that is made otherwise: it is not started yet.
  struct Unmade {};
  PostgresServer(Unmade, std::vector<std::string> settings);

 private:
  [[nodiscard]] pid_t Pid() const;
  void SignalAll(int signal) const;

  TemporaryFolder folder_;
  std::uint16_t port_;
  std::vector<std::string> settings_;
};

// A copy of `primary` that follows it, and confirms each of its commits from then on.
class PostgresStandby final : public PostgresServer {
 public:
  explicit PostgresStandby(const PostgresServer& primary);
  // Becomes a primary itself.
  void Promote() const;
};

// A port that was free a moment ago.
std::uint16_t FreeTcpPort();

// In SetUp: skips the test, or fails it where PostgreSQL must be had.
#define HERLAAD_NEEDS_POSTGRES()                                                     \
  do {                                                                               \
    const auto missing = ::herlaad::testing::NoPostgres();                           \
    if (missing && ::herlaad::testing::NeedPostgres()) FAIL() << *missing;           \
    if (missing) GTEST_SKIP() << "NOT TESTED, for want of PostgreSQL: " << *missing; \
  } while (false)

}  // namespace herlaad::testing
