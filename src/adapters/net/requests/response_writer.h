// ResponseWriter: serialises a Response, with the headers that every response has.
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
  bool http10 = false;     // requires an explicit header to keep the connection open
};

// Whether the body of such a response is sent as chunks (RFC 9112, 7.1), the last one empty.
bool IsChunked(const Response& response, const Framing& framing);
// `bytes` must not be empty: an empty chunk ends the body.
void AppendChunk(std::string_view bytes, std::string& out);

class ResponseWriter {
 public:
  // Sets the Date of the following responses, in seconds since 1970; formatted once a second.
  void SetTime(std::int64_t unix_seconds);

  // Appends status line, headers and body. Of an open body, appends the bytes available, as a chunk
  // if IsChunked; otherwise the framing must not keep the connection alive. Omits a header that
  // could break the framing (it contains a line break, or its name is set by the server).
  void Append(const Response& response, const Framing& framing, std::string& out) const;

 private:
  std::int64_t unix_seconds_ = -1;
  std::string date_line_;  // "Date: …\r\n"
};

}  // namespace herlaad::net
