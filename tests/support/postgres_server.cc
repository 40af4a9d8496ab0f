#include "tests/support/postgres_server.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "adapters/store/migrations.h"
#include "adapters/store/postgres_driver.h"
#include "base/core/check.h"
#include "base/core/secret.h"
#include "tests/support/postgres_tools.h"

namespace herlaad::testing {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTemplate = "herlaad_template";

// Starts the server and ends it when nobody holds the file "use" any more.
constexpr const char* kKeeper = R"(dir=$1; shift
"$@" </dev/null >>"$dir/log" 2>&1 &
server=$!
idle=0
while kill -0 $server 2>/dev/null; do
  sleep 1
  if flock -n -x "$dir/use" true; then idle=$((idle + 1)); else idle=0; fi
  [ $idle -ge 10 ] || continue
  exec 9>"$dir/lock"
  flock 9
  if flock -n -x "$dir/use" true; then
    rm -f "$dir/ready"
    kill -INT $server
    wait $server
    rm -rf "$dir/cluster"
    exit 0
  fi
  idle=0
  exec 9>&-
done
)";

int OpenLocked(const std::string& path, int how) {
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  CHECK(fd >= 0, "a lock of the tests' server can be opened");
  while (flock(fd, how) != 0) CHECK(errno == EINTR, "a lock of the tests' server can be taken");
  return fd;
}

std::string SharedFolder() {
  const Digest place = DigestOf(HERLAAD_TEST_PLACE);
  return (fs::temp_directory_path() /
          ("herlaad-pg-" + std::to_string(geteuid()) + "-" + std::to_string(place.low % 1'000'000)))
      .string();
}

bool Answers(const std::string& conninfo) {
  store::PostgresSettings settings;
  settings.conninfo = conninfo;
  return store::PostgresDatabase::Open(settings).ok();
}

std::unique_ptr<store::PostgresDatabase> Connect(const std::string& conninfo) {
  store::PostgresSettings settings;
  settings.conninfo = conninfo;
  settings.writer = true;
  settings.allow_unsafe = true;
  settings.answer_timeout_ms = 60'000;
  auto database = store::PostgresDatabase::Open(settings);
  if (!database.ok()) std::fprintf(stderr, "%s\n", database.error().message.c_str());
  CHECK(database.ok(), "the tests' own server can be reached");
  return std::move(database).value();
}

void Detach(const std::vector<std::string>& argv) {
  std::vector<char*> pointers;
  pointers.reserve(argv.size() + 1);
  for (const std::string& text : argv) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  const pid_t child = fork();
  CHECK(child >= 0, "a process can be started");
  if (child == 0) {
    setsid();
    if (fork() != 0) _exit(0);
    const int nothing = open("/dev/null", O_RDWR);
    for (int fd = 0; fd < 3; ++fd) dup2(nothing, fd);
    execv(pointers[0], pointers.data());
    _exit(127);
  }
  waitpid(child, nullptr, 0);
}

void StartShared(const std::string& folder, const std::string& server) {
  MakeCluster(folder);
  std::vector<std::string> argv = {"/bin/sh", "-c", kKeeper, "keeper", folder};
  const auto command = ServerCommand(
      folder, {"fsync=off", "full_page_writes=off", "max_wal_size=256MB", "shared_buffers=48MB"});
  argv.insert(argv.end(), command.begin(), command.end());
  Detach(argv);
  for (int tries = 0; !Answers(server + " dbname=postgres"); ++tries) {
    CHECK(tries < 300, "the tests' server starts; see its log in the temporary folder");
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  auto admin = Connect(server + " dbname=postgres");
  CHECK(admin->Execute(std::string("CREATE DATABASE ") + kTemplate).ok(), "a template is made");
  auto model = Connect(server + " dbname=" + kTemplate);
  CHECK(store::Migrate(*model).ok(), "the template gets its tables");
  std::ofstream(folder + "/ready") << "ready\n";
}

}  // namespace

const SharedPostgres* SharedPostgres::Get() {
  if (NoPostgres()) return nullptr;
  static const SharedPostgres* const kShared = [] {
    const std::string folder = SharedFolder();
    fs::create_directories(folder);
    chmod(folder.c_str(), 0755);
    const int lock = OpenLocked(folder + "/lock", LOCK_EX);
    OpenLocked(folder + "/use", LOCK_SH);  // until this process ends
    auto* const shared = new SharedPostgres;
    shared->server_ = "host=" + folder + "/socket user=postgres";
    const bool ready =
        fs::exists(folder + "/ready") && Answers(shared->server_ + " dbname=" + kTemplate);
    if (!ready) StartShared(folder, shared->server_);
    close(lock);
    return shared;
  }();
  return kShared;
}

std::string SharedPostgres::Named(const std::string& database) const {
  return server_ + " dbname=" + database;
}

void SharedPostgres::Sql(const std::string& database, const std::string& script) const {
  const auto done = Connect(Named(database))->Execute(script);
  if (!done.ok()) std::fprintf(stderr, "%s: %s\n", script.c_str(), done.error().message.c_str());
  CHECK(done.ok(), "a test's script runs");
}

PostgresTestDatabase::PostgresTestDatabase(Content content) : server_(SharedPostgres::Get()) {
  if (server_ == nullptr) return;
  static std::atomic<int> made{0};
  name_ = "t_" + std::to_string(getpid()) + "_" + std::to_string(++made);
  server_->Sql("postgres", "CREATE DATABASE " + name_ + " TEMPLATE " +
                               (content == Content::kTables ? kTemplate : "template1"));
}

PostgresTestDatabase::~PostgresTestDatabase() {
  if (server_ != nullptr) server_->Sql("postgres", "DROP DATABASE " + name_ + " WITH (FORCE)");
}

}  // namespace herlaad::testing
