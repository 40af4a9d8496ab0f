// LogBrake: limits log lines that an unauthenticated client can cause. At most kLinesPerMinute
// lines for each event a minute; the next line after that says how many were left out.
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
  // Whether to log a line about `event` (one of a few constants) now; if so, returns how many were
  // left out since the last one. Thread-safe.
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
