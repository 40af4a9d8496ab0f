// Opening a store in a folder, and what is done to its file from outside: copies and checks.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "adapters/store/read_pool.h"
#include "base/core/id.h"
#include "base/core/result.h"
#include "engine/ports/queries.h"
#include "engine/ports/store.h"

namespace herlaad::store {

// How many read at once for who waits for an answer, and how long they may wait themselves.
inline constexpr std::size_t kQuickReaders = 4;
inline constexpr std::chrono::milliseconds kQuickly{2'000};

struct SqliteOptions {
  std::string folder;  // holds herlaad.db; made when it is not there
  Shard shard;
  std::size_t readers_max = 4;               // connections for queries
  std::size_t quick_max = kQuickReaders;     // and for those that are answered quickly
  std::int64_t cache_kib = 64 * 1024;        // of pages, for the writer
  std::int64_t reader_cache_kib = 4 * 1024;  // for each reader
  int busy_timeout_ms = 2'000;
  int checkpoint_frames = 10'000;  // the WAL is copied back after so many pages
  bool checkpoint_thread = true;   // most of that by a thread of its own; otherwise by commits
  // Nobody else has it open, so whoever was at an outbox message is dead. What may have been sent
  // is asked about at once rather than when its lease is over.
  bool alone = false;
  ReadPool::Told on_read = {};  // told how each reading went
  bool even_if_moved = false;   // its books are in another database by now: see move_house.h

  // For tests only.
  std::string vfs;             // a file system that forgets
  bool synchronous = true;     // false: commits may be lost with the power
  std::int64_t pages_max = 0;  // a disk that is full beyond
};

class NodeLease;

struct OpenedStore {
  std::shared_ptr<NodeLease> lease;  // where several nodes may share the database, otherwise none
  std::unique_ptr<engine::Store> store;      // for one thread
  std::unique_ptr<engine::Queries> queries;  // for all
  // The same with connections of its own, for who waits for an answer: gives up within kQuickly on
  // a database that says nothing, and on a disk that does not keep what was read.
  std::unique_ptr<engine::Queries> quick;
};

// Makes the file and its tables when they are not there, and brings older ones up to date. The
// reasons it gives name the file and say what to do.
Result<OpenedStore, engine::StoreError> OpenSqlite(const SqliteOptions& options);

// The file in `folder`.
std::string SqlitePath(const std::string& folder);

// A consistent copy of one moment as a new file, also while somebody serves from it. `progress` is
// told how many pages of how many are done; false ends it. Nothing is left behind when it fails.
using BackupProgress = std::function<bool(std::int64_t done, std::int64_t all)>;
Status<engine::StoreError> BackupSqlite(const std::string& folder, const std::string& copy,
                                        const BackupProgress& progress = {});

// Looks through the whole file for damage.
Status<engine::StoreError> CheckSqlite(const std::string& folder);

}  // namespace herlaad::store
