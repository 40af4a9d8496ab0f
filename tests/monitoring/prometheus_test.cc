// The metrics as Prometheus itself reads, stores and returns them.
#include "tests/monitoring/prometheus.h"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace herlaad::testing {
namespace {

using ::testing::IsEmpty;

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
