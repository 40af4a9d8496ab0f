// herlaad reconcile: the parts of the noun.
#pragma once

#include "apps/herlaad/cli/cli.h"

namespace herlaad::app {

inline constexpr const char* kReconcilePath = "/admin/reconciliation";
inline constexpr Millis kReconcileTimeout{1'800'000};  // comparing millions of lines takes minutes

void AddReconcileImport(CLI::App& noun, Run& run);
void AddReconcileWithdraw(CLI::App& noun, Run& run);

// Accepts a day.
CLI::Validator ADay();
std::string Yesterday();  // in Brussels

// "12 lines compared, 11 matched, 1 new difference, 3 open in all".
void PrintReconciled(const nlohmann::json& body);
// With the explanation below it.
void PrintDifference(const nlohmann::json& difference);
// "€12.50", "€1,500,062.77" of an integer number of cents under `key`.
std::string CentsText(const nlohmann::json& object, const char* key);

}  // namespace herlaad::app
