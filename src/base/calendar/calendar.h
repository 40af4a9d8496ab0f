// Calendar rules in Europe/Brussels: pure functions over Instant, a few nanoseconds each, safe from
// every thread. Right for 1970 to 2037; later instants keep winter time all year, because that is
// where the machine's zone data ends.
//
// Instants must lie in 1970 to 9998, what is added must stay within kDaysMax or kMonthsMax:
// CHECKed.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "base/core/instant.h"
#include "base/core/result.h"

namespace herlaad::calendar {

// Reads the zone. Call it at start: the reason it gives says what to install. Without it the first
// other call here loads the zone, and stops the program when it cannot.
Status<std::string> Load();

// A calendar month, year * 100 + month: 202611.
struct Month {
  std::int32_t number = 0;
  friend auto operator<=>(const Month&, const Month&) = default;
};

Month MonthOf(Instant at);
Instant StartOfMonth(Month month);     // CHECKs that it is one
Instant StartOfNextMonth(Instant at);  // the first instant after at's month

// The last millisecond of at's day in Brussels: 23:59:59.999 there.
Instant EndOfDay(Instant at);

inline constexpr int kDaysMax = 36'600;
inline constexpr int kMonthsMax = 1'200;

// "Valid for n days (months)": the end of the local day n days (months) after from's local day, so
// nobody loses the day on which they bought. A day that its month does not have becomes the month's
// last: 31 January + 1 month is 28 or 29 February. n >= 0.
Instant AddDaysEndOfDay(Instant from, int days);
Instant AddMonthsEndOfDay(Instant from, int months);

std::string LocalDate(Instant at);      // "2026-11-22"
std::string LocalDateTime(Instant at);  // "2026-11-22 14:02", for receipts

}  // namespace herlaad::calendar
