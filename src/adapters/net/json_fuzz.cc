// Any input must give either a value that survives being written and parsed again, or an error with
// a reason.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "adapters/net/json.h"
#include "base/core/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace herlaad::net;  // NOLINT: a program of one function
  const std::string_view body(reinterpret_cast<const char*>(bytes), size);
  const auto parsed = ParseStrict(body);
  if (!parsed.ok()) {
    CHECK(parsed.error().offset <= size, "a refusal points into the text");
    CHECK(!Text(parsed.error().kind).empty(), "a refusal has a reason");
    return 0;
  }
  const auto again = ParseStrict(WriteJson(*parsed));
  CHECK(again.ok() && *again == *parsed, "what is written reads back as itself");
  return 0;
}
