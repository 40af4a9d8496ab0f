// LogBrake: what a stranger can cause is not written down as often as they cause it. At most
// kLinesPerMinute lines an event in a minute; the first one after that says how many were left out.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/instant.h"

namespace herlaad::http {

inline constexpr int kLinesPerMinute = 10;

class LogBrake {
 public:
  // Whether a line about `event` (one of a few fixed names) is to be written now, and if so how
  // many were left out since the last one. Safe from any thread.
  std::optional<std::int64_t> Admit(std::string_view event, Instant now);

 private:
  struct Count {
    Instant minute_from{};
    int written = 0;
    std::int64_t left_out = 0;
  };
  std::mutex mutex_;
  std::map<std::string, Count, std::less<>> counts_;
};

}  // namespace herlaad::http
