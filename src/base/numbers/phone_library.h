// The seam to libphonenumber, whose headers are included in one .cc only.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/core/result.h"
#include "base/numbers/msisdn.h"

namespace herlaad::numbers {

// `national` is a Belgian number without country code and trunk zero: 1 to 20 ASCII digits, as
// 470123456. Its Msisdn value when the library knows it as a mobile number of 045 to 049, otherwise
// what it is instead. Some 10 us.
Result<std::int64_t, MsisdnError> ReadNational(std::string_view national);

}  // namespace herlaad::numbers
