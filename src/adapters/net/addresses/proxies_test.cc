#include "adapters/net/addresses/proxies.h"

#include <gtest/gtest.h>

namespace herlaad::net {
namespace {

TEST(Address, AddressHasOneRepresentation) {
  EXPECT_EQ(Address::Parse("192.0.2.1")->ToString(), "192.0.2.1");
  EXPECT_EQ(Address::Parse("::ffff:192.0.2.1")->ToString(), "192.0.2.1");
  EXPECT_EQ(Address::Parse("2001:DB8:0:0::1")->ToString(), "2001:db8::1");
  for (const char* const text :
       {"", "localhost", "192.0.2", "192.0.2.256", "1.2.3.4:80", "[::1]"}) {
    EXPECT_FALSE(Address::Parse(text)) << text;
  }
}

TEST(Address, LoopbackIsThisMachine) {
  for (const char* const text : {"127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"})
    EXPECT_TRUE(IsLoopback(text)) << text;
  for (const char* const text : {"0.0.0.0", "::", "128.0.0.1", "10.0.0.1", "::2", "localhost", ""})
    EXPECT_FALSE(IsLoopback(text)) << text;
}

TEST(Address, BlockIsWhatOnePartyOftenHas) {
  EXPECT_EQ(BlockOf("192.0.2.7"), "192.0.2.0/24");
  EXPECT_EQ(BlockOf("::ffff:192.0.2.7"), "192.0.2.0/24");
  EXPECT_EQ(BlockOf("2001:db8:1:2::3"), "2001:db8:1::/48");
  EXPECT_EQ(BlockOf("2001:db8:1:ffff::"), "2001:db8:1::/48");
  EXPECT_NE(BlockOf("2001:db8:2::"), BlockOf("2001:db8:1::"));
  EXPECT_EQ(BlockOf("a socket"), "a socket");
}

TEST(AddressRange, RangeContainsOnlyItsAddresses) {
  struct Case {
    const char* range;
    const char* address;
    bool inside;
  };
  const Case cases[] = {
      {"10.0.0.0/8", "10.255.0.1", true},
      {"10.0.0.0/8", "11.0.0.1", false},
      {"10.1.2.3", "10.1.2.3", true},
      {"10.1.2.3", "10.1.2.4", false},
      {"10.0.0.128/25", "10.0.0.129", true},
      {"10.0.0.128/25", "10.0.0.127", false},
      {"0.0.0.0/0", "1.2.3.4", true},
      {"0.0.0.0/0", "2001:db8::1", false},
      {"2001:db8::/33", "2001:db8::1", true},
      {"2001:db8::/33", "2001:db8:8000::1", false},
      {"::/0", "1.2.3.4", true},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(AddressRange::Parse(c.range)->Contains(*Address::Parse(c.address)), c.inside)
        << c.range << " " << c.address;
  }
  for (const char* const text : {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "a/8"}) {
    EXPECT_FALSE(AddressRange::Parse(text)) << text;
  }
}

struct ForwardedCase {
  const char* what;
  std::vector<Header> headers;
  const char* peer;
  bool secure = false;
};

TEST(TrustedProxies, RightmostUntrustedAddressIsThePeer) {
  const auto proxies = TrustedProxies::Parse({"10.0.0.0/8", "::1"});
  ASSERT_TRUE(proxies.ok());
  const ForwardedCase cases[] = {
      {"nothing said", {}, "10.0.0.1"},
      {"one client", {{"x-forwarded-for", "192.0.2.7"}}, "192.0.2.7"},
      {"a client that lies", {{"x-forwarded-for", "1.1.1.1, 192.0.2.7"}}, "192.0.2.7"},
      {"a lie in a header of its own",
       {{"x-forwarded-for", "1.1.1.1"}, {"x-forwarded-for", "192.0.2.7"}},
       "192.0.2.7"},
      {"two proxies", {{"x-forwarded-for", "192.0.2.7, 10.9.9.9"}}, "192.0.2.7"},
      {"proxies only", {{"x-forwarded-for", "10.1.1.1,10.9.9.9"}}, "10.1.1.1"},
      {"with ports", {{"x-forwarded-for", "[2001:db8::7]:4711"}}, "2001:db8::7"},
      {"with a port", {{"x-forwarded-for", "192.0.2.7:4711"}}, "192.0.2.7"},
      {"junk", {{"x-forwarded-for", "192.0.2.7, unknown"}}, "10.0.0.1"},
      {"junk behind a proxy", {{"x-forwarded-for", "unknown, 10.9.9.9"}}, "10.9.9.9"},
      {"https", {{"x-forwarded-proto", "https"}}, "10.0.0.1", true},
      {"the last protocol", {{"x-forwarded-proto", "https, http"}}, "10.0.0.1", false},
      {"the last protocol header",
       {{"x-forwarded-proto", "http"}, {"x-forwarded-proto", "https"}},
       "10.0.0.1",
       true},
  };
  for (const auto& c : cases) {
    Request request;
    request.peer = "10.0.0.1";
    request.headers = c.headers;
    proxies->Apply(request);
    EXPECT_EQ(request.peer, c.peer) << c.what;
    EXPECT_EQ(request.secure, c.secure) << c.what;
  }
}

TEST(TrustedProxies, InvalidRangeIsNamed) {
  const auto proxies = TrustedProxies::Parse({"10.0.0.1", "proxy.local"});
  ASSERT_FALSE(proxies.ok());
  EXPECT_EQ(proxies.error(), "proxy.local");
}

}  // namespace
}  // namespace herlaad::net
