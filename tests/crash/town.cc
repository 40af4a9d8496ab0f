#include "tests/crash/town.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace herlaad::testing {
namespace {

constexpr const char* kSecret = "a secret of the crash test";
constexpr Millis kStartTimeout{20'000};

// A port that was free a moment ago. The engine must come back on the same one after each kill.
std::uint16_t FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  close(fd);
  return ntohs(address.sin_port);
}

std::string MakeFolder() {
  std::string pattern = std::filesystem::temp_directory_path() / "herlaad-crash-XXXXXX";
  const char* const made = mkdtemp(pattern.data());
  EXPECT_NE(made, nullptr);
  return pattern;
}

sandbox::SandboxOptions SandboxOptionsFor(const std::string& folder, std::uint16_t engine_port) {
  sandbox::SandboxOptions options;
  options.folder = folder;
  options.callback_url = "http://127.0.0.1:" + std::to_string(engine_port) + "/v1/callbacks/bank";
  options.secret = Secret(kSecret);
  options.slow_approval = Millis(300);
  options.late_charge = Millis(500);
  options.callback_first_wait = Millis(50);
  options.callback_longest_wait = Millis(500);
  options.callback_tries = 200;
  options.callback_timeout = Millis(1'000);
  options.operator_delays = {Millis(50), Millis(300), Millis(900)};
  // Answers get lost here too, not only when the engine dies. Nothing is repeated by the network,
  // so that a request that arrives twice was sent twice.
  options.bank_faults = {2, 2, 0, Millis(200)};
  options.operator_faults = {2, 2, 0, Millis(200)};
  return options;
}

}  // namespace

Town::Town(std::string program, std::vector<std::pair<std::string, std::string>> env)
    : program_(std::move(program)),
      env_(std::move(env)),
      folder_(MakeFolder()),
      data_(folder_ + "/data"),
      sandbox_folder_(folder_ + "/sandbox"),
      port_(FreePort()) {
  std::filesystem::create_directories(data_);
  sandbox_ = std::make_unique<sandbox::Sandbox>(SandboxOptionsFor(sandbox_folder_, port_));
  const auto started = sandbox_->Start();
  EXPECT_TRUE(started.ok()) << (started.ok() ? "" : started.error());
  WriteConfig();
}

Town::~Town() {
  engine_.reset();
  sandbox_->Stop();
  if (::testing::Test::HasFailure()) {
    std::fprintf(stderr, "what was in the folders is kept in %s\n", folder_.c_str());
    return;
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Town::WriteConfig() const {
  std::ofstream secret(folder_ + "/bank.secret");
  secret << kSecret;
  std::ofstream config(folder_ + "/herlaad.toml");
  config
      << "[server]\nport = " << port_ << "\n"
      << "[timings]\npayment_lifetime = \"4 s\"\nwatch_first = \"200 ms\"\nwatch_max = \"500 ms\"\n"
      << "ask_first = \"50 ms\"\nask_max = \"400 ms\"\nasks_max = 40\nredelivery_wait = \"50 ms\"\n"
      << "request_timeout = \"500 ms\"\nlease = \"800 ms\"\n"
      << "[limits]\nrequests_at_once = 100000\nrequests_per_minute = 100000\n"
      << "[[operator]]\nid = \"telenet\"\nbase_url = \"" << sandbox_->url()
      << "/sandbox/operator\"\nnot_found_settles_after = \"1500 ms\"\n"
      << "[[gateway]]\nid = \"bank\"\nkind = \"sandbox_bank\"\nbase_url = \"" << sandbox_->url()
      << "/sandbox/bank\"\nsecret_file = \"bank.secret\"\n"
      << "[tenders]\ncard = \"bank\"\n";
}

void Town::Open() {
  const auto sims = Run({"sim", "seed", "--first", "+" + std::to_string(kFirstHouseNumber),
                         "--count", std::to_string(kHouseNumbers), "--operator", "proximus"});
  ASSERT_EQ(sims.code, 0) << sims.err;
  const auto key = Run({"key", "create", "--scope", "topup:cash", "--scope", "sim:read", "--scope",
                        "topup:read", "--json"});
  ASSERT_EQ(key.code, 0) << key.err;
  key_ = nlohmann::json::parse(key.out).at("key").get<std::string>();
  StartEngine();
}

void Town::StartEngine() {
  engine_ = std::make_unique<Process>(Command{
      {program_, "serve", "--config", folder_ + "/herlaad.toml", "--data", data_}, env_, folder_});
  const auto ready = engine_->WaitForLine("Herlaad is ready at", kStartTimeout);
  ASSERT_TRUE(ready.has_value()) << engine_->err();
}

void Town::KillEngine() { engine_->Kill(); }

int Town::StopEngine() {
  engine_->Signal(SIGTERM);
  const auto finished = engine_->Wait(kStartTimeout);
  EXPECT_TRUE(finished.has_value()) << "SIGTERM ends it";
  return finished ? finished->code : -1;
}

Finished Town::Run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), program_);
  arguments.insert(arguments.end(), {"--data", data_});
  Process process(Command{std::move(arguments), env_, folder_});
  const auto finished = process.Wait(Millis(120'000));
  EXPECT_TRUE(finished.has_value());
  return finished.value_or(Finished{-1, {}, {}});
}

std::string Town::url() const { return "http://127.0.0.1:" + std::to_string(port_); }

std::optional<net::ClientResponse> Town::Send(net::ClientRequest request) {
  request.connect_timeout = Millis(1'000);
  request.total_timeout = Millis(3'000);
  auto answer = client_.Send(request);
  if (!answer.ok()) return std::nullopt;
  return *std::move(answer);
}

}  // namespace herlaad::testing
