#include "adapters/net/server/rate_limit.h"

#include <gtest/gtest.h>

#include <limits>

namespace herlaad::net {
namespace {

int AllowedOf(RateLimiter& limiter, std::string_view peer, Instant now, int asks) {
  int allowed = 0;
  for (int i = 0; i < asks; ++i) allowed += limiter.Allow(peer, now) ? 1 : 0;
  return allowed;
}

TEST(RateLimiter, BurstIsFollowedByTheRate) {
  RateLimiter limiter({.burst = 5, .per_minute = 60, .max_peers = 10});
  const Instant start{1'000'000};
  EXPECT_EQ(AllowedOf(limiter, "192.0.2.1", start, 10), 5);
  EXPECT_EQ(AllowedOf(limiter, "192.0.2.1", start + Millis(999), 10), 0);
  EXPECT_EQ(AllowedOf(limiter, "192.0.2.1", start + Millis(1'000), 10), 1);
  EXPECT_EQ(AllowedOf(limiter, "192.0.2.1", start + Millis(3'500), 10), 2);
  EXPECT_EQ(AllowedOf(limiter, "192.0.2.1", start + Millis(4'000), 10), 1);
  EXPECT_EQ(AllowedOf(limiter, "192.0.2.1", start + Millis(3'600'000), 10), 5)
      << "never above the burst";
}

TEST(RateLimiter, PeersAreSeparateExceptWithinOneCustomer) {
  RateLimiter limiter({.burst = 1, .per_minute = 1, .max_peers = 10});
  const Instant now{1'000};
  EXPECT_TRUE(limiter.Allow("192.0.2.1", now));
  EXPECT_TRUE(limiter.Allow("192.0.2.2", now));
  EXPECT_FALSE(limiter.Allow("192.0.2.1", now));
  EXPECT_TRUE(limiter.Allow("2001:db8::1", now));
  EXPECT_FALSE(limiter.Allow("2001:db8::2", now)) << "the same /64";
  EXPECT_TRUE(limiter.Allow("2001:db8:0:1::1", now));
}

TEST(RateLimiter, ClockJumpsAddNothing) {
  RateLimiter limiter({.burst = 2, .per_minute = 60, .max_peers = 10});
  EXPECT_EQ(AllowedOf(limiter, "a", Instant{100'000}, 5), 2);
  EXPECT_EQ(AllowedOf(limiter, "a", Instant{0}, 5), 0);
  EXPECT_EQ(AllowedOf(limiter, "a", Instant{100'500}, 5), 0) << "the time before counts once";
  EXPECT_EQ(AllowedOf(limiter, "a", Instant{std::numeric_limits<std::int64_t>::max()}, 5), 2);
}

TEST(RateLimiter, NumberOfPeersIsBounded) {
  RateLimiter limiter({.burst = 1, .per_minute = 1, .max_peers = 3});
  const Instant now{1'000};
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_TRUE(limiter.Allow("192.0.2." + std::to_string(i), now));
    EXPECT_LE(limiter.peers(), 3u);
  }
  EXPECT_FALSE(limiter.Allow("192.0.2.999", now));
  EXPECT_FALSE(limiter.Allow("192.0.2.997", now));
  EXPECT_TRUE(limiter.Allow("x", now)) << "takes the place of 998, not seen for longest";
  EXPECT_FALSE(limiter.Allow("192.0.2.997", now));
  EXPECT_TRUE(limiter.Allow("192.0.2.998", now));
}

TEST(RateLimit, RequestGivenBackDoesNotCount) {
  RateLimiter limiter({2, 60, 10});
  EXPECT_TRUE(limiter.Allow("10.0.0.1", Instant{0}));
  EXPECT_TRUE(limiter.Allow("10.0.0.1", Instant{0}));
  EXPECT_FALSE(limiter.Allow("10.0.0.1", Instant{0}));
  limiter.GiveBack("10.0.0.1", Instant{0});
  EXPECT_TRUE(limiter.Allow("10.0.0.1", Instant{0}));
  EXPECT_FALSE(limiter.Allow("10.0.0.1", Instant{0}));
  for (int i = 0; i < 9; ++i) limiter.GiveBack("10.0.0.1", Instant{0});
  EXPECT_TRUE(limiter.Allow("10.0.0.1", Instant{0}));
  EXPECT_TRUE(limiter.Allow("10.0.0.1", Instant{0}));
  EXPECT_FALSE(limiter.Allow("10.0.0.1", Instant{0})) << "never more than the burst";
}

}  // namespace
}  // namespace herlaad::net
