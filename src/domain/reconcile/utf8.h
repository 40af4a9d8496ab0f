// UTF-8, as far as bank texts need it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace herlaad::reconcile {

// Characters of `text`; nullopt if it is not UTF-8 (RFC 3629).
std::optional<std::size_t> CountUtf8(std::string_view text);

// ISO 8859-1 as UTF-8.
std::string Latin1ToUtf8(std::string_view text);

}  // namespace herlaad::reconcile
