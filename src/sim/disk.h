// Disk: where a simulated world's books are kept. What was committed is there for whoever opens it
// next, unless the power went before it was synced; everything else dies with whoever had it open.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/core/random.h"
#include "engine/ports/queries.h"
#include "engine/ports/store.h"

namespace herlaad::sim {

// One process's hold on the books.
struct Books {
  std::shared_ptr<engine::Store> store;
  std::shared_ptr<engine::Queries> queries;
  // Commits are durable only after MakeDurable; otherwise at once.
  bool syncs_apart = false;
};

class Disk {
 public:
  virtual ~Disk() = default;
  virtual Books Open() = 0;
  // The power goes. How many of the commits that nobody had made durable are there all the same:
  // the first ones, as chance has it.
  virtual std::size_t LosePower(Random& random) = 0;
};

enum class DiskKind : std::uint8_t {
  kMemory = 0,  // maps; the fastest
  kSqlite = 1,  // the real repository over a file of its own, which goes away with it
};
// With one process in memory its commits wait for a sync of their own, as they do in earnest;
// several share books whose commits are durable at once, as PostgreSQL's are. CHECKs that the file
// can be made.
std::unique_ptr<Disk> MakeDisk(DiskKind kind, int processes);

}  // namespace herlaad::sim
