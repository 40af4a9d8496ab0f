#include "adapters/net/requests/response_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace herlaad::net {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string Write(const Response& response, Framing framing = {}) {
  ResponseWriter writer;
  writer.SetTime(1'795'438'931);
  std::string out;
  writer.Append(response, framing, out);
  return out;
}

TEST(ResponseWriter, DefaultHeadersAreWritten) {
  EXPECT_EQ(Write({.status = 201, .body = "{}"}),
            "HTTP/1.1 201 Created\r\n"
            "Date: Mon, 23 Nov 2026 13:02:11 GMT\r\n"
            "Content-Type: application/json\r\n"
            "Content-Length: 2\r\n"
            "X-Content-Type-Options: nosniff\r\n"
            "Referrer-Policy: no-referrer\r\n"
            "X-Frame-Options: DENY\r\n"
            "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
            "Cache-Control: no-store\r\n"
            "\r\n{}");
}

TEST(ResponseWriter, OwnHeadersOfAResponseReplaceTheDefaults) {
  const std::string text = Write({.headers = {{"content-security-policy", "default-src 'self'"},
                                              {"Cache-Control", "max-age=60"}}});
  EXPECT_THAT(text, HasSubstr("content-security-policy: default-src 'self'\r\n"));
  EXPECT_THAT(text, Not(HasSubstr("frame-ancestors")));
  EXPECT_THAT(text, Not(HasSubstr("X-Frame-Options")));
  EXPECT_THAT(text, HasSubstr("Cache-Control: max-age=60\r\n"));
  EXPECT_THAT(text, Not(HasSubstr("no-store")));
  EXPECT_THAT(text, HasSubstr("nosniff"));
}

TEST(ResponseWriter, ConnectionHeaderSaysWhetherItStaysOpen) {
  EXPECT_THAT(Write({}), Not(HasSubstr("Connection:")));
  EXPECT_THAT(Write({}, {.keep_alive = false}), HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(Write({}, {.http10 = true}), HasSubstr("Connection: keep-alive\r\n"));
  EXPECT_THAT(Write({}, {.keep_alive = false, .http10 = true}), HasSubstr("Connection: close\r\n"));
}

TEST(ResponseWriter, ForbiddenBodiesAreOmitted) {
  const std::string head = Write({.body = "four"}, {.head_only = true});
  EXPECT_THAT(head, HasSubstr("Content-Length: 4\r\n"));
  EXPECT_THAT(head, EndsWith("\r\n\r\n"));
  for (const int status : {204, 304}) {
    const std::string text = Write({.status = status, .body = "four"});
    EXPECT_THAT(text, Not(HasSubstr("Content-Length")));
    EXPECT_THAT(text, EndsWith("\r\n\r\n"));
  }
}

TEST(ResponseWriter, StrictTransportSecurityIsSentOnlyOverHttps) {
  EXPECT_THAT(Write({}), Not(HasSubstr("Strict-Transport-Security")));
  EXPECT_THAT(Write({}, {.secure = true}),
              HasSubstr("Strict-Transport-Security: max-age=31536000\r\n"));
}

TEST(ResponseWriter, HeadersThatBreakTheFramingAreOmitted) {
  const std::string text = Write({.body = "x",
                                  .headers = {{"Location", "/a\r\nSet-Cookie: b"},
                                              {"A\r\nB", "c"},
                                              {"", "empty"},
                                              {"Content-Length", "99"},
                                              {"transfer-encoding", "chunked"},
                                              {"Connection", "close"},
                                              {"Good", "yes"}}});
  EXPECT_THAT(text, Not(HasSubstr("Set-Cookie")));
  EXPECT_THAT(text, Not(HasSubstr("A\r\nB")));
  EXPECT_THAT(text, Not(HasSubstr("99")));
  EXPECT_THAT(text, Not(HasSubstr("chunked")));
  EXPECT_THAT(text, Not(HasSubstr("close")));
  EXPECT_THAT(text, HasSubstr("Good: yes\r\n"));
}

TEST(ResponseWriter, UnknownStatusHasNoPhrase) {
  EXPECT_THAT(Write({.status = 299}), StartsWith("HTTP/1.1 299 \r\n"));
}

}  // namespace
}  // namespace herlaad::net
