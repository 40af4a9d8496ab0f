// Files and links presented as receipts. No fuzzer input can have a valid signature.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "adapters/receipts/receipt_signature.h"
#include "adapters/receipts/samples.h"
#include "base/core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace herlaad::receipts;  // NOLINT: short
  static const PublicKey key = samples::Key().Public();
  static const std::string known =
      TokenOf(herlaad::orders::SignedPartOf(samples::Credited()), samples::Key());
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const FileCheck check = CheckFile(text, {&key, 1});
  if (!check.receipt) return 0;
  CHECK(text.find(known) != std::string_view::npos, "only what was signed comes out");
  return 0;
}
