// Any typed text is parsed into a number that round-trips, or rejected with a reason.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/core/check.h"
#include "base/numbers/msisdn.h"
#include "base/numbers/typed_digits.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using herlaad::Msisdn;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto parsed = Msisdn::Parse(text);
  if (!parsed.ok()) {
    CHECK(!Code(parsed.error()).empty(), "a refusal has a reason");
    return 0;
  }
  const auto digits = herlaad::numbers::ReadTypedDigits(text);
  CHECK(digits.ok(), "a number is made of digits");
  const auto again_typed = herlaad::numbers::ReadTypedDigits(digits->digits);
  CHECK(again_typed.ok() && again_typed->digits == digits->digits, "digits read back as they are");
  const Msisdn msisdn = parsed.value();
  for (const auto& written : {msisdn.ToE164(), msisdn.National(), msisdn.International()}) {
    const auto again = Msisdn::Parse(written);
    CHECK(again.ok() && again.value() == msisdn, "a number reads back as itself");
  }
  CHECK(Msisdn::FromValue(msisdn.value()) == msisdn, "a number survives the store");
  return 0;
}
