// Prometheus: Debian's own, scraping a demo. Skips if it is not installed.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tests/cli/installation.h"

namespace herlaad::testing {

inline constexpr Millis kPrometheusWait{30'000};
inline constexpr const char* kPrometheus = "/usr/bin/prometheus";
inline constexpr const char* kPromtool = "/usr/bin/promtool";

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
    EXPECT_TRUE(server_->Wait(kPrometheusWait)) << "SIGTERM ends it";
  }

  // `more`: further lines of its settings. Starts it and waits until it has scraped Herlaad more
  // than once.
  void Scrape(const std::string& more = "") {
    const std::string settings = installation_.folder() + "/prometheus.yml";
    std::ofstream(settings)
        << "global: {scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 200ms}\n"
        << more
        << "scrape_configs:\n  - job_name: herlaad\n    static_configs:\n"
           "      - targets: ['"
        << installation_.metrics_address() << "']\n";
    url_ = "http://127.0.0.1:" + std::to_string(ReservePorts());
    server_ = std::make_unique<Process>(
        Command{{kPrometheus, "--config.file=" + settings,
                 "--storage.tsdb.path=" + installation_.folder() + "/prometheus",
                 "--web.listen-address=" + url_.substr(std::string("http://").size())}});
    const auto until = std::chrono::steady_clock::now() + kPrometheusWait;
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

}  // namespace herlaad::testing
