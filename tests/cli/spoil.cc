#include "tests/cli/spoil.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace herlaad::testing {

void Spoil(const std::string& file, const char* sql) {
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &connection), SQLITE_OK);
  char* problem = nullptr;
  EXPECT_EQ(sqlite3_exec(connection, sql, nullptr, nullptr, &problem), SQLITE_OK)
      << (problem != nullptr ? problem : "");
  EXPECT_GT(sqlite3_changes(connection), 0) << sql;
  sqlite3_free(problem);
  sqlite3_close(connection);
}

}  // namespace herlaad::testing
