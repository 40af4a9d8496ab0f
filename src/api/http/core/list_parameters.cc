#include "api/http/core/list_parameters.h"

#include <charconv>

#include "base/calendar/calendar.h"

namespace herlaad::http {
namespace {

// The range that the calendar supports, far beyond any real request.
constexpr Instant kFirstDay{86'400'000LL * 365};         // in 1971
constexpr Instant kLastDay{86'400'000LL * 365 * 1'000};  // about 2969

}  // namespace

Problem ParameterProblem(std::string_view name, std::string detail) {
  return Problem(Code::kParameterInvalid).Detail(std::move(detail)).With("parameter", name);
}

std::optional<std::size_t> ReadLimit(const std::string& text, std::size_t most) {
  std::size_t limit = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, limit);
  const bool right = read.ec == std::errc() && read.ptr == end && limit >= 1 && limit <= most;
  return right ? std::optional(limit) : std::nullopt;
}

std::optional<Instant> ReadTime(const std::string& text, int days_later) {
  if (const auto moment = ParseRfc3339(text)) return moment;
  const auto noon = ParseRfc3339(text + "T12:00:00Z");  // the same day in Brussels
  if (!noon || *noon < kFirstDay || *noon > kLastDay) return std::nullopt;
  const Millis back = std::chrono::hours(24) * (1 - days_later);
  return calendar::EndOfDay(*noon - back) + Millis(1);
}

Problem TimeProblem(std::string_view name) {
  return ParameterProblem(name, std::string(name) +
                                    " is a day in Brussels (2026-11-22) or a moment "
                                    "(2026-11-22T13:02:11Z).");
}

}  // namespace herlaad::http
