#include "apps/herlaad/cli/typed.h"

#include <string>

#include "api/http/topups/placing/place_body.h"
#include "apps/herlaad/cli/console.h"
#include "base/numbers/typed_digits.h"

namespace herlaad::app {

Result<Msisdn, ExitCode> ReadNumber(std::string_view typed, std::string_view option) {
  const auto number = http::ReadMsisdn(typed, "msisdn");
  if (number.ok()) return *number;
  const std::string before = option.empty() ? "" : std::string(option) + ": ";
  return Failure{ComplainOfUsage(before + number.error().DetailIn(messages::Language::kEn))};
}

Result<Money, ExitCode> ReadEuros(std::string_view typed) {
  const auto plain = numbers::ReadTypedText(typed);
  if (!plain.ok()) {
    return Failure{ComplainOfUsage("“" + plain.error().shown + "” (character " +
                                   std::to_string(plain.error().position) +
                                   "): digits of another script. Type the amount with the digits "
                                   "0 to 9.")};
  }
  const auto amount = money::ParseEuros(*plain);
  if (!amount.ok()) return Failure{ComplainOfUsage(std::string(money::Text(amount.error())))};
  return *amount;
}

}  // namespace herlaad::app
