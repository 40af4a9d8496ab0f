#include "adapters/store/open.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "adapters/store/queries/stored_queries.h"
#include "adapters/store/repository.h"
#include "adapters/store/schema/migrations.h"
#include "adapters/store/sqlite/application_id.h"
#include "adapters/store/sqlite/sqlite_driver.h"

namespace herlaad::store {
namespace {

using engine::StoreError;

constexpr Query kCountTables{"SELECT count(*) FROM sqlite_schema"};
constexpr Query kMovedTo{"SELECT value FROM settings WHERE name = 'moved_to'"};

// Reads of what a commit changed fail once it has waited this long for the disk.
constexpr std::chrono::milliseconds kDurableWithin{5'000};
constexpr std::chrono::milliseconds kDurableQuickly{1'000};

StoreError About(const std::string& path, const DbError& error) {
  StoreError about = StoreErrorOf(error);
  about.message = path + ": " + about.message;
  return about;
}

// The file contains phone numbers: only its owner may read it. The WAL inherits the mode.
std::optional<StoreError> MakeFile(const std::string& folder, const std::string& path) {
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return StoreError{StoreError::Kind::kUnavailable,
                      folder + ": cannot be made: " + std::strerror(errno)};
  }
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) {
    return StoreError{StoreError::Kind::kUnavailable,
                      path + ": cannot be opened for writing: " + std::strerror(errno)};
  }
  close(file);
  return std::nullopt;
}

DbStatus IdempotencyRecord(Database& database) {
  const auto id = OneNumber(database, kReadApplicationId);
  if (!id) return Failure{id.error()};
  if (*id == kApplicationId) return Nothing{};
  const auto tables = OneNumber(database, kCountTables);
  if (!tables) return Failure{tables.error()};
  if (*tables > 0) {
    return Failure{DbError{DbError::Kind::kMisused, "it is a database of some other program"}};
  }
  return database.Execute("PRAGMA application_id=" + std::to_string(kApplicationId));
}

// If both databases were used, the same money would be paid out twice.
DbStatus CheckNotMoved(Database& database) {
  std::string moved_to;
  auto sink = [&moved_to](Row row) {
    moved_to = Fields(row).Text();
    return true;
  };
  if (auto read = database.Run(kMovedTo, {}, sink); !read) return read;
  if (moved_to.empty()) return Nothing{};
  return Failure{DbError{DbError::Kind::kMisused,
                         "its data were migrated to " + moved_to + ": use that with --database"}};
}

// Messages whose lease ended with their process are queried first.
DbStatus EndLeases(Database& database) {
  auto done =
      database.Execute("UPDATE outbox_messages SET next_at = 0 WHERE state = " +
                       std::to_string(static_cast<int>(orders::OutboxMessageState::kLeased)));
  if (!done) return done;
  return database.Execute("UPDATE owner_messages SET next_at = 0 WHERE is_open = 1 AND state = " +
                          std::to_string(static_cast<int>(outbox::MessageState::kLeased)));
}

SqliteSettings WriterSettings(const SqliteOptions& options) {
  SqliteSettings settings;
  settings.path = SqlitePath(options.folder);
  settings.vfs = options.vfs;
  settings.writer = true;
  settings.cache_kib = options.cache_kib;
  settings.busy_timeout_ms = options.busy_timeout_ms;
  settings.synchronous = options.synchronous;
  settings.page_bytes = options.page_bytes;
  settings.checkpoint_frames = options.checkpoint_frames;
  settings.checkpoint_thread = options.checkpoint_thread;
  settings.pages_max = options.pages_max;
  return settings;
}

SqliteSettings ReaderSettings(const SqliteOptions& options) {
  SqliteSettings settings = WriterSettings(options);
  settings.writer = false;
  settings.cache_kib = options.reader_cache_kib;
  return settings;
}

}  // namespace

std::string SqlitePath(const std::string& folder) { return folder + "/herlaad.db"; }

Result<OpenedStore, StoreError> OpenSqlite(const SqliteOptions& options) {
  const std::string path = SqlitePath(options.folder);
  if (auto problem = MakeFile(options.folder, path)) return Failure{*problem};
  auto database = SqliteDatabase::Open(WriterSettings(options));
  if (!database) return Failure{About(path, database.error())};
  if (auto ours = IdempotencyRecord(**database); !ours) return Failure{About(path, ours.error())};
  if (auto done = Migrate(**database); !done) return Failure{About(path, done.error())};
  // A killed process may have left commits that are not durable; from now on they can be read.
  if (auto synced = (*database)->MakeDurable(); !synced.ok()) {
    return Failure{About(path, synced.error())};
  }
  if (!options.even_if_moved) {
    if (auto stayed = CheckNotMoved(**database); !stayed) {
      return Failure{About(path, stayed.error())};
    }
  }
  if (options.alone) {
    if (auto ended = EndLeases(**database); !ended) return Failure{About(path, ended.error())};
  }
  const auto durability = (*database)->durability();
  auto store = Repository::Open(std::move(database).value(), options.shard);
  if (!store) return Failure{store.error()};
  OpenedStore opened;
  opened.store = std::move(store).value();
  const auto open_queries = [&](std::size_t sessions, std::chrono::milliseconds patience) {
    return std::make_unique<StoredQueries>(OpenerOf<SqliteDatabase>(ReaderSettings(options)),
                                           sessions, options.shard, SettleBy(durability, patience),
                                           options.on_read);
  };
  opened.queries = open_queries(options.readers_max, kDurableWithin);
  opened.quick = open_queries(options.quick_max, kDurableQuickly);
  return opened;
}

}  // namespace herlaad::store
