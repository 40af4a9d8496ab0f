#include "api/http/admin/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

namespace herlaad::http {
namespace {

using ::testing::HasSubstr;

// Prometheus 3 rewrites bounds to this form; Prometheus 2 does not.
TEST(Metrics, BoundsAreReadAlikeByPrometheus2And3) {
  engine::Stats stats;
  const std::string text = RenderMetrics(stats, nullptr);
  for (const char* bound :
       {"herlaad_batch_size_bucket{le=\"1.0\"}", "herlaad_batch_size_bucket{le=\"1024.0\"}",
        "herlaad_batch_size_bucket{le=\"524288.0\"}",
        "herlaad_batch_size_bucket{le=\"1.048576e+06\"}", "herlaad_batch_size_bucket{le=\"+Inf\"}",
        "herlaad_batch_seconds_bucket{le=\"1e-06\"}",
        "herlaad_batch_seconds_bucket{le=\"6.4e-05\"}",
        "herlaad_batch_seconds_bucket{le=\"0.000128\"}",
        "herlaad_delivery_seconds_bucket{le=\"0.001\"}",
        "herlaad_delivery_seconds_bucket{le=\"1.024\"}"}) {
    EXPECT_THAT(text, HasSubstr(bound));
  }
  const std::regex any("le=\"([^\"]*)\"");
  int bounds = 0;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), any); at != std::sregex_iterator();
       ++at, ++bounds) {
    EXPECT_TRUE(
        std::regex_match((*at)[1].str(), std::regex(R"(\+Inf|\d+\.\d+|\d+(\.\d+)?e[+-]\d+)")))
        << (*at)[1];
  }
  EXPECT_EQ(bounds, 4 * static_cast<int>(engine::Histogram::kBuckets));
}

}  // namespace
}  // namespace herlaad::http
