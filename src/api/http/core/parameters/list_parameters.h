// Query parameters that lists have in common.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/http/core/problem.h"
#include "base/core/instant.h"
#include "base/core/result.h"

namespace herlaad::http {

// 400 `parameter_invalid` about the parameter.
// `detail` is English; other readers get it after a sentence of theirs.
Problem ParameterProblem(std::string_view name, std::string detail);

// `limit`: how many items a page has at most, up to engine::kPageMax.
Result<std::size_t, Problem> ReadLimit(const std::string& text);

// `cursor`: the id of the last item of the page before, as CursorText wrote it for `next`.
Result<std::int64_t, Problem> ReadCursor(const std::string& text);
std::string CursorText(std::int64_t id);

// A day in Brussels (2026-11-22), or an instant in UTC (2026-11-22T13:02:11Z). For a day, the start
// of the day `days_later` after it, so that `until` takes in the whole day with 1.
std::optional<Instant> ReadTime(const std::string& text, int days_later);
Problem TimeProblem(std::string_view name);

}  // namespace herlaad::http
