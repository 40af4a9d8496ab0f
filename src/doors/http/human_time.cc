#include "doors/http/human_time.h"

#include <array>
#include <string_view>

#include "base/calendar/calendar.h"

namespace herlaad::http {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

int TwoDigits(std::string_view text) { return (text[0] - '0') * 10 + (text[1] - '0'); }

}  // namespace

std::string HumanDate(Instant at) {
  const std::string date = calendar::LocalDate(at);  // "2027-11-22"
  const std::string_view text = date;
  const int month = TwoDigits(text.substr(5));
  std::string human = std::to_string(TwoDigits(text.substr(8)));
  human.append(" ").append(kMonths.at(static_cast<std::size_t>(month - 1))).append(" ");
  return human.append(text.substr(0, 4));
}

std::string HumanDateTime(Instant at) {
  const std::string local = calendar::LocalDateTime(at);  // "2027-11-22 14:02"
  return local.substr(11) + " on " + HumanDate(at);
}

}  // namespace herlaad::http
