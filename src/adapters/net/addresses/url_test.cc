#include "adapters/net/addresses/url.h"

#include <gtest/gtest.h>

namespace herlaad::net {
namespace {

TEST(Url, PartsOfAnAddressAreRead) {
  const auto url = ParseUrl("https://Shop.Example:8443/hooks?x=1");
  ASSERT_TRUE(url.ok());
  EXPECT_TRUE(url->is_https);
  EXPECT_EQ(url->host, "shop.example");
  EXPECT_EQ(url->shown, "shop.example:8443");
  EXPECT_FALSE(url->address.has_value());
  EXPECT_FALSE(url->IsLoopback());
}

TEST(Url, AddressesInsteadOfNamesAreSeen) {
  for (const char* const text :
       {"http://127.0.0.1:3000/", "http://[::1]/x", "http://localhost/", "http://LOCALHOST:1/"}) {
    const auto url = ParseUrl(text);
    ASSERT_TRUE(url.ok()) << text;
    EXPECT_TRUE(url->IsLoopback()) << text;
  }
  // Other ways to write 127.0.0.1, which the resolver understands too.
  for (const char* const text : {"http://2130706433/", "http://0x7f.1/", "http://127.1/"}) {
    const auto url = ParseUrl(text);
    EXPECT_TRUE(url.ok() && url->IsLoopback()) << text;
  }
}

struct Row {
  const char* sentence;
  const char* text;
  UrlFault fault;
};
const Row kRows[] = {
    {"empty", "", UrlFault::kMalformed},
    {"no scheme", "shop.example/hooks", UrlFault::kMalformed},
    {"no host", "https:///hooks", UrlFault::kMalformed},
    {"one slash", "https:/shop.example/hooks", UrlFault::kMalformed},
    {"a space", "https://shop.example/a b", UrlFault::kMalformed},
    {"a line end", "https://shop.example/\r\nX: y", UrlFault::kMalformed},
    {"a backslash", "https://shop.example\\@evil.example/", UrlFault::kMalformed},
    {"letters that are not ASCII", "https://caf\xC3\xA9.example/", UrlFault::kMalformed},
    {"a port that is too high", "https://shop.example:70000/", UrlFault::kMalformed},
    {"a script", "javascript:alert(1)", UrlFault::kScheme},
    {"a file", "file:///etc/passwd", UrlFault::kScheme},
    {"another protocol", "ftp://shop.example/", UrlFault::kScheme},
    {"a protocol unknown to libcurl", "gopherx://shop.example/", UrlFault::kScheme},
    {"a user", "https://shop@evil.example/", UrlFault::kCredentials},
    {"an empty user", "https://@evil.example/", UrlFault::kCredentials},
    {"a fragment", "https://shop.example/#part", UrlFault::kFragment},
};

TEST(Url, WhatCannotBeUsedIsRefusedWithItsReason) {
  for (const Row& row : kRows) {
    const auto url = ParseUrl(row.text);
    ASSERT_FALSE(url.ok()) << row.sentence;
    EXPECT_EQ(url.error(), row.fault) << row.sentence;
  }
}

}  // namespace
}  // namespace herlaad::net
