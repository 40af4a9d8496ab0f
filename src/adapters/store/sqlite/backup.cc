// Copies and checks an SQLite file from outside, also while a server uses it.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>

#include "adapters/store/open.h"
#include "adapters/store/repository.h"
#include "adapters/store/sqlite/application_id.h"
#include "adapters/store/sqlite/sqlite_driver.h"

namespace herlaad::store {
namespace {

using engine::StoreError;
using Kind = StoreError::Kind;

constexpr int kPagesAStep = 1'024;
constexpr Query kIntegrity{"SELECT integrity_check FROM pragma_integrity_check(1)"};
constexpr Query kAnything{"SELECT count(*) FROM sqlite_schema"};

Result<std::unique_ptr<SqliteDatabase>, StoreError> OpenForReading(const std::string& path) {
  // SQLite would otherwise create an empty file of that name.
  if (!std::filesystem::exists(path)) {
    return Failure{StoreError{Kind::kUnavailable, path + ": is not there"}};
  }
  SqliteSettings settings;
  settings.path = path;
  auto database = SqliteDatabase::Open(settings);
  if (!database) {
    StoreError error = StoreErrorOf(database.error());
    error.message = path + ": " + error.message;
    return Failure{error};
  }
  return std::move(database).value();
}

struct CloseCopy {
  void operator()(sqlite3* connection) const { sqlite3_close(connection); }
};
using Copy = std::unique_ptr<sqlite3, CloseCopy>;

std::optional<StoreError> CopyPages(sqlite3* from, sqlite3* to, const BackupProgress& progress) {
  sqlite3_backup* const backup = sqlite3_backup_init(to, "main", from, "main");
  if (backup == nullptr) return StoreErrorOf(SqliteError(to, sqlite3_errcode(to)));
  int code = SQLITE_OK;
  bool go_on = true;
  while (code == SQLITE_OK && go_on) {
    code = sqlite3_backup_step(backup, kPagesAStep);
    const int all = sqlite3_backup_pagecount(backup);
    if (progress) go_on = progress(all - sqlite3_backup_remaining(backup), all);
  }
  const int finished = sqlite3_backup_finish(backup);
  if (!go_on) return StoreError{Kind::kUnavailable, "the copy was broken off"};
  if (code == SQLITE_DONE && finished == SQLITE_OK) return std::nullopt;
  return StoreErrorOf(SqliteError(to, code == SQLITE_OK ? finished : code));
}

// All pages come from one snapshot, that of the transaction open during the copy: concurrent
// writers are neither blocked nor seen.
std::optional<StoreError> CopySnapshot(SqliteDatabase& database, const std::string& to,
                                       const BackupProgress& progress) {
  if (auto begun = database.Begin(Access::kRead); !begun) return StoreErrorOf(begun.error());
  if (auto read = database.Run(kAnything, {}); !read) return StoreErrorOf(read.error());
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(to.c_str(), &connection, SQLITE_OPEN_READWRITE, nullptr);
  const Copy copy(connection);
  auto problem = code == SQLITE_OK ? CopyPages(database.connection(), connection, progress)
                                   : std::optional(StoreErrorOf(SqliteError(connection, code)));
  database.Rollback();
  return problem;
}

std::optional<StoreError> Unavailable(const std::string& path) {
  return StoreError{Kind::kUnavailable, path + ": " + std::strerror(errno)};
}

std::optional<StoreError> SyncPath(const std::string& path, int flags) {
  const int file = open(path.c_str(), flags | O_CLOEXEC);
  if (file < 0) return Unavailable(path);
  const bool synced = fsync(file) == 0;
  close(file);
  return synced ? std::nullopt : Unavailable(path);
}

// Only a complete copy ever has the requested name.
std::optional<StoreError> PutInPlace(const std::string& partial, const std::string& copy) {
  if (auto problem = SyncPath(partial, O_RDWR)) return problem;
  if (std::rename(partial.c_str(), copy.c_str()) != 0) return Unavailable(copy);
  const auto folder = std::filesystem::path(copy).parent_path();
  return SyncPath(folder.empty() ? "." : folder.string(), O_RDONLY | O_DIRECTORY);
}

}  // namespace

Status<StoreError> BackupSqlite(const std::string& folder, const std::string& copy,
                                const BackupProgress& progress) {
  if (std::filesystem::exists(copy)) {
    return Failure{StoreError{Kind::kUnavailable, copy + ": is there already"}};
  }
  auto database = OpenForReading(SqlitePath(folder));
  if (!database) return Failure{database.error()};
  const std::string partial = copy + ".partial";
  std::remove(partial.c_str());
  const int file = open(partial.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return Failure{*Unavailable(partial)};
  close(file);
  auto problem = CopySnapshot(**database, partial, progress);
  if (!problem) problem = PutInPlace(partial, copy);
  if (!problem) return Nothing{};
  for (const char* const rest : {"", "-journal", "-wal", "-shm"}) {
    std::remove((partial + rest).c_str());
  }
  return Failure{*problem};
}

Status<StoreError> CheckSqlite(const std::string& folder) {
  const std::string path = SqlitePath(folder);
  auto database = OpenForReading(path);
  if (!database) return Failure{database.error()};
  std::string verdict;
  auto sink = [&](Row row) {
    verdict = Fields(row).Text();
    return true;
  };
  if (auto read = (*database)->Run(kIntegrity, {}, sink); !read) {
    return Failure{StoreError{Kind::kWrong, path + ": " + read.error().message}};
  }
  if (verdict == "ok") return Nothing{};
  verdict.erase(0, verdict.rfind('\n') + 1);  // a line before it names the database: "main"
  return Failure{StoreError{Kind::kWrong, path + ": " + verdict}};
}

Result<bool, StoreError> IsOurs(const std::string& folder) {
  const std::string path = SqlitePath(folder);
  auto database = OpenForReading(path);
  if (!database) return Failure{database.error()};
  const auto id = OneNumber(**database, kReadApplicationId);
  if (id) return *id == kApplicationId;
  StoreError error = StoreErrorOf(id.error());
  error.message = path + ": " + error.message;
  return Failure{error};
}

}  // namespace herlaad::store
