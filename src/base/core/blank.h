// Whether somebody wrote something: a reason of spaces is none.
#pragma once

#include <string_view>

namespace herlaad {

// Whether UTF-8 `text` has nothing to see: only white space of Unicode, and characters without
// width. Bytes that are not UTF-8 count as something.
bool IsBlank(std::string_view text);

}  // namespace herlaad
