// Numbers and amounts given as arguments, in any notation. Complains on stderr, as of wrong usage,
// about what cannot be read.
#pragma once

#include <string_view>

#include "apps/herlaad/cli/exit_code.h"
#include "base/core/result.h"
#include "base/money/money.h"
#include "base/numbers/msisdn.h"

namespace herlaad::app {

// With the API's sentence about what is wrong, after the `option` that it was given with, if any.
Result<Msisdn, ExitCode> ReadNumber(std::string_view typed, std::string_view option = {});

// By the rule for typed text (base/numbers/typed_digits.h), so that full-width digits and invisible
// characters do no harm.
Result<Money, ExitCode> ReadEuros(std::string_view typed);

}  // namespace herlaad::app
