// Wrapper around libphonenumber; only its .cc includes the library's headers.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/core/result.h"
#include "base/numbers/msisdn.h"

namespace herlaad::numbers {

// `national` is a Belgian number without country code and trunk zero: 1 to 20 ASCII digits, such as
// 470123456. Returns its Msisdn value if the library knows it as a mobile number of 045 to 049,
// otherwise the reason why not. Takes about 10 us.
Result<std::int64_t, MsisdnError> ReadNational(std::string_view national);

}  // namespace herlaad::numbers
