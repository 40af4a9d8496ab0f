// Opens a store in a folder; copies and checks its file.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "adapters/store/queries/read_pool.h"
#include "base/core/id.h"
#include "base/core/result.h"
#include "engine/ports/queries.h"
#include "engine/ports/store.h"

namespace herlaad::store {

// The number of connections for queries that must be answered quickly, and how long those may take.
inline constexpr std::size_t kQuickReaders = 4;
inline constexpr std::chrono::milliseconds kQuickly{2'000};

struct SqliteOptions {
  std::string folder;  // contains herlaad.db; created if missing
  Shard shard;
  std::size_t readers_max = 4;               // connections for queries
  std::size_t quick_max = kQuickReaders;     // and for quick queries
  std::int64_t cache_kib = 64 * 1024;        // page cache of the writer
  std::int64_t reader_cache_kib = 4 * 1024;  // page cache of each reader
  int busy_timeout_ms = 2'000;
  // Of a file that is made now. A commit writes every page it touches as a whole, and a top-up
  // touches few bytes of each: bytes written a top-up are 12,700 with pages of 4 KiB, 9,400 with
  // 2 KiB and 7,300 with 1 KiB, with the same work for the processor.
  int page_bytes = 1'024;
  int checkpoint_frames = 40'000;  // the WAL is copied back after this many pages
  bool checkpoint_thread = true;   // mostly by a thread of its own; otherwise by commits
  // No other process has the store open, so every lease on an outbox message is dead. What may have
  // been sent is queried at once instead of when its lease expires.
  bool alone = false;
  ReadPool::Done on_read = {};  // called with the result of each read
  bool even_if_moved = false;   // open it although its data has moved to another database: see
                                // migrate_store.h

  // For tests only.
  std::string vfs;             // a VFS that simulates power failures
  bool synchronous = true;     // false: commits may be lost in a power failure
  std::int64_t pages_max = 0;  // size limit, to simulate a full disk
};

class NodeLease;

struct OpenedStore {
  std::shared_ptr<NodeLease> lease;          // none unless several nodes may share the database
  std::unique_ptr<engine::Store> store;      // for one thread
  std::unique_ptr<engine::Queries> queries;  // thread-safe
  // As `queries` with connections of its own, for requests that need a quick answer: fails within
  // kQuickly if the database does not answer or what was read does not become durable.
  std::unique_ptr<engine::Queries> quick;
};

// Creates the file and its tables if missing, and migrates older ones. Error messages name the file
// and say what to do.
Result<OpenedStore, engine::StoreError> OpenSqlite(const SqliteOptions& options);

// The path of the file in `folder`.
std::string SqlitePath(const std::string& folder);

// Writes a consistent copy of one moment to a new file, even while a server is using the store.
// `progress` is called with the pages done and in total; returning false aborts. Leaves nothing
// behind on failure.
using BackupProgress = std::function<bool(std::int64_t done, std::int64_t all)>;
Status<engine::StoreError> BackupSqlite(const std::string& folder, const std::string& copy,
                                        const BackupProgress& progress = {});

// Checks the whole file for corruption. kWrong: it is corrupt; the message's one line says where.
Status<engine::StoreError> CheckSqlite(const std::string& folder);

// Whether this program wrote the file; an empty one, for example, is not a database yet.
Result<bool, engine::StoreError> IsOurs(const std::string& folder);

}  // namespace herlaad::store
