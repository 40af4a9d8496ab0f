// The same requests must be accepted however the bytes are split, and accepted requests must
// satisfy http.h.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/net/requests/request_checks.h"
#include "adapters/net/requests/request_parser.h"
#include "base/core/check.h"

namespace {

using herlaad::net::Request;
using herlaad::net::RequestParser;
using herlaad::net::ServerLimits;

struct End {
  RequestParser::State state;
  Request request;
};

// Feeds pieces of `piece` bytes until the first request, a rejection or the end.
End Read(const ServerLimits& limits, std::string_view bytes, std::size_t piece) {
  RequestParser parser(limits);
  std::string waiting;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    waiting += bytes.substr(at, piece);
    for (std::size_t used = 1; used > 0;) {
      used = parser.Feed(waiting);
      CHECK(used <= waiting.size(), "no more is used than there is");
      waiting.erase(0, used);
    }
  }
  const auto state = parser.state();
  return {state, state == RequestParser::State::kDone ? parser.Take() : Request()};
}

void CheckPromises(const ServerLimits& limits, const Request& request) {
  const bool whole_server = request.method == "OPTIONS" && request.path == "*";
  CHECK(whole_server || request.path.starts_with('/'), "a path starts with a slash");
  CHECK(request.path.find("..") == std::string::npos, "a path goes only down");
  CHECK(request.path.find("//") == std::string::npos, "a path has no empty segment");
  CHECK(request.path.find('\0') == std::string::npos, "a path has no end inside");
  CHECK(request.headers.size() <= limits.headers, "headers are counted");
  CHECK(request.body.size() <= limits.body_bytes, "bodies are bounded");
  for (const auto& header : request.headers) {
    CHECK(header.value.find_first_of("\r\n") == std::string::npos, "a header is one line");
    CHECK(header.name.find_first_of(" \t\r\n:") == std::string::npos, "a name is a word");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  ServerLimits limits;
  limits.request_line_bytes = 60;
  limits.head_bytes = 300;
  limits.headers = 6;
  limits.body_bytes = 100;
  const End whole = Read(limits, text, size == 0 ? 1 : size);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{5}}) {
    const End pieces = Read(limits, text, piece);
    // A rejection may come a few bytes earlier or later, but both ways accept the same requests.
    const auto done = RequestParser::State::kDone;
    CHECK((pieces.state == done) == (whole.state == done), "the same requests pass");
    CHECK(pieces.request.path == whole.request.path, "nor does the path");
    CHECK(pieces.request.body == whole.request.body, "nor does the body");
    CHECK(pieces.request.headers.size() == whole.request.headers.size(), "nor do the headers");
  }
  if (whole.state == RequestParser::State::kDone) CheckPromises(limits, whole.request);
  return 0;
}
