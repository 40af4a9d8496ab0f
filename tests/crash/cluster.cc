#include "tests/crash/cluster.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/ports.h"
#include "tests/support/postgres_server.h"

namespace herlaad::testing {
namespace {

constexpr const char* kSecret = "a secret of the crash test";
constexpr Millis kStartTimeout{90'000};

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
  // Answers are also lost while the engine runs. The network repeats nothing, so that a request
  // that arrives twice was sent twice.
  options.bank_faults = {2, 2, 0, Millis(200)};
  options.operator_faults = {2, 2, 0, Millis(200)};
  return options;
}

// Fast enough for orders that live four seconds.
sandbox::StripeOptions StripeOptionsFor(const std::string& folder, std::uint16_t engine_port) {
  sandbox::StripeOptions options;
  options.folder = folder;
  options.webhook_url = "http://127.0.0.1:" + std::to_string(engine_port) + "/v1/callbacks/stripe";
  options.processing_time = Millis(500);
  options.webhook_first_wait = Millis(50);
  options.webhook_longest_wait = Millis(500);
  options.webhook_tries = 200;
  options.webhook_timeout = Millis(1'000);
  return options;
}

}  // namespace

Cluster::Cluster(std::string program, std::vector<std::pair<std::string, std::string>> env)
    : Cluster(std::move(program), std::move(env), "", 1, CardsBy::kBank) {}

Cluster::Cluster(std::string program, std::string database, std::size_t nodes, CardsBy cards_by)
    : Cluster(std::move(program), {}, std::move(database), nodes, cards_by) {}

Cluster::Cluster(std::string program, std::vector<std::pair<std::string, std::string>> env,
                 std::string database, std::size_t nodes, CardsBy cards_by)
    : program_(std::move(program)),
      env_(std::move(env)),
      database_(std::move(database)),
      cards_by_(cards_by),
      folder_(MakeFolder()),
      sandbox_folder_(folder_ + "/sandbox") {
  for (std::size_t i = 0; i < nodes; ++i) {
    // An engine must use the same port again after each kill.
    nodes_.push_back({folder_ + "/data" + std::to_string(i), ReservePorts(), nullptr});
    std::filesystem::create_directories(nodes_.back().data);
  }
  StartSandbox();
  if (cards_by_ == CardsBy::kStripe) StartStripe();
  WriteConfig();
}

void Cluster::StartSandbox() {
  sandbox_ = std::make_unique<sandbox::Sandbox>(SandboxOptionsFor(sandbox_folder_, nodes_[0].port));
  const auto started = sandbox_->Start();
  EXPECT_TRUE(started.ok()) << (started.ok() ? "" : started.error());
}

void Cluster::StartStripe() {
  stripe_ = std::make_unique<sandbox::StripeStandIn>(
      StripeOptionsFor(folder_ + "/stripe", nodes_[0].port));
  const auto started = stripe_->Start();
  EXPECT_TRUE(started.ok()) << (started.ok() ? "" : started.error());
}

Cluster::~Cluster() {
  nodes_.clear();
  sandbox_->Stop();
  if (stripe_) stripe_->Stop();
  if (::testing::Test::HasFailure()) {
    std::fprintf(stderr, "what was in the folders is kept in %s\n", folder_.c_str());
    return;
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Cluster::WriteConfig() const {
  std::ofstream secret(folder_ + "/bank.secret");
  secret << kSecret;
  std::ofstream config(folder_ + "/herlaad.toml");
  if (!database_.empty()) config << "[data]\ndatabase = \"" << database_ << "\"\n";
  config
      << "[timings]\npayment_lifetime = \"4 s\"\nwatch_first = \"200 ms\"\nwatch_max = \"500 ms\"\n"
      << "ask_first = \"50 ms\"\nask_max = \"400 ms\"\nasks_max = 40\nredelivery_wait = \"50 ms\"\n"
      << "request_timeout = \"500 ms\"\nlease = \"800 ms\"\n"
      << "[limits]\nrequests_at_once = 100000\nrequests_per_minute = 100000\n"
      << "[[operator]]\nid = \"telenet\"\nkind = \"sandbox_operator\"\nbase_url = \""
      << sandbox_->url() << "/sandbox/operator\"\nnot_found_settles_after = \"1500 ms\"\n"
      << "[[gateway]]\nid = \"bank\"\nkind = \"sandbox_bank\"\nbase_url = \"" << sandbox_->url()
      << "/sandbox/bank\"\nsecret_file = \"bank.secret\"\n";
  if (stripe_) {
    std::ofstream(folder_ + "/stripe.key") << sandbox::kDemoStripeKey;
    std::ofstream(folder_ + "/stripe.webhook") << sandbox::kDemoStripeWebhookSecret;
    config << "[[gateway]]\nid = \"stripe\"\nkind = \"stripe_test\"\nbase_url = \""
           << stripe_->url() << "\"\nsecret_key_file = \"stripe.key\"\n"
           << "webhook_secret_file = \"stripe.webhook\"\n";
  }
  config << "[payment_methods]\ncard = \"" << (stripe_ ? "stripe" : "bank") << "\"\n";
}

void Cluster::Open() {
  // A server creates the database. Initial data is stored while no server runs, so that it is there
  // whatever bug the program has.
  StartEngine(0);
  ASSERT_EQ(StopEngine(0), 0);
  const auto sims = Run({"sim", "seed", "--first", "+" + std::to_string(kFirstHostedNumber),
                         "--count", std::to_string(kHostedNumbers), "--operator", "proximus"});
  ASSERT_EQ(sims.code, 0) << sims.err;
  const auto key = Run({"key", "create", "--scope", "topup:cash", "--scope", "sim:read", "--scope",
                        "topup:read", "--json"});
  ASSERT_EQ(key.code, 0) << key.err;
  key_ = nlohmann::json::parse(key.out).at("key").get<std::string>();
  for (std::size_t node = 1; node < nodes_.size(); ++node)
    std::filesystem::copy_file(nodes_[0].data + "/link.key", nodes_[node].data + "/link.key");
  for (std::size_t node = 0; node < nodes_.size(); ++node) StartEngine(node);
}

void Cluster::StartEngine(std::size_t node) {
  Node& started = nodes_[node];
  started.process = std::make_unique<Process>(
      Command{{program_, "serve", "--config", folder_ + "/herlaad.toml", "--data", started.data,
               "--port", std::to_string(started.port)},
              env_,
              folder_});
  const auto ready = started.process->WaitForLine("Herlaad is ready at", kStartTimeout);
  ASSERT_TRUE(ready.has_value()) << started.process->err();
}

void Cluster::KillEngine(std::size_t node) { nodes_[node].process->Kill(); }

int Cluster::StopEngine(std::size_t node) {
  Process& engine = *nodes_[node].process;
  engine.Signal(SIGTERM);
  const auto finished = engine.Wait(kStartTimeout);
  EXPECT_TRUE(finished.has_value()) << "SIGTERM ends it";
  return finished ? finished->code : -1;
}

Finished Cluster::Run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), program_);
  arguments.insert(arguments.end(),
                   {"--data", nodes_[0].data, "--config", folder_ + "/herlaad.toml"});
  // Only servers have the bug that is tested, if there is one.
  Process process(Command{std::move(arguments), {}, folder_});
  const auto finished = process.Wait(Millis(120'000));
  EXPECT_TRUE(finished.has_value());
  return finished.value_or(Finished{-1, {}, {}});
}

std::string Cluster::url(std::size_t node) const {
  return "http://127.0.0.1:" + std::to_string(nodes_[node].port);
}

std::optional<net::ClientResponse> Cluster::Send(net::ClientRequest request) {
  request.connect_timeout = Millis(1'000);
  request.total_timeout = Millis(3'000);
  auto answer = client_.Send(request);
  if (!answer.ok()) return std::nullopt;
  return *std::move(answer);
}

}  // namespace herlaad::testing
