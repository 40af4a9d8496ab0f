#include "adapters/net/requests/request_checks.h"

#include <gtest/gtest.h>

#include <string>

namespace herlaad::net {
namespace {

struct TargetCase {
  const char* what;
  std::string target;
  const char* path;  // null: rejected
  const char* query = "";
};

TEST(CheckTarget, AmbiguousTargetsAreRejected) {
  const TargetCase cases[] = {
      {"the root", "/", "/"},
      {"a path and a query", "/v1/topups?state=paid&x=%20", "/v1/topups", "state=paid&x=%20"},
      {"an empty query", "/a?", "/a", ""},
      {"a question mark in the query", "/a?b?c", "/a", "b?c"},
      {"encoded letters", "/caf%C3%A9/%41", "/café/A"},
      {"a slash at the end", "/docs/", "/docs/"},
      {"a dot within a name", "/app.js", "/app.js"},
      {"a hidden file", "/.well-known/x", "/.well-known/x"},
      {"nothing", "", nullptr},
      {"the asterisk form", "*", nullptr},
      {"the absolute form", "http://example.org/", nullptr},
      {"the authority form", "example.org:443", nullptr},
      {"a fragment", "/a#b", nullptr},
      {"a tab", "/a\tb", nullptr},
      {"a blank", "/a b", nullptr},
      {"raw bytes beyond ASCII", "/caf\xC3\xA9", nullptr},
      {"a raw byte beyond ASCII in the query", "/a?b=\xC3\xA9", nullptr},
      {"an encoded NUL", "/a%00b", nullptr},
      {"an encoded NUL in the query", "/a?b=%00", nullptr},
      {"an encoded line break", "/a%0d%0aX", nullptr},
      {"an encoded DEL", "/a%7f", nullptr},
      {"two dots", "/a/../b", nullptr},
      {"two dots at the end", "/a/..", nullptr},
      {"encoded dots", "/a/%2e%2E/b", nullptr},
      {"two dots within a name", "/a..b", nullptr},
      {"one dot as a segment", "/a/./b", nullptr},
      {"one dot as the last segment", "/a/.", nullptr},
      {"an empty segment", "//a", nullptr},
      {"an empty segment inside", "/a//b", nullptr},
      {"an encoded slash", "/a%2Fb", nullptr},
      {"a backslash", "/a\\b", nullptr},
      {"an encoded backslash", "/a%5cb", nullptr},
      {"half an escape", "/a%4", nullptr},
      {"no escape", "/a%zz", nullptr},
      {"broken UTF-8", "/%C3%28", nullptr},
      {"overlong UTF-8", "/%C0%AF", nullptr},
      {"overlong UTF-8 of three bytes", "/%E0%80%AF", nullptr},
      {"a surrogate", "/%ED%A0%80", nullptr},
      {"beyond Unicode", "/%F4%90%80%80", nullptr},
      {"cut UTF-8", "/%E2%82", nullptr},
      {"four good bytes", "/%F0%9F%98%80", "/\xF0\x9F\x98\x80"},
  };
  for (const auto& c : cases) {
    const auto target = CheckTarget(c.target);
    ASSERT_EQ(target.ok(), c.path != nullptr) << c.what;
    if (target.ok()) {
      EXPECT_EQ(target->path, c.path) << c.what;
      EXPECT_EQ(target->query, c.query) << c.what;
    } else {
      EXPECT_EQ(target.error().status, 400) << c.what;
    }
  }
}

TEST(OriginForm, AbsoluteFormIsAcceptedForItsOwnHost) {
  const std::vector<Header> headers{{"accept", "a"}, {"host", "Herlaad.test:8080"}};
  EXPECT_EQ(OriginForm("http://herlaad.test:8080/a/b?c=d", headers), "/a/b?c=d");
  EXPECT_EQ(OriginForm("HTTPS://HERLAAD.TEST:8080/a", headers), "/a");
  EXPECT_EQ(OriginForm("http://herlaad.test:8080", headers), "/");
  EXPECT_EQ(OriginForm("http://herlaad.test:8080?c=d", headers), "/?c=d");
  for (const char* const as_it_is :
       {"/a?b=http://herlaad.test:8080/", "*", "", "http://example.org/a", "http://herlaad.test/a",
        "http://user@herlaad.test:8080/", "http://herlaad.test:8080.example.org/", "http:///a",
        "ftp://herlaad.test:8080/a", "://herlaad.test:8080/"}) {
    EXPECT_EQ(OriginForm(as_it_is, headers), as_it_is);
  }
  EXPECT_EQ(OriginForm("http://a/b", {}), "http://a/b") << "without Host nobody knows who is meant";
}

struct HeadersCase {
  const char* what;
  std::vector<Header> headers;
  int minor;
  int status;  // 0: accepted
};

TEST(CheckHeaders, AmbiguousHeadersAreRejected) {
  const Header host{"host", "herlaad.test"};
  const HeadersCase cases[] = {
      {"one host", {host}, 1, 0},
      {"a host with a port", {{"host", "localhost:8080"}}, 1, 0},
      {"an IPv6 host", {{"host", "[::1]:8080"}}, 1, 0},
      {"no host", {}, 1, 400},
      {"no host in HTTP/1.0", {}, 0, 0},
      {"two hosts", {host, host}, 1, 400},
      {"two hosts in HTTP/1.0", {host, host}, 0, 400},
      {"an empty host", {{"host", ""}}, 1, 400},
      {"a host with a path", {{"host", "a/b"}}, 1, 400},
      {"a host with a user", {{"host", "a@b"}}, 1, 400},
      {"a host list", {{"host", "a, b"}}, 1, 400},
      {"a length", {host, {"content-length", "5"}}, 1, 0},
      {"two equal lengths", {host, {"content-length", "5"}, {"content-length", "5"}}, 1, 400},
      {"a list of equal lengths", {host, {"content-length", "5, 5"}}, 1, 400},
      {"a negative length", {host, {"content-length", "-1"}}, 1, 400},
      {"a signed length", {host, {"content-length", "+5"}}, 1, 400},
      {"a hexadecimal length", {host, {"content-length", "0x5"}}, 1, 400},
      {"an empty length", {host, {"content-length", ""}}, 1, 400},
      {"chunks", {host, {"transfer-encoding", "chunked"}}, 1, 0},
      {"chunks in capitals", {host, {"transfer-encoding", "Chunked"}}, 1, 0},
      {"chunks in HTTP/1.0", {host, {"transfer-encoding", "chunked"}}, 0, 400},
      {"another word", {host, {"transfer-encoding", "xchunked"}}, 1, 400},
      {"identity", {host, {"transfer-encoding", "identity"}}, 1, 400},
      {"compressed chunks", {host, {"transfer-encoding", "gzip, chunked"}}, 1, 400},
      {"chunks twice in one", {host, {"transfer-encoding", "chunked, chunked"}}, 1, 400},
      {"chunks twice",
       {host, {"transfer-encoding", "chunked"}, {"transfer-encoding", "chunked"}},
       1,
       400},
      {"both framings", {host, {"content-length", "5"}, {"transfer-encoding", "chunked"}}, 1, 400},
      {"an expectation", {host, {"expect", "100-Continue"}}, 1, 0},
      {"an unknown expectation", {host, {"expect", "payment"}}, 1, 417},
      {"an expectation in HTTP/1.0 means nothing", {host, {"expect", "payment"}}, 0, 0},
  };
  for (const auto& c : cases) {
    const auto problem = CheckHeaders(c.headers, c.minor);
    EXPECT_EQ(problem ? problem->status : 0, c.status) << c.what;
  }
}

struct HeadCase {
  const char* what;
  std::string head;
  int status;
};

TEST(CheckFinishedHead, VersionsLengthsAndFoldsAreChecked) {
  const HeadCase cases[] = {
      {"HTTP/1.1", "GET / HTTP/1.1\r\nA: b\r\n\r\n", 0},
      {"HTTP/1.0 without headers", "GET / HTTP/1.0\r\n\r\n", 0},
      {"HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\n", 505},
      {"HTTP/1.2", "GET / HTTP/1.2\r\n\r\n", 505},
      {"HTTP/0.9", "GET /\r\n\r\n", 400},
      {"lower case", "GET / http/1.1\r\n\r\n", 400},
      {"another protocol", "GET / RTSP/1.0\r\n\r\n", 400},
      {"a folded header", "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 400},
      {"a header folded with a tab", "GET / HTTP/1.1\r\nA: b\r\n\tc\r\n\r\n", 400},
      {"a fold before any header", "GET / HTTP/1.1\r\n A: b\r\n\r\n", 400},
      {"a long line", "GET /" + std::string(100, 'a') + " HTTP/1.1\r\n\r\n", 414},
  };
  for (const auto& c : cases) {
    const auto problem = CheckFinishedHead(c.head, 100);
    EXPECT_EQ(problem ? problem->status : 0, c.status) << c.what;
  }
}

TEST(CheckUnfinishedHead, HopelessHeadIsRejectedEarly) {
  const HeadCase cases[] = {
      {"nothing yet", "", 0},
      {"the start of a method", "PO", 0},
      {"some headers", "GET / HTTP/1.1\r\nA: b\r\nB", 0},
      {"a TLS hello", "\x16\x03\x01", 400},
      {"a control character", std::string(1, '\0'), 400},
      {"a bare line feed", "GET / HTTP/1.1\nHost: a\n\n", 400},
      {"a line feed first", "\nGET", 400},
      {"an endless line", "GET /" + std::string(100, 'a'), 414},
      {"the longest line", "GET /" + std::string(95, 'a') + "\r", 0},
      {"a byte more", "GET /" + std::string(96, 'a') + "\r", 414},
      {"a long head whose line ended", "GET / HTTP/1.1\r\nA: " + std::string(100, 'a'), 0},
  };
  for (const auto& c : cases) {
    const auto problem = CheckUnfinishedHead(c.head, 100);
    EXPECT_EQ(problem ? problem->status : 0, c.status) << c.what;
  }
}

TEST(CheckMethod, RegisteredMethodsAreKnown) {
  for (const char* const known :
       {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND",
        "QUERY", "ACL", "VERSION-CONTROL"}) {
    EXPECT_FALSE(CheckMethod(known)) << known;
  }
  for (const char* const unknown : {"get", "BREW", "GETS", "PRI", "*", ""}) {
    ASSERT_TRUE(CheckMethod(unknown)) << unknown;
    EXPECT_EQ(CheckMethod(unknown)->status, 501) << unknown;
  }
}

}  // namespace
}  // namespace herlaad::net
