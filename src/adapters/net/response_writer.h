// ResponseWriter: turns a Response into bytes, with the headers every answer of ours carries.
#pragma once

#include <cstdint>
#include <string>

#include "adapters/net/http.h"

namespace herlaad::net {

struct Framing {
  bool keep_alive = true;
  bool head_only = false;  // the request was HEAD: lengths as for GET, no body
  bool secure = false;     // adds Strict-Transport-Security
  bool http10 = false;     // must be told that the connection stays open
};

class ResponseWriter {
 public:
  // The Date of the answers that follow, in seconds since 1970; written out once a second.
  void SetTime(std::int64_t unix_seconds);

  // Appends status line, headers and body; of an answer with an open body what there is of it, and
  // no length: then the framing must not keep the connection alive. A header of the response that
  // could break the framing (a line break in it, or a name the server owns) is left out.
  void Append(const Response& response, const Framing& framing, std::string& out) const;

 private:
  std::int64_t unix_seconds_ = -1;
  std::string date_line_;  // "Date: …\r\n"
};

}  // namespace herlaad::net
