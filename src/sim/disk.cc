#include "sim/disk.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "adapters/store/open.h"
#include "base/core/check.h"
#include "sim/memory_books.h"

namespace herlaad::sim {
namespace {

class MemoryDisk final : public Disk {
 public:
  Books Open() override { return {books_, books_}; }

 private:
  std::shared_ptr<MemoryBooks> books_ = std::make_shared<MemoryBooks>();
};

// Nobody cuts the power here: a commit that SQLite has made is durable enough, and what a process
// had not committed dies with its connection.
class SqliteDisk final : public Disk {
 public:
  SqliteDisk() {
    std::string pattern =
        (std::filesystem::exists("/dev/shm") ? std::filesystem::path("/dev/shm")
                                             : std::filesystem::temp_directory_path()) /
        "herlaad-sim-XXXXXX";
    CHECK(mkdtemp(pattern.data()) != nullptr, "a folder for the simulated disk can be made");
    folder_ = pattern;
  }
  SqliteDisk(const SqliteDisk&) = delete;
  SqliteDisk& operator=(const SqliteDisk&) = delete;
  ~SqliteDisk() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  Books Open() override {
    store::SqliteOptions options;
    options.folder = folder_;
    options.readers_max = 1;
    options.checkpoint_thread = false;
    options.synchronous = false;
    auto opened = store::OpenSqlite(options);
    if (!opened.ok()) std::fprintf(stderr, "%s\n", opened.error().message.c_str());
    CHECK(opened.ok(), "a new file opens, and so does one that a process died with");
    return {std::move(opened->store), std::move(opened->queries)};
  }

 private:
  std::string folder_;
};

}  // namespace

std::unique_ptr<Disk> MakeDisk(DiskKind kind) {
  if (kind == DiskKind::kSqlite) return std::make_unique<SqliteDisk>();
  return std::make_unique<MemoryDisk>();
}

}  // namespace herlaad::sim
