#include "tests/support/postgres_server.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "adapters/store/postgres/postgres_driver.h"
#include "adapters/store/schema/migrations.h"
#include "base/core/check.h"
#include "base/core/secret.h"
#include "tests/support/ports.h"
#include "tests/support/postgres_tools.h"

namespace herlaad::testing {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTemplate = "herlaad_template";

// Starts the server and stops it when no process holds the file "use" any more.
constexpr const char* kSupervisor = R"(dir=$1; shift
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

// Starts a server and stops it when the process $1 has ended.
constexpr const char* kWatch = R"(test=$1; dir=$2; shift 2
"$@" </dev/null >>"$dir/log" 2>&1 &
server=$!
while kill -0 $server 2>/dev/null; do
  if ! kill -0 $test 2>/dev/null; then
    kill -CONT $server
    kill -QUIT $server
    wait $server
    rm -rf "$dir"
    exit 0
  fi
  sleep 1
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
  settings.standby_may_answer = true;
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
  std::vector<std::string> argv = {"/bin/sh", "-c", kSupervisor, "supervisor", folder};
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

PostgresServer::PostgresServer(Unmade, std::vector<std::string> settings)
    : port_(ReservePorts()), settings_(std::move(settings)) {
  settings_.push_back("listen_addresses=127.0.0.1");
  settings_.push_back("port=" + std::to_string(port_));
  settings_.emplace_back("shared_buffers=64MB");
}

PostgresServer::PostgresServer(std::vector<std::string> settings)
    : PostgresServer(Unmade{}, std::move(settings)) {
  MakeCluster(folder_.path());
  Start();
  auto admin = testing::Connect("host=" + folder_.path() + "/socket port=" + std::to_string(port_) +
                                " user=postgres dbname=postgres");
  CHECK(admin->Execute("CREATE DATABASE herlaad").ok(), "a new server takes a database");
}

PostgresServer::~PostgresServer() {
  Thaw();
  Kill();
}

void PostgresServer::Start() {
  std::vector<std::string> argv = {"/bin/sh",     "-c", kWatch, "watch", std::to_string(getpid()),
                                   folder_.path()};
  const auto command = ServerCommand(folder_.path(), settings_);
  argv.insert(argv.end(), command.begin(), command.end());
  Detach(argv);
  const std::string anything = "host=" + folder_.path() + "/socket port=" + std::to_string(port_) +
                               " user=postgres dbname=postgres target_session_attrs=any";
  for (int tries = 0; !Answers(anything); ++tries) {
    CHECK(tries < 600, "a test's server starts; see its log in the temporary folder");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

pid_t PostgresServer::Pid() const {
  std::ifstream file(folder_.path() + "/cluster/postmaster.pid");
  pid_t pid = 0;
  file >> pid;
  return pid;
}

void PostgresServer::Kill() {
  const pid_t pid = Pid();
  if (pid <= 1 || kill(pid, SIGQUIT) != 0) return;
  for (int tries = 0; kill(pid, 0) == 0; ++tries) {
    CHECK(tries < 2'000, "a killed server ends");
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

// The server's processes are the children of its first one.
void PostgresServer::SignalAll(int signal) const {
  const pid_t first = Pid();
  if (first <= 1) return;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    std::ifstream stat(entry.path() / "stat");
    std::string name;
    std::string rest;
    pid_t pid = 0;
    pid_t parent = 0;
    char state = 0;
    if (!(stat >> pid) || !std::getline(stat, name, ')') || !(stat >> state >> parent)) continue;
    if (pid == first || parent == first) kill(pid, signal);
  }
}

void PostgresServer::Freeze() { SignalAll(SIGSTOP); }
void PostgresServer::Thaw() { SignalAll(SIGCONT); }

std::string PostgresServer::url() const {
  return "postgresql://postgres@127.0.0.1:" + std::to_string(port_) + "/herlaad";
}

std::string PostgresServer::conninfo() const {
  return "host=" + folder_.path() + "/socket port=" + std::to_string(port_) +
         " user=postgres dbname=herlaad";
}

std::unique_ptr<store::PostgresDatabase> PostgresServer::Connect() const {
  return testing::Connect(conninfo());
}

void PostgresServer::Sql(const std::string& script) const {
  const auto done = Connect()->Execute(script);
  if (!done.ok()) std::fprintf(stderr, "%s: %s\n", script.c_str(), done.error().message.c_str());
  CHECK(done.ok(), "a test's script runs");
}

PostgresStandby::PostgresStandby(const PostgresServer& primary) : PostgresServer(Unmade{}, {}) {
  chmod(folder().c_str(), 0755);
  for (const char* const part : {"/cluster", "/socket"}) GiveToPostgres(folder() + part);
  chmod((folder() + "/cluster").c_str(), 0700);
  Command command;
  command.argv = AsPostgres({PostgresProgram("pg_basebackup"), "-D", folder() + "/cluster", "-R",
                             "-c", "fast", "--no-sync", "-d",
                             "host=127.0.0.1 user=postgres application_name=standby port=" +
                                 std::to_string(primary.port())});
  command.folder = "/";
  const Finished copied = Run(command, Millis(120'000));
  if (copied.code != 0) std::fprintf(stderr, "%s%s", copied.out.c_str(), copied.err.c_str());
  CHECK(copied.code == 0, "a primary can be copied");
  Start();
  primary.Sql("ALTER SYSTEM SET synchronous_standby_names = 'standby'");
  primary.Sql("SELECT pg_reload_conf()");
  // Only from here on commits wait for the standby.
  primary.Sql(
      "DO $$ BEGIN FOR i IN 1..600 LOOP PERFORM pg_stat_clear_snapshot(); IF EXISTS (SELECT 1 FROM "
      "pg_stat_replication WHERE sync_state = 'sync') THEN RETURN; END IF; PERFORM pg_sleep(0.05); "
      "END LOOP; RAISE EXCEPTION 'the standby does not follow'; END $$");
}

void PostgresStandby::Promote() const {
  Command command;
  command.argv =
      AsPostgres({PostgresProgram("pg_ctl"), "promote", "-w", "-D", folder() + "/cluster"});
  command.folder = "/";
  const Finished promoted = Run(command, Millis(60'000));
  CHECK(promoted.code == 0, "a standby can be promoted");
}

}  // namespace herlaad::testing
