// Connection poolers in front of PostgreSQL, from Debian's packages: each with its own settings, on
// a free port, and stopped with its test.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/support/postgres_server.h"
#include "tests/support/process.h"

namespace herlaad::testing {

// Why there is none here; nothing if there is. See NeedPostgres().
std::optional<std::string> NoPgBouncer();
std::optional<std::string> NoPgPool();

class PgBouncer {
 public:
  // `mode`: "session", "transaction" or "statement".
  PgBouncer(const PostgresServer& server, const std::string& mode);
  PgBouncer(const PgBouncer&) = delete;
  PgBouncer& operator=(const PgBouncer&) = delete;
  ~PgBouncer();
  [[nodiscard]] std::string url() const;

 private:
  TemporaryFolder folder_;
  std::uint16_t port_;
  std::unique_ptr<Process> process_;
};

// Spreads reads over a primary and its standby, unless `settings` ("load_balance_mode = off") say
// otherwise.
class PgPool {
 public:
  PgPool(const PostgresServer& primary, const PostgresServer& standby,
         const std::vector<std::string>& settings = {});
  PgPool(const PgPool&) = delete;
  PgPool& operator=(const PgPool&) = delete;
  ~PgPool();
  [[nodiscard]] std::string url() const;

 private:
  TemporaryFolder folder_;
  std::uint16_t port_;
  std::unique_ptr<Process> process_;
};

// In SetUp or first in a test, as HERLAAD_NEEDS_POSTGRES.
#define HERLAAD_NEEDS(missing_program)                                              \
  do {                                                                              \
    const auto missing = (missing_program);                                         \
    if (missing && ::herlaad::testing::NeedPostgres()) FAIL() << *missing;          \
    if (missing) GTEST_SKIP() << "NOT TESTED, for want of a program: " << *missing; \
  } while (false)

}  // namespace herlaad::testing
