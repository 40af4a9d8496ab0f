#include "tests/support/poolers.h"

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include "adapters/store/postgres/postgres_driver.h"
#include "base/core/check.h"
#include "tests/support/ports.h"
#include "tests/support/postgres_tools.h"

namespace herlaad::testing {
namespace {

constexpr const char* kPgBouncer = "/usr/sbin/pgbouncer";
constexpr const char* kPgPool = "/usr/sbin/pgpool";

// Starts a pooler and stops it, with its child processes, on SIGTERM or when the process $1 has
// ended.
constexpr const char* kWatch = R"(test=$1; shift
"$@" </dev/null &
pooler=$!
trap 'kill -INT $pooler' TERM
while kill -0 $pooler 2>/dev/null; do
  [ -d /proc/$test ] || kill -INT $pooler
  sleep 0.2 &
  wait $!
done
)";

std::optional<std::string> NotAt(const char* program, const char* package) {
  if (std::filesystem::exists(program)) return std::nullopt;
  return std::string("there is no ") + program + "; the package is " + package;
}

std::string Url(std::uint16_t port) {
  return "postgresql://postgres@127.0.0.1:" + std::to_string(port) + "/herlaad";
}

// Readable by the user that runs PostgreSQL's programs.
void WriteFile(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
  std::filesystem::permissions(path, std::filesystem::perms(0644));
}

std::unique_ptr<Process> Start(const std::string& folder, const std::vector<std::string>& argv,
                               std::uint16_t port) {
  std::vector<std::string> watched = {"/bin/sh", "-c", kWatch, "watch", std::to_string(getpid())};
  watched.insert(watched.end(), argv.begin(), argv.end());
  Command command;
  command.argv = AsPostgres(watched);
  command.folder = folder;
  auto process = std::make_unique<Process>(command);
  store::PostgresSettings settings;
  settings.conninfo = Url(port);
  settings.standby_may_answer = true;
  for (int tries = 0; !store::PostgresDatabase::Open(settings).ok(); ++tries) {
    if (tries >= 300) std::fprintf(stderr, "%s\n", process->err().c_str());
    CHECK(tries < 300, "a test's pooler starts");
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return process;
}

void End(Process& process) {
  process.Signal(SIGTERM);
  CHECK(process.Wait(Millis(60'000)).has_value(), "a test's pooler ends");
}

}  // namespace

std::optional<std::string> NoPgBouncer() { return NotAt(kPgBouncer, "pgbouncer"); }
std::optional<std::string> NoPgPool() { return NotAt(kPgPool, "pgpool2"); }

PgBouncer::PgBouncer(const PostgresServer& server, const std::string& mode)
    : port_(ReservePorts()) {
  GiveToPostgres(folder_.path());
  const std::string file = folder_.path() + "/pgbouncer.ini";
  WriteFile(file, "[databases]\nherlaad = host=127.0.0.1 port=" + std::to_string(server.port()) +
                      " user=postgres\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = " +
                      std::to_string(port_) +
                      "\nunix_socket_dir =\nauth_type = any\ndefault_pool_size = 40\npool_mode = " +
                      mode + "\n");
  process_ = Start(folder_.path(), {kPgBouncer, file}, port_);
}

PgBouncer::~PgBouncer() { End(*process_); }
std::string PgBouncer::url() const { return Url(port_); }

PgPool::PgPool(const PostgresServer& primary, const PostgresServer& standby,
               const std::vector<std::string>& settings)
    : port_(ReservePorts()) {
  GiveToPostgres(folder_.path());
  const std::string& folder = folder_.path();
  std::string text =
      "backend_clustering_mode = 'streaming_replication'\nload_balance_mode = on\n"
      "listen_addresses = '127.0.0.1'\nport = " +
      std::to_string(port_) + "\npcp_port = " + std::to_string(ReservePorts()) +
      "\nunix_socket_directories = '" + folder + "'\npcp_socket_dir = '" + folder +
      "'\nlogdir = '" + folder + "'\npid_file_name = '" + folder +
      "/pid'\nnum_init_children = 16\nsr_check_user = 'postgres'\n"
      "sr_check_database = 'postgres'\nenable_pool_hba = off\n";
  int number = 0;
  for (const PostgresServer* server : {&primary, &standby}) {
    const std::string n = std::to_string(number++);
    text += "backend_hostname" + n + " = '127.0.0.1'\nbackend_port" + n + " = " +
            std::to_string(server->port()) + "\nbackend_weight" + n + " = 1\n";
  }
  for (const std::string& setting : settings) text += setting + "\n";
  WriteFile(folder + "/pgpool.conf", text);
  for (const char* const empty : {"/pcp.conf", "/pool_hba.conf", "/pool_passwd"}) {
    WriteFile(folder + empty, "");
  }
  process_ = Start(folder,
                   {kPgPool, "-n", "-f", folder + "/pgpool.conf", "-F", folder + "/pcp.conf", "-a",
                    folder + "/pool_hba.conf"},
                   port_);
}

PgPool::~PgPool() { End(*process_); }
std::string PgPool::url() const { return Url(port_); }

}  // namespace herlaad::testing
