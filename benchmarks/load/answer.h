// A minimal HTTP/1.1 response reader: finds where an answer ends. The generator must cost far less
// than the server.
#pragma once

#include <cstddef>
#include <string_view>

namespace herlaad::bench {

struct Answer {
  enum class State { kIncomplete, kComplete, kBroken };
  State state = State::kIncomplete;
  int status = 0;
  bool closes = false;  // "Connection: close"
  std::string_view body;
  std::size_t size = 0;  // head and body, from the beginning of the text
};

// The first answer in `text`. An answer without Content-Length (except 204 and 304) is kBroken:
// chunks are not supported.
Answer ReadAnswer(std::string_view text);

// The value of the first "id" of a JSON body; empty if there is none.
std::string_view IdIn(std::string_view json);

}  // namespace herlaad::bench
