#include "adapters/net/addresses/public_address.h"

#include <gtest/gtest.h>

namespace herlaad::net {
namespace {

struct Row {
  const char* sentence;
  const char* address;
  bool is_public;
};

const Row kRows[] = {
    {"an address of the internet", "93.184.216.34", true},
    {"the last one before private ones", "9.255.255.255", true},
    {"loopback", "127.0.0.1", false},
    {"any of loopback", "127.8.9.10", false},
    {"this host", "0.0.0.0", false},
    {"private, ten", "10.1.2.3", false},
    {"private, 172.16", "172.31.255.255", false},
    {"just after private, 172.32", "172.32.0.1", true},
    {"private, 192.168", "192.168.1.1", false},
    {"link-local, where clouds keep credentials", "169.254.169.254", false},
    {"carrier-grade NAT", "100.64.0.1", false},
    {"documentation", "203.0.113.7", false},
    {"benchmarking", "198.19.0.1", false},
    {"multicast", "224.0.0.1", false},
    {"broadcast", "255.255.255.255", false},
    {"an address of the internet, version 6", "2606:2800:220:1:248:1893:25c8:1946", true},
    {"loopback, version 6", "::1", false},
    {"unspecified, version 6", "::", false},
    {"unique local", "fd12:3456::1", false},
    {"link-local, version 6", "fe80::1", false},
    {"multicast, version 6", "ff02::1", false},
    {"documentation, version 6", "2001:db8::1", false},
    {"Teredo", "2001:0:1:2:3:4:5:6", false},
    {"loopback mapped into version 6", "::ffff:127.0.0.1", false},
    {"a public address mapped into version 6", "::ffff:93.184.216.34", true},
    {"link-local behind NAT64", "64:ff9b::a9fe:a9fe", false},
    {"a public address behind NAT64", "64:ff9b::5db8:d822", true},
    {"private behind 6to4", "2002:a01:203::1", false},
    {"local NAT64", "64:ff9b:1::1", false},
};

TEST(PublicAddress, OnlyAddressesOfTheInternetArePublic) {
  for (const Row& row : kRows) {
    const auto address = Address::Parse(row.address);
    ASSERT_TRUE(address.has_value()) << row.sentence;
    EXPECT_EQ(IsPublic(*address), row.is_public) << row.sentence;
  }
}

}  // namespace
}  // namespace herlaad::net
