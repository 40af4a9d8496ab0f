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
  explicit MemoryDisk(bool alone) : alone_(alone) { books_->SyncApart(alone); }
  // A process that starts syncs what the one before left behind, and asks about what that one was
  // at.
  Books Open() override {
    if (alone_) books_->EndLeases();
    CHECK(books_->MakeDurable(), "memory keeps what it is given");
    return {books_, books_, alone_};
  }
  std::size_t LosePower(Random& random) override { return books_->LosePower(random); }

 private:
  bool alone_;
  std::shared_ptr<MemoryBooks> books_ = std::make_shared<MemoryBooks>();
};

// Nobody cuts the power here: a commit that SQLite has made is durable enough, and what a process
// had not committed dies with its connection.
class SqliteDisk final : public Disk {
 public:
  explicit SqliteDisk(bool alone) : alone_(alone) {
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
    options.alone = alone_;
    auto opened = store::OpenSqlite(options);
    if (!opened.ok()) std::fprintf(stderr, "%s\n", opened.error().message.c_str());
    CHECK(opened.ok(), "a new file opens, and so does one that a process died with");
    return {std::move(opened->store), std::move(opened->queries)};
  }
  std::size_t LosePower(Random&) override { return 0; }

 private:
  bool alone_;
  std::string folder_;
};

}  // namespace

std::unique_ptr<Disk> MakeDisk(DiskKind kind, int processes) {
  if (kind == DiskKind::kSqlite) return std::make_unique<SqliteDisk>(processes == 1);
  return std::make_unique<MemoryDisk>(processes == 1);
}

}  // namespace herlaad::sim
