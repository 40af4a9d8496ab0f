// References as people hand them on: typed from a screen or a paper, in capitals, or as the whole
// link of a page that shows one. One rule for the command line and the API.
#pragma once

#include <optional>
#include <string_view>

#include "base/core/id.h"

namespace herlaad::orders {

// The order that `typed` names: "tu_…" in either case, alone, with the code of its link behind it
// or with a part's name ("-p1"), or the link of its page. Spaces around it are nobody's.
std::optional<OrderId> ReadReference(std::string_view typed);

// The same for the number of a receipt, "re_…".
std::optional<OrderId> ReadReceiptNumber(std::string_view typed);

}  // namespace herlaad::orders
