#include "api/http/core/parameters/list_parameters.h"

#include <charconv>

#include "base/calendar/calendar.h"
#include "base/core/id.h"
#include "engine/ports/queries.h"

namespace herlaad::http {
namespace {

constexpr std::string_view kCursorPrefix = "c";
// The range that the calendar supports, far beyond any real request.
constexpr Instant kFirstDay{86'400'000LL * 365};         // in 1971
constexpr Instant kLastDay{86'400'000LL * 365 * 1'000};  // about 2969

}  // namespace

Problem ParameterProblem(std::string_view name, std::string detail) {
  Problem problem(Code::kParameterInvalid);
  problem.Say("problem.parameter_invalid.in_english",
              {{"parameter", std::string(name)}, {"sentence", detail}});
  return problem.Detail(std::move(detail)).With("parameter", name);
}

Result<std::size_t, Problem> ReadLimit(const std::string& text) {
  std::size_t limit = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, limit);
  const bool whole = read.ec == std::errc() && read.ptr == end;
  if (whole && limit >= 1 && limit <= engine::kPageMax) return limit;
  return Failure{ParameterProblem("limit", "limit is a whole number from 1 to 100.")};
}

Result<std::int64_t, Problem> ReadCursor(const std::string& text) {
  if (const auto id = ParseIdText(kCursorPrefix, text)) return *id;
  return Failure{ParameterProblem("cursor", "cursor is what `next` of the page before was.")};
}

std::string CursorText(std::int64_t id) { return IdText(kCursorPrefix, id); }

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
