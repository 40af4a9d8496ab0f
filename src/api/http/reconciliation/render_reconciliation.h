// Lists, differences and the end-of-day report as JSON.
#pragma once

#include <string>
#include <vector>

#include "api/http/core/json_writer.h"
#include "base/messages/language.h"
#include "engine/day_report.h"
#include "engine/reconcile.h"

namespace herlaad::http {

void RenderList(const engine::ImportedFile& file, JsonWriter& json);
// With an explanation in that language.
void RenderDifference(const engine::Difference& difference, messages::Language language,
                      JsonWriter& json);
std::string RenderResult(const engine::ImportedFile& file, const engine::ReconcileResult& result);
// Its totals are sums of what it lists.
std::string RenderReport(const engine::DayReport& report, messages::Language language);

}  // namespace herlaad::http
