#include "simulation/disk.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "adapters/store/memory_store.h"
#include "adapters/store/open.h"
#include "base/core/check.h"

namespace herlaad::simulation {
namespace {

class MemoryDisk final : public Disk {
 public:
  explicit MemoryDisk(bool alone) : alone_(alone) { opened_->SyncApart(alone); }
  // A starting process syncs what the previous one left and ends its leases, so that their attempts
  // are asked about.
  OpenedStore Open() override {
    if (alone_) opened_->EndLeases();
    CHECK(opened_->MakeDurable(), "memory keeps what it is given");
    return {opened_, opened_, alone_};
  }
  std::size_t LosePower(Random& random) override { return opened_->LosePower(random); }

 private:
  bool alone_;
  std::shared_ptr<store::MemoryStore> opened_ = std::make_shared<store::MemoryStore>();
};

// No power loss is simulated here: a SQLite commit counts as durable, and uncommitted changes end
// with their connection.
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

  OpenedStore Open() override {
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

}  // namespace herlaad::simulation
