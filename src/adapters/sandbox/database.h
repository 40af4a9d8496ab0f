// Database and Query: a small SQLite wrapper for the sandbox's stores.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/core/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace herlaad::sandbox {

// One connection, for one thread at a time. Errors are sticky: after the first one nothing commits
// until Rollback, so that callers can write several rows and check once.
class Database {
 public:
  enum class Use {
    kWrite,  // creates the file if necessary; commits survive a power failure
    kRead,   // an existing file, which another process may be writing
  };
  static Result<std::unique_ptr<Database>, std::string> Open(const std::string& path, Use use);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database();

  void Execute(const char* sql);
  void Begin() { Execute("BEGIN"); }
  [[nodiscard]] bool Commit();
  void Rollback();

  // The first error since Begin or Rollback; empty if none.
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  friend class Query;
  Database() = default;
  sqlite3_stmt* Prepare(const char* sql);
  void Note(int code);

  sqlite3* handle_ = nullptr;
  std::unordered_map<std::string, sqlite3_stmt*> statements_;
  std::string error_;
};

// One execution of a statement that the database keeps prepared; only one at a time for the same
// SQL text.
class Query {
 public:
  Query(Database& database, const char* sql);
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query();

  // Binds the next parameter.
  Query& Bind(std::int64_t value);
  Query& Bind(std::string_view value);

  bool Next();  // false: no more rows
  void Run();   // for statements without rows

  [[nodiscard]] std::int64_t Integer(int column) const;
  [[nodiscard]] std::string Text(int column) const;

 private:
  Database& database_;
  sqlite3_stmt* statement_;
  int bound_ = 0;
};

}  // namespace herlaad::sandbox
