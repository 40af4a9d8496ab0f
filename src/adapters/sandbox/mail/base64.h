// Base64 (RFC 4648) of the attachments of mails.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace herlaad::sandbox {

// The decoded bytes; nothing if the text is not padded base64 on one line.
std::optional<std::string> FromBase64(std::string_view text);

}  // namespace herlaad::sandbox
