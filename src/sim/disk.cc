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
  explicit MemoryDisk(bool syncs_apart) : syncs_apart_(syncs_apart) {
    books_->SyncApart(syncs_apart);
  }
  // A process that starts syncs what the one before left behind.
  Books Open() override {
    CHECK(books_->MakeDurable(), "memory keeps what it is given");
    return {books_, books_, syncs_apart_};
  }
  std::size_t LosePower(Random& random) override { return books_->LosePower(random); }

 private:
  bool syncs_apart_;
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
  std::size_t LosePower(Random&) override { return 0; }

 private:
  std::string folder_;
};

}  // namespace

std::unique_ptr<Disk> MakeDisk(DiskKind kind, int processes) {
  if (kind == DiskKind::kSqlite) return std::make_unique<SqliteDisk>();
  return std::make_unique<MemoryDisk>(processes == 1);
}

}  // namespace herlaad::sim
