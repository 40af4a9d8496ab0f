// References as people enter them: typed from a screen or a receipt, in capitals, or as the link of
// a page. The command line and the API share this rule.
#pragma once

#include <optional>
#include <string_view>

#include "base/core/id.h"

namespace herlaad::orders {

// The order named by `typed`: "tu_…" in either case, optionally followed by its link code or a part
// name ("-p1"), or the link of its page. Surrounding spaces are ignored. nullopt for anything else.
std::optional<OrderId> ReadReference(std::string_view typed);

// Likewise for a receipt number, "re_…".
std::optional<OrderId> ReadReceiptNumber(std::string_view typed);

}  // namespace herlaad::orders
