#include "simulation/nodes/disk.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <utility>

#include "adapters/store/memory_store.h"
#include "adapters/store/open.h"
#include "adapters/store/postgres/open_postgres.h"
#include "base/core/check.h"
#include "base/core/secret.h"

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

// No power loss here either: a server that loses commits is refused by the repository. A process
// that dies loses its sessions, and with them what they had not committed.
class PostgresDisk final : public Disk {
 public:
  explicit PostgresDisk(std::string database)
      : database_(std::move(database)), schema_("simulation_" + RandomSecret(10).Reveal()) {
    Run("CREATE SCHEMA " + schema_);
  }
  PostgresDisk(const PostgresDisk&) = delete;
  PostgresDisk& operator=(const PostgresDisk&) = delete;
  ~PostgresDisk() override { Run("DROP SCHEMA " + schema_ + " CASCADE"); }

  OpenedStore Open() override {
    const int place = FreePlace();
    store::PostgresOptions options;
    options.conninfo = WithSchema();
    options.readers_max = 1;
    options.quick_max = 1;
    options.node_name = "simulated " + std::to_string(place);
    options.life = ++lives_;
    options.allow_unsafe = true;
    auto opened = store::OpenPostgres(options);
    if (!opened.ok()) std::fprintf(stderr, "%s\n", opened.error().message.c_str());
    CHECK(opened.ok(), "a new schema opens, and so does one that a process died with");
    // The sessions end with the process, and only then is its place free.
    struct Process {
      PostgresDisk& disk;
      int place;
      store::OpenedStore opened;
      ~Process() {
        opened = {};
        disk.taken_.erase(place);
      }
    };
    taken_.insert(place);
    const auto process = std::shared_ptr<Process>(new Process{*this, place, *std::move(opened)});
    return {{process, process->opened.store.get()}, {process, process->opened.queries.get()}};
  }
  std::size_t LosePower(Random&) override { return 0; }

 private:
  [[nodiscard]] int FreePlace() const {
    int place = 0;
    while (taken_.contains(place)) ++place;
    return place;
  }
  // A connection string is a URL or a list of keys and values.
  [[nodiscard]] std::string WithSchema() const {
    if (!database_.starts_with("postgres")) return database_ + " options=-csearch_path=" + schema_;
    const char* const next = database_.find('?') == std::string::npos ? "?" : "&";
    return database_ + next + "options=-csearch_path%3D" + schema_;
  }
  void Run(const std::string& script) const {
    store::PostgresSettings settings;
    settings.conninfo = database_;
    settings.writer = true;
    settings.allow_unsafe = true;
    auto opened = store::PostgresDatabase::Open(settings);
    CHECK(opened.ok(), "the database of the simulation can be reached");
    CHECK((*opened)->Execute(script).ok(), "schemas can be made and dropped in it");
  }

  const std::string database_;
  const std::string schema_;
  std::set<int> taken_;
  std::int64_t lives_ = 0;
};

}  // namespace

std::unique_ptr<Disk> MakeDisk(DiskKind kind, int processes, const std::string& postgres) {
  if (kind == DiskKind::kPostgres) return std::make_unique<PostgresDisk>(postgres);
  if (kind == DiskKind::kSqlite) return std::make_unique<SqliteDisk>(processes == 1);
  return std::make_unique<MemoryDisk>(processes == 1);
}

}  // namespace herlaad::simulation
