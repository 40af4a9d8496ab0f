// A QR code as an inline SVG picture for a page that allows neither scripts nor styles of its own.
#pragma once

#include <string>
#include <string_view>

namespace herlaad::sandbox {

// `label` is read aloud in place of the picture. Empty if the text does not fit into a code, which
// the address of a payment always does.
std::string QrSvg(const std::string& text, std::string_view label);

}  // namespace herlaad::sandbox
