// Disk: where a simulated world's books are kept. What was committed is there for whoever opens it
// next; everything else dies with whoever had it open.
#pragma once

#include <cstdint>
#include <memory>

#include "engine/ports/queries.h"
#include "engine/ports/store.h"

namespace herlaad::sim {

// One process's hold on the books.
struct Books {
  std::shared_ptr<engine::Store> store;
  std::shared_ptr<engine::Queries> queries;
};

class Disk {
 public:
  virtual ~Disk() = default;
  virtual Books Open() = 0;
};

enum class DiskKind : std::uint8_t {
  kMemory = 0,  // maps; the fastest
  kSqlite = 1,  // the real repository over a file of its own, which goes away with it
};
// CHECKs that the file can be made.
std::unique_ptr<Disk> MakeDisk(DiskKind kind);

}  // namespace herlaad::sim
