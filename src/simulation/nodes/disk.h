// Disk: storage of a simulated database. Commits survive the process that made them, unless the
// power is lost before they are synced. Uncommitted changes are lost with the process.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/core/random.h"
#include "engine/ports/queries.h"
#include "engine/ports/store.h"

namespace herlaad::simulation {

// The database as opened by one process.
struct OpenedStore {
  std::shared_ptr<engine::Store> store;
  std::shared_ptr<engine::Queries> queries;
  // Commits are durable only after MakeDurable if true, otherwise at once.
  bool syncs_apart = false;
};

class Disk {
 public:
  virtual ~Disk() = default;
  virtual OpenedStore Open() = 0;
  // Loses power. Returns how many of the commits that were not made durable survive: a random
  // number of the first ones.
  virtual std::size_t LosePower(Random& random) = 0;
};

enum class DiskKind : std::uint8_t {
  kMemory = 0,    // in memory; the fastest
  kSqlite = 1,    // the real repository over a temporary file
  kPostgres = 2,  // the real repository over a schema that is made for the history and then dropped
};
// With one process in memory, commits wait for a separate sync, as in production. Several processes
// share a database whose commits are durable at once, as with PostgreSQL. `postgres` is the
// database of kPostgres, as a URL, in which no server of Herlaad must be at work. CHECKs that the
// file or the schema can be created.
std::unique_ptr<Disk> MakeDisk(DiskKind kind, int processes, const std::string& postgres);

}  // namespace herlaad::simulation
