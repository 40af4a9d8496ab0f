#include "adapters/net/requests/request_parser.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace herlaad::net {
namespace {

using State = RequestParser::State;

// Feeds the text in pieces of `piece` bytes, as a connection would; returns the unread rest.
std::string FeedInPieces(RequestParser& parser, std::string_view text, std::size_t piece) {
  std::string waiting;
  for (std::size_t at = 0; at < text.size(); at += piece) {
    waiting += text.substr(at, piece);
    for (std::size_t used = 1; used > 0;) {
      used = parser.Feed(waiting);
      waiting.erase(0, used);
    }
  }
  return waiting;
}

ServerLimits SmallLimits() {
  ServerLimits limits;
  limits.request_line_bytes = 200;
  limits.head_bytes = 1024;
  limits.headers = 8;
  limits.body_bytes = 100;
  limits.body_by_prefix = {{"/big", 1000}, {"/big/small", 10}};
  return limits;
}

Request ReadOne(const std::string& text) {
  const ServerLimits limits = SmallLimits();
  RequestParser parser(limits);
  parser.Feed(text);
  EXPECT_EQ(parser.state(), State::kDone) << text;
  return parser.state() == State::kDone ? parser.Take() : Request();
}

TEST(RequestParser, EveryAllowedFormOfATargetIsAccepted) {
  const Request absolute =
      ReadOne("GET http://herlaad.test/v1/operators?x=1 HTTP/1.1\r\nHost: herlaad.test\r\n\r\n");
  EXPECT_EQ(absolute.path, "/v1/operators");
  EXPECT_EQ(absolute.query, "x=1");
  EXPECT_EQ(ReadOne("OPTIONS * HTTP/1.1\r\nHost: herlaad.test\r\n\r\n").path, "*");
  const ServerLimits limits = SmallLimits();
  for (const char* const line : {"GET * HTTP/1.1", "GET http://example.org/ HTTP/1.1",
                                 "GET http://herlaad.test/../a HTTP/1.1"}) {
    RequestParser parser(limits);
    parser.Feed(std::string(line) + "\r\nHost: herlaad.test\r\n\r\n");
    ASSERT_EQ(parser.state(), State::kRefused) << line;
    EXPECT_EQ(parser.problem().status, 400) << line;
  }
}

TEST(RequestParser, ResultDoesNotDependOnHowTheBytesArrive) {
  const std::string text =
      "\r\nPOST /v1/topups?x=1 HTTP/1.1\r\nHost: herlaad.test\r\nIdempotency-KEY:  \"a b\" \r\n"
      "Content-Length: 5\r\n\r\nhelloGET /next HTTP/1.1\r\nHost: a\r\n\r\n";
  const ServerLimits limits = SmallLimits();
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    RequestParser parser(limits);
    std::string rest = FeedInPieces(parser, text, piece);
    ASSERT_EQ(parser.state(), State::kDone) << piece;
    EXPECT_TRUE(parser.keep_alive());
    const Request request = parser.Take();
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.path, "/v1/topups");
    EXPECT_EQ(request.query, "x=1");
    EXPECT_EQ(request.body, "hello");
    EXPECT_EQ(request.Find("idempotency-key"), "\"a b\"");
    EXPECT_EQ(request.headers.size(), 3u);

    rest = FeedInPieces(parser, rest, piece);
    ASSERT_EQ(parser.state(), State::kDone) << piece;
    const Request next = parser.Take();
    EXPECT_EQ(next.path, "/next");
    EXPECT_TRUE(next.body.empty());
    EXPECT_EQ(next.headers.size(), 1u);
    EXPECT_TRUE(rest.empty());
  }
}

struct SkimmedRow {
  const char* name;
  std::string text;
  std::string path;
  bool headers_seen;
  const char* accept;
};

TEST(RequestParser, RejectedHeadStillTellsPathAndHeaders) {
  const std::string headers = "Accept-Language: nl\r\nAccept:  text/html\r\n\r\n";
  const SkimmedRow rows[] = {
      {"a target that is no UTF-8", "GET /en/%E0%A4%A?q HTTP/1.1\r\nHost: a\r\n" + headers,
       "/en/%E0%A4%A", true, "text/html"},
      {"a target that is too long", "GET /en/" + std::string(300, 'x') + " HTTP/1.1\r\n" + headers,
       "/en/" + std::string(60, 'x'), true, "text/html"},
      {"one without an end", "GET /en/" + std::string(2'000, 'x'), "/en/" + std::string(60, 'x'),
       false, ""},
      {"no host", "GET /nl/ HTTP/1.1\r\n" + headers, "/nl/", true, "text/html"},
      {"no path", "GET http://b/ HTTP/1.1\r\nHost: a\r\n" + headers, "", true, "text/html"},
      {"no request", "hello\r\n\r\n", "", true, ""},
  };
  const ServerLimits limits = SmallLimits();
  for (const SkimmedRow& row : rows) {
    SCOPED_TRACE(row.name);
    RequestParser parser(limits);
    (void)parser.Feed(row.text);
    ASSERT_EQ(parser.state(), State::kRefused);
    EXPECT_EQ(parser.refused().path, row.path);
    EXPECT_EQ(parser.headers_seen(), row.headers_seen);
    EXPECT_EQ(parser.refused().Find("accept").value_or(""), row.accept);
  }
}

TEST(RequestParser, ChunksAreReadHoweverTheyArrive) {
  const std::string text =
      "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n0A;name=\"v\"\r\n0123456789\r\n0\r\nContent-Type: evil\r\nHost: evil\r\n\r\n";
  const ServerLimits limits = SmallLimits();
  for (std::size_t piece = 1; piece <= text.size(); ++piece) {
    RequestParser parser(limits);
    const std::string rest = FeedInPieces(parser, text + "rest", piece);
    ASSERT_EQ(parser.state(), State::kDone) << piece;
    EXPECT_FALSE(parser.keep_alive()) << "a connection ends after chunks";
    const Request request = parser.Take();
    EXPECT_EQ(request.body, "abc0123456789");
    EXPECT_EQ(request.headers.size(), 2u) << "trailers are no headers";
    EXPECT_EQ(rest, "rest");
  }
}

// Beast 1.74 asserts that a last chunk received in pieces is longer than this one.
TEST(RequestParser, EmptyChunkedBodyIsReadByteByByte) {
  const ServerLimits limits = SmallLimits();
  RequestParser parser(limits);
  FeedInPieces(parser, "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
               1);
  ASSERT_EQ(parser.state(), State::kDone);
  EXPECT_EQ(parser.Take().body, "");
}

struct RefusedCase {
  const char* what;
  std::string text;
  int status;
};

std::string Head(const std::string& line, const std::string& headers) {
  return line + "\r\nHost: a\r\n" + headers + "\r\n";
}

std::vector<RefusedCase> RefusedCases() {
  const std::string chunked = Head("POST / HTTP/1.1", "Transfer-Encoding: chunked\r\n");
  std::string many;
  for (int i = 0; i < 8; ++i) many += "A: b\r\n";
  return {
      {"no colon", Head("GET / HTTP/1.1", "Nothing\r\n"), 400},
      {"a blank before the colon", Head("GET / HTTP/1.1", "A : b\r\n"), 400},
      {"an empty name", Head("GET / HTTP/1.1", ": b\r\n"), 400},
      {"a NUL in a value", Head("GET / HTTP/1.1", std::string("A: b\0c\r\n", 8)), 400},
      {"a control character in a value", Head("GET / HTTP/1.1", "A: b\x01\r\n"), 400},
      {"a bare CR in a value", Head("GET / HTTP/1.1", "A: b\rc\r\n"), 400},
      {"a bare LF in a value", Head("GET / HTTP/1.1", "A: b\nC: d\r\n"), 400},
      {"a folded header", Head("GET / HTTP/1.1", "A: b\r\n c\r\n"), 400},
      {"a folded encoding", Head("POST / HTTP/1.1", "Transfer-Encoding:\r\n chunked\r\n"), 400},
      {"two blanks in the line", Head("GET  / HTTP/1.1", ""), 400},
      {"a blank after the version", Head("GET / HTTP/1.1 ", ""), 400},
      {"another version", Head("GET / HTTP/3.0", ""), 505},
      {"an unknown method", Head("BREW / HTTP/1.1", ""), 501},
      {"two dots", Head("GET /../etc HTTP/1.1", ""), 400},
      {"both framings, length first",
       Head("POST / HTTP/1.1", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 400},
      {"both framings, chunks first",
       Head("POST / HTTP/1.1", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), 400},
      {"equal lengths", Head("POST / HTTP/1.1", "Content-Length: 5\r\nContent-Length: 5\r\n"), 400},
      {"a length beyond 64 bits",
       Head("POST / HTTP/1.1", "Content-Length: 18446744073709551616\r\n"), 400},
      {"a length close to 64 bits",
       Head("POST / HTTP/1.1", "Content-Length: 18446744073709551615\r\n"), 413},
      {"xchunked", Head("POST / HTTP/1.1", "Transfer-Encoding: xchunked\r\n"), 400},
      {"identity", Head("POST / HTTP/1.1", "Transfer-Encoding: identity\r\n"), 400},
      {"an expectation", Head("POST / HTTP/1.1", "Expect: cake\r\n"), 417},
      {"a second host", Head("GET / HTTP/1.1", "Host: b\r\n"), 400},
      {"nine headers", Head("GET / HTTP/1.1", many), 431},
      {"a long head", Head("GET / HTTP/1.1", "A: " + std::string(1024, 'b') + "\r\n"), 431},
      {"a long line", Head("GET /" + std::string(200, 'a') + " HTTP/1.1", ""), 414},
      {"a long body", Head("POST / HTTP/1.1", "Content-Length: 101\r\n"), 413},
      {"a long body where more is allowed", Head("POST /big HTTP/1.1", "Content-Length: 1001\r\n"),
       413},
      {"a long body where less is allowed",
       Head("POST /big/small HTTP/1.1", "Content-Length: 11\r\n"), 413},
      {"a long chunk", chunked + "65\r\n" + std::string(101, 'a') + "\r\n0\r\n\r\n", 413},
      {"a chunk of no size", chunked + "\r\nabc\r\n", 400},
      {"a chunk of a negative size", chunked + "-1\r\nabc\r\n", 400},
      {"a chunk of junk size", chunked + "3x\r\nabc\r\n0\r\n\r\n", 400},
      {"a chunk of a size beyond 64 bits", chunked + "10000000000000000\r\na\r\n", 400},
      {"a chunk longer than said", chunked + "3\r\nabcd\r\n0\r\n\r\n", 400},
      {"a chunk line without end", chunked + "3;" + std::string(5000, 'a'), 400},
      {"a chunk line with a bare LF", chunked + "3\nabc\r\n0\r\n\r\n", 400},
  };
}

TEST(RequestParser, RejectionDoesNotDependOnHowTheBytesArrive) {
  const ServerLimits limits = SmallLimits();
  for (const auto& c : RefusedCases()) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, c.text.size()}) {
      RequestParser parser(limits);
      FeedInPieces(parser, c.text, piece);
      ASSERT_EQ(parser.state(), State::kRefused) << c.what << ", in pieces of " << piece;
      EXPECT_EQ(parser.problem().status, c.status) << c.what << ", in pieces of " << piece;
    }
  }
}

TEST(RequestParser, RequestsOfExactlyTheLimitsAreAccepted) {
  std::string seven;
  for (int i = 0; i < 7; ++i) seven += "A: b\r\n";
  const std::string cases[] = {
      Head("GET / HTTP/1.1", seven),
      Head("POST / HTTP/1.1", "Content-Length: 100\r\n") + std::string(100, 'a'),
      Head("POST /big HTTP/1.1", "Content-Length: 1000\r\n") + std::string(1000, 'a'),
      Head("POST /big/small HTTP/1.1", "Content-Length: 10\r\n") + std::string(10, 'a'),
      Head("POST / HTTP/1.1", "Transfer-Encoding: chunked\r\n") + "64\r\n" + std::string(100, 'a') +
          "\r\n0\r\n\r\n",
      Head("GET /" + std::string(200 - 14, 'a') + " HTTP/1.1", ""),
      Head("GET / HTTP/1.1", "A: " + std::string(1024 - 16 - 9 - 5 - 2, 'b') + "\r\n"),
  };
  const ServerLimits limits = SmallLimits();
  for (const auto& text : cases) {
    for (const std::size_t piece : {std::size_t{1}, text.size()}) {
      RequestParser parser(limits);
      EXPECT_EQ(FeedInPieces(parser, text, piece), "");
      EXPECT_EQ(parser.state(), State::kDone) << text << parser.problem().code;
    }
  }
}

TEST(RequestParser, HeadBecomesGetAndPersistenceIsDetermined) {
  const ServerLimits limits = SmallLimits();
  struct Case {
    const char* text;
    bool keep_alive, head_only, http10;
  };
  const Case cases[] = {
      {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", true, false, false},
      {"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", true, true, false},
      {"GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n", false, false, false},
      {"GET / HTTP/1.0\r\n\r\n", false, false, true},
      {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", true, false, true},
  };
  for (const auto& c : cases) {
    RequestParser parser(limits);
    FeedInPieces(parser, c.text, 1000);
    ASSERT_EQ(parser.state(), State::kDone) << c.text;
    EXPECT_EQ(parser.keep_alive(), c.keep_alive) << c.text;
    EXPECT_EQ(parser.head_only(), c.head_only) << c.text;
    EXPECT_EQ(parser.http10(), c.http10) << c.text;
    EXPECT_EQ(parser.Take().method, "GET") << c.text;
  }
}

}  // namespace
}  // namespace herlaad::net
