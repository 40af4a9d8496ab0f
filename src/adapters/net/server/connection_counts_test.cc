#include "adapters/net/server/connection_counts.h"

#include <gtest/gtest.h>

namespace herlaad::net {
namespace {

// An IPv6 network has 2^64 addresses of one customer.
TEST(ConnectionCounts, AddressesOfOneIpv6NetworkCountTogether) {
  ConnectionCounts counts;
  for (int i = 1; i <= 300; ++i) counts.Opened("2001:db8:1:2::" + std::to_string(i));
  EXPECT_EQ(counts.Of("2001:db8:1:2:ffff::1"), 300U);
  EXPECT_EQ(counts.Of("2001:db8:1:3::1"), 0U);
  EXPECT_EQ(counts.customers(), 1U);
  for (int i = 1; i <= 300; ++i) counts.Closed("2001:db8:1:2::" + std::to_string(i));
  EXPECT_EQ(counts.customers(), 0U);
}

TEST(ConnectionCounts, Ipv4AddressesCountSeparately) {
  ConnectionCounts counts;
  counts.Opened("192.0.2.1");
  counts.Opened("192.0.2.2");
  EXPECT_EQ(counts.Of("192.0.2.1"), 1U);
  counts.Closed("192.0.2.1");
  EXPECT_EQ(counts.Of("192.0.2.1"), 0U);
  EXPECT_EQ(counts.Of("192.0.2.2"), 1U);
}

}  // namespace
}  // namespace herlaad::net
