#include "adapters/receipts/qr.h"

#include <qrencode.h>

#include <memory>

#include "base/core/check.h"

namespace herlaad::receipts {

// Level M: paper gets creased, and till printers cannot print the finer squares of a higher level.
// The library packs runs of digits and capitals, which is why signatures use those.
engine::QrCode QrOf(const std::string& text) {
  const std::unique_ptr<QRcode, void (*)(QRcode*)> made(
      QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), QRcode_free);
  CHECK(made != nullptr, "a receipt's link fits into a QR code");
  engine::QrCode code;
  code.width = made->width;
  const auto squares =
      static_cast<std::size_t>(made->width) * static_cast<std::size_t>(made->width);
  code.black.reserve(squares);
  for (std::size_t i = 0; i < squares; ++i) code.black.push_back((made->data[i] & 1U) != 0);
  return code;
}

}  // namespace herlaad::receipts
