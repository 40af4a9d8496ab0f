// Lists, differences and the end-of-day report as JSON.
#pragma once

#include <string>
#include <vector>

#include "api/http/core/json/json_writer.h"
#include "base/messages/language.h"
#include "engine/reconcile/day_report.h"
#include "engine/reconcile/reconcile.h"
#include "engine/reconcile/withdraw_list.h"

namespace herlaad::http {

void RenderList(const engine::ImportedFile& file, JsonWriter& json);
// With an explanation in that language. `line`: theirs, or nullptr where it is not known.
void RenderDifference(const engine::Difference& difference, const engine::ExternalMovement* line,
                      messages::Language language, JsonWriter& json);
std::string RenderResult(const engine::ImportedFile& file, const engine::ReconcileResult& result);
std::string RenderWithdrawn(const engine::ImportedFile& file, const engine::WithdrawResult& result);
// Its totals are sums of what it lists; of differences it lists the first ones, and counts all.
// `is_over`: the day is.
std::string RenderReport(const engine::DayReport& report, bool is_over,
                         messages::Language language);
inline constexpr std::size_t kDifferencesShown = 500;  // of a page of a list

}  // namespace herlaad::http
