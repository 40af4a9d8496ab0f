// Base64 (RFC 4648) as mails bring files in it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace herlaad::sandbox {

// The bytes; nothing where it is not base64 with its padding, on one line.
std::optional<std::string> FromBase64(std::string_view text);

}  // namespace herlaad::sandbox
