// Why an unpaid order ended, for programs.
#include <gtest/gtest.h>

#include <map>

#include "domain/orders/status/status_samples.h"

namespace herlaad::orders {
namespace {

using samples::Kind;

TEST(EndReasonTest, DeclineDiffersFromCancellation) {
  const std::map<std::string_view, std::string_view> kReasons = {
      {"being cancelled", "by_payer"},
      {"being cancelled for a minute", "by_payer"},
      {"being closed because time is over", "time_over"},
      {"cancelled", "by_payer"},
      {"time over", "time_over"},
      {"being closed for a newer one", "replaced"},
      {"replaced by a newer one", "replaced"},
      {"being closed as one of too many", "too_many_open"},
      {"closed as one of too many", "too_many_open"},
      {"no page to pay on", "unavailable"},
      {"failed after it was processed", "declined"}};
  std::size_t found = 0;
  for (const Kind& kind : samples::All()) {
    const auto reason = kReasons.find(kind.name);
    if (reason != kReasons.end()) {
      ++found;
      EXPECT_EQ(EndReason(kind.order), reason->second) << kind.name;
    } else if (StateOf(kind.order) != State::kCancelled) {
      EXPECT_EQ(EndReason(kind.order), "") << kind.name;
    }
  }
  EXPECT_EQ(found, kReasons.size());
}

}  // namespace
}  // namespace herlaad::orders
