#include "base/core/instant.h"

#include "base/core/digits.h"
#include "base/core/even_time.h"

namespace herlaad {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::sys_days;
using std::chrono::year_month_day;

std::optional<int> Digits(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

EvenTime& TimeOfThisProcess() {
  static EvenTime time;
  return time;
}

}  // namespace

std::array<char, 24> Rfc3339Of(Instant at) {
  const std::chrono::sys_time<Millis> time{Millis(at.ms)};
  const auto day = floor<days>(time);
  const year_month_day date{day};
  const auto ms = static_cast<unsigned>((time - day).count());
  std::array<char, 24> text{};
  char* at_end = WriteFourDigits(static_cast<unsigned>(static_cast<int>(date.year())), text.data());
  const auto add = [&at_end](char before, unsigned two_digits) {
    *at_end = before;
    at_end = WriteTwoDigits(two_digits, at_end + 1);
  };
  add('-', static_cast<unsigned>(date.month()));
  add('-', static_cast<unsigned>(date.day()));
  add('T', ms / 3'600'000);
  add(':', ms / 60'000 % 60);
  add(':', ms / 1'000 % 60);
  add('.', ms % 1'000 / 10);
  at_end[0] = static_cast<char>('0' + ms % 10);
  at_end[1] = 'Z';
  return text;
}

std::string ToRfc3339(Instant at) {
  const auto text = Rfc3339Of(at);
  return {text.data(), text.size()};
}

std::optional<Instant> ParseRfc3339(std::string_view text) {
  const bool with_ms = text.size() == 24;
  if (!with_ms && text.size() != 20) return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' ||
      text.back() != 'Z' || (with_ms && text[19] != '.')) {
    return std::nullopt;
  }
  const auto y = Digits(text, 0, 4), mo = Digits(text, 5, 2), d = Digits(text, 8, 2);
  const auto h = Digits(text, 11, 2), mi = Digits(text, 14, 2), s = Digits(text, 17, 2);
  const auto ms = with_ms ? Digits(text, 20, 3) : std::optional<int>(0);
  if (!y || !mo || !d || !h || !mi || !s || !ms) return std::nullopt;
  const year_month_day date{std::chrono::year(*y), std::chrono::month(static_cast<unsigned>(*mo)),
                            std::chrono::day(static_cast<unsigned>(*d))};
  if (!date.ok() || *h > 23 || *mi > 59 || *s > 59) return std::nullopt;
  const std::int64_t day_ms = sys_days(date).time_since_epoch().count() * 86'400'000LL;
  return Instant{day_ms + *h * 3'600'000LL + *mi * 60'000LL + *s * 1'000LL + *ms};
}

Instant SystemClock::Now() {
  const auto steady = std::chrono::steady_clock::now();
  const auto system = std::chrono::system_clock::now().time_since_epoch();
  return TimeOfThisProcess().Now({std::chrono::duration_cast<Millis>(system).count()}, steady);
}

Instant SystemClock::EvenSince() {
  Now();
  return TimeOfThisProcess().Since();
}

}  // namespace herlaad
