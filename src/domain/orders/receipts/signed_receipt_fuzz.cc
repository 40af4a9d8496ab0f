// Texts from a QR code, a file or a URL: an accepted text is written back unchanged.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/core/check.h"
#include "domain/orders/receipts/signed_receipt.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto receipt = herlaad::orders::ParseSignedReceipt(text);
  if (!receipt) return 0;
  CHECK(herlaad::orders::ToText(*receipt) == text, "one receipt has one text");
  CHECK(receipt->amount >= 0 && receipt->vat >= 0 && receipt->refunded >= 0,
        "amounts are not negative");
  return 0;
}
