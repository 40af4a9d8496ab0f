// What must hold of a request beyond the grammar of its headers, which Beast's parser checks. Pure;
// each function gives the problem to refuse with, or nothing. All texts are bytes as they came.
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
  std::string path;   // decoded, as Request::path promises
  std::string query;  // as sent
};

// Bytes of a head that has not ended yet: what can never become a request is refused at once
// instead of after a time-out.
std::optional<Problem> CheckUnfinishedHead(std::string_view head, std::size_t request_line_bytes);

// A finished head, "\r\n\r\n" included: the request line's length and version, and no folded
// header.
std::optional<Problem> CheckFinishedHead(std::string_view head, std::size_t request_line_bytes);

std::optional<Problem> CheckMethod(std::string_view method);

// The origin form of a target in absolute form ("http://host/path"), which every server takes (RFC
// 9112, 3.2.2); only of the host that the request is for: we are nobody's proxy. Any other target
// as it is.
std::string OriginForm(std::string_view target, const std::vector<Header>& headers);

// Only the origin form ("/path?query"), nothing that two readers could take for different paths.
Result<Target, Problem> CheckTarget(std::string_view target);

// Host, Content-Length, Transfer-Encoding and Expect, together; names in lower case. `minor` is the
// y of HTTP/1.y.
std::optional<Problem> CheckHeaders(const std::vector<Header>& headers, int minor);

}  // namespace herlaad::net
