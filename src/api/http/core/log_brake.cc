#include "api/http/core/log_brake.h"

#include <utility>

namespace herlaad::http {
namespace {

constexpr Millis kMinute{60'000};

}  // namespace

std::optional<std::int64_t> LogBrake::Admit(std::string_view event, Instant now) {
  const std::lock_guard lock(mutex_);
  Count& count = counts_.try_emplace(std::string(event)).first->second;
  // A clock that was set back also starts a new minute.
  if (count.written == 0 || now < count.minute_from || now >= count.minute_from + kMinute) {
    count.minute_from = now;
    count.written = 0;
  }
  if (count.written >= kLinesPerMinute) {
    ++count.left_out;
    return std::nullopt;
  }
  ++count.written;
  return std::exchange(count.left_out, 0);
}

}  // namespace herlaad::http
