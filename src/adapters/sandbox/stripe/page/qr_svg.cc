#include "adapters/sandbox/stripe/page/qr_svg.h"

#include <qrencode.h>

#include <memory>

#include "adapters/sandbox/pages/page.h"

namespace herlaad::sandbox {
namespace {

constexpr int kQuiet = 4;  // squares of white around it, as the standard asks

}  // namespace

std::string QrSvg(const std::string& text, std::string_view label) {
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
      QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), QRcode_free);
  if (code == nullptr) return "";
  const int width = code->width;
  const std::string side = std::to_string(width + 2 * kQuiet);
  std::string squares;
  for (int y = 0; y < width; ++y) {
    for (int x = 0; x < width; ++x) {
      if ((code->data[y * width + x] & 1U) == 0) continue;
      squares += "M" + std::to_string(x + kQuiet) + " " + std::to_string(y + kQuiet) + "h1v1h-1z";
    }
  }
  // Black on white in dark mode too: readers expect it.
  return "<svg class=\"qr\" role=\"img\" aria-label=\"" + EscapeHtml(label) + "\" viewBox=\"0 0 " +
         side + " " + side + "\" shape-rendering=\"crispEdges\"><rect width=\"" + side +
         "\" height=\"" + side + "\" fill=\"#fff\"/><path fill=\"#000\" d=\"" + squares +
         "\"/></svg>\n";
}

}  // namespace herlaad::sandbox
