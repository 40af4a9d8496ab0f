// The metrics as Prometheus itself reads, stores and returns them.
#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

using ::testing::IsEmpty;

constexpr Millis kWait{30'000};
constexpr const char* kPrometheus = "/usr/bin/prometheus";
constexpr const char* kPromtool = "/usr/bin/promtool";

class Prometheus : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kPrometheus) || !std::filesystem::exists(kPromtool)) {
      GTEST_SKIP() << "SKIPPED: Prometheus is not installed (Debian has it as prometheus): what it "
                      "makes of the metrics was not tried";
    }
    installation_.StartDemo();
    const Finished placed =
        installation_.Run({"topup", "place", "0470123456", "--amount", "15", "--tender", "cash"});
    ASSERT_EQ(placed.code, 0) << placed.out << placed.err;
  }

  void TearDown() override {
    if (!server_) return;
    server_->Signal(SIGTERM);
    EXPECT_TRUE(server_->Wait(kWait)) << "SIGTERM ends it";
  }

  // Starts it and waits until it has scraped Herlaad more than once.
  void Scrape() {
    const std::string settings = installation_.folder() + "/prometheus.yml";
    std::ofstream(settings) << "global: {scrape_interval: 200ms, scrape_timeout: 200ms}\n"
                               "scrape_configs:\n  - job_name: herlaad\n    static_configs:\n"
                               "      - targets: ['"
                            << installation_.metrics_address() << "']\n";
    url_ = "http://127.0.0.1:" + std::to_string(FreePort());
    server_ = std::make_unique<Process>(
        Command{{kPrometheus, "--config.file=" + settings,
                 "--storage.tsdb.path=" + installation_.folder() + "/prometheus",
                 "--web.listen-address=" + url_.substr(std::string("http://").size())}});
    const auto until = std::chrono::steady_clock::now() + kWait;
    while (Value("sum_over_time(up{job='herlaad'}[1m])").value_or(0) < 2) {
      ASSERT_TRUE(server_->Running()) << server_->err();
      ASSERT_LT(std::chrono::steady_clock::now(), until) << server_->err();
      usleep(50'000);
    }
  }

  [[nodiscard]] nlohmann::json Ask(const std::string& path,
                                   std::vector<std::string> arguments = {}) const {
    std::vector<std::string> curl = {"/usr/bin/curl", "-sG", "--max-time", "10"};
    curl.insert(curl.end(), arguments.begin(), arguments.end());
    curl.push_back(url_ + path);
    const auto answer = nlohmann::json::parse(testing::Run({curl}).out, nullptr, false);
    return answer.is_object() ? answer.value("data", nlohmann::json()) : nlohmann::json();
  }

  // The only value that matches the query; nothing if there is none, or several.
  [[nodiscard]] std::optional<double> Value(const std::string& query) const {
    const auto data = Ask("/api/v1/query", {"--data-urlencode", "query=" + query});
    if (!data.is_object() || data["result"].size() != 1) return std::nullopt;
    return std::stod(data["result"][0]["value"][1].get<std::string>());
  }

  Installation installation_;
  std::string url_;
  std::unique_ptr<Process> server_;
};

// The names in the table of docs/operations.md.
std::set<std::string> Documented() {
  std::ifstream file(HERLAAD_SOURCE_DIR "/docs/operations.md");
  std::stringstream text;
  text << file.rdbuf();
  const std::string all = text.str();
  const auto begin = all.find("### Metrics");
  const std::string part = all.substr(begin, all.find("### The log") - begin);
  const std::regex name("`(herlaad_[a-z_]+)(\\{[a-z,]+\\})?`");
  std::set<std::string> names;
  for (auto at = std::sregex_iterator(part.begin(), part.end(), name); at != std::sregex_iterator();
       ++at) {
    names.insert((*at)[1].str());
  }
  return names;
}

TEST_F(Prometheus, PromtoolFindsNoProblem) {
  const auto metrics = installation_.Get(installation_.metrics_url());
  ASSERT_TRUE(metrics);
  const std::string file = installation_.folder() + "/metrics.txt";
  std::ofstream(file) << metrics->body;
  const Finished checked =
      testing::Run({{"/bin/sh", "-c", "exec \"$0\" check metrics <\"$1\"", kPromtool, file}});
  EXPECT_EQ(checked.code, 0);
  EXPECT_EQ(checked.out + checked.err, "");
}

TEST_F(Prometheus, HistogramsAreQueriedByTheDocumentedBounds) {
  Scrape();
  const auto all = Value("herlaad_batch_size_count");
  ASSERT_TRUE(all);
  EXPECT_GT(*all, 0);
  EXPECT_TRUE(Value("herlaad_batch_size_bucket{le='1.0'}"));
  for (const char* bound : {"1024.0", "524288.0", "1.048576e+06", "+Inf"}) {
    const std::string series = std::string("herlaad_batch_size_bucket{le='") + bound + "'}";
    EXPECT_TRUE(Value(series + " == on() herlaad_batch_size_count")) << bound << " holds them all";
  }
  EXPECT_EQ(Value("herlaad_delivery_seconds_bucket{le='1.073741824e+06'}"), 1);
  EXPECT_EQ(Value("herlaad_delivery_seconds_count"), 1);
  const auto median = Value("histogram_quantile(0.5, herlaad_batch_seconds_bucket)");
  ASSERT_TRUE(median);
  EXPECT_TRUE(std::isfinite(*median) && *median > 0 && *median < 30) << *median;
}

TEST_F(Prometheus, EveryDocumentedMetricIsStored) {
  Scrape();
  const auto target = Ask("/api/v1/targets")["activeTargets"][0];
  EXPECT_EQ(target["health"], "up");
  EXPECT_EQ(target["lastError"], "");

  const std::set<std::string> documented = Documented();
  EXPECT_GT(documented.size(), 10U);
  const auto known = Ask("/api/v1/metadata");
  std::set<std::string> missing;
  for (const std::string& name : documented) {
    if (!known.contains(name)) missing.insert(name);
  }
  EXPECT_THAT(missing, IsEmpty());
  for (const auto& [name, what] : known.items()) {
    if (!name.starts_with("herlaad_")) continue;
    EXPECT_TRUE(documented.contains(name)) << name << " is not in docs/operations.md";
    EXPECT_NE(what[0]["type"], "unknown") << name;
    EXPECT_NE(what[0]["help"], "") << name;
  }
}

}  // namespace
}  // namespace herlaad::testing
