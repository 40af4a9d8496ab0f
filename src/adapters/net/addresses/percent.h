// Percent-encoding of URLs (RFC 3986).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace herlaad::net {

// Decodes each %XX to a byte; nothing if a '%' is not followed by two hexadecimal digits. '+' stays
// '+'.
std::optional<std::string> PercentDecode(std::string_view text);

}  // namespace herlaad::net
