#include "tests/support/postgres_tools.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/core/check.h"
#include "tests/support/postgres_server.h"

namespace herlaad::testing {
namespace {

namespace fs = std::filesystem;

std::string BinFolder() {
  const char* const given = std::getenv("HERLAAD_POSTGRES_BIN");
  return given == nullptr ? "/usr/lib/postgresql/15/bin" : given;
}

bool IsRoot() { return geteuid() == 0; }

}  // namespace

std::optional<std::string> NoPostgres() {
  if (!fs::exists(PostgresProgram("postgres"))) {
    return "there is no " + PostgresProgram("postgres") + "; the package is postgresql-15";
  }
  if (IsRoot() && getpwnam("postgres") == nullptr) {
    return "this is root, as whom PostgreSQL does not run, and there is no user postgres";
  }
  return std::nullopt;
}

bool NeedPostgres() {
  return std::getenv("CI") != nullptr || std::getenv("HERLAAD_NEED_POSTGRES") != nullptr;
}

std::string PostgresProgram(const std::string& name) { return BinFolder() + "/" + name; }

std::vector<std::string> AsPostgres(std::vector<std::string> argv) {
  if (!IsRoot()) return argv;
  std::vector<std::string> all = {"/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres",
                                  "--clear-groups", "--"};
  all.insert(all.end(), argv.begin(), argv.end());
  return all;
}

void GiveToPostgres(const std::string& folder) {
  fs::create_directories(folder);
  const passwd* const user = IsRoot() ? getpwnam("postgres") : nullptr;
  if (user == nullptr) return;
  CHECK(chown(folder.c_str(), user->pw_uid, user->pw_gid) == 0, "root may give a folder away");
}

void MakeCluster(const std::string& folder) {
  fs::remove_all(folder + "/cluster");
  fs::remove_all(folder + "/socket");
  chmod(folder.c_str(), 0755);
  for (const char* const part : {"/cluster", "/socket"}) GiveToPostgres(folder + part);
  Command command;
  command.argv =
      AsPostgres({PostgresProgram("initdb"), "-D", folder + "/cluster", "-U", "postgres", "-A",
                  "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"});
  command.folder = "/";
  const Finished made = Run(command, Millis(120'000));
  if (made.code != 0) std::fprintf(stderr, "%s%s", made.out.c_str(), made.err.c_str());
  CHECK(made.code == 0, "a cluster can be made");
  std::ofstream hba(folder + "/cluster/pg_hba.conf", std::ios::trunc);
  hba << "local all with_password scram-sha-256\nhost all with_password all scram-sha-256\n"
         "local all all trust\nhost all all 127.0.0.1/32 trust\n"
         "local replication all trust\nhost replication all 127.0.0.1/32 trust\n";
}

std::vector<std::string> ServerCommand(const std::string& folder,
                                       const std::vector<std::string>& settings) {
  std::vector<std::string> argv = {PostgresProgram("postgres"), "-D", folder + "/cluster", "-k",
                                   folder + "/socket",          "-c", "listen_addresses="};
  for (const std::string& setting : settings) {
    argv.emplace_back("-c");
    argv.push_back(setting);
  }
  return AsPostgres(std::move(argv));
}

}  // namespace herlaad::testing
