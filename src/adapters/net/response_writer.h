// ResponseWriter: turns a Response into bytes, with the headers every answer of ours carries.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "adapters/net/http.h"

namespace herlaad::net {

struct Framing {
  bool keep_alive = true;
  bool head_only = false;  // the request was HEAD: lengths as for GET, no body
  bool secure = false;     // adds Strict-Transport-Security
  bool http10 = false;     // must be told that the connection stays open
};

// Whether such an answer's body comes in chunks (RFC 9112, 7.1), and ends with an empty one.
bool IsChunked(const Response& response, const Framing& framing);
// `bytes` are not empty: that would be the end.
void AppendChunk(std::string_view bytes, std::string& out);

class ResponseWriter {
 public:
  // The Date of the answers that follow, in seconds since 1970; written out once a second.
  void SetTime(std::int64_t unix_seconds);

  // Appends status line, headers and body; of an answer with an open body what there is of it, as
  // a chunk where IsChunked; otherwise the framing must not keep the connection alive. A header of
  // the response that could break the framing (a line break in it, or a name the server owns) is
  // left out.
  void Append(const Response& response, const Framing& framing, std::string& out) const;

 private:
  std::int64_t unix_seconds_ = -1;
  std::string date_line_;  // "Date: …\r\n"
};

}  // namespace herlaad::net
