// Checks of a request that Beast's parser does not make. Pure functions; each returns the problem
// to reject the request with, or nothing. Texts are the bytes as received.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/net/http.h"
#include "adapters/net/problem.h"
#include "base/core/result.h"

namespace herlaad::net {

struct Target {
  std::string path;   // decoded, see Request::path
  std::string query;  // as sent
};

// Checks an incomplete head, so that bytes which cannot become a request are rejected at once
// instead of after a time-out.
std::optional<Problem> CheckUnfinishedHead(std::string_view head, std::size_t request_line_bytes);

// Checks a complete head, including "\r
// \r
// ": length and version of the request line, no folded header.
std::optional<Problem> CheckFinishedHead(std::string_view head, std::size_t request_line_bytes);

std::optional<Problem> CheckMethod(std::string_view method);

// The origin form of a target in absolute form ("http://host/path"), which every server must accept
// (RFC 9112, 3.2.2), if its host is the one the request is for: this server is not a proxy. Returns
// any other target unchanged.
std::string OriginForm(std::string_view target, const std::vector<Header>& headers);

// Accepts only the origin form ("/path?query") without anything that two parsers could take for
// different paths.
Result<Target, Problem> CheckTarget(std::string_view target);

// Host, Content-Length, Transfer-Encoding and Expect in combination; names in lower case. `minor`
// is the y of HTTP/1.y.
std::optional<Problem> CheckHeaders(const std::vector<Header>& headers, int minor);

}  // namespace herlaad::net
