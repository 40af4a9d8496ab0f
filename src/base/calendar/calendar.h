// Calendar rules in Europe/Brussels: pure, thread-safe functions over Instant, a few nanoseconds
// each. Correct for 1970 to 2037; later instants use winter time all year, because the system's
// zone data ends there.
//
// Instants must be within 1970 to 9998, and added days and months within 0 to kDaysMax and
// kMonthsMax: CHECKed.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "base/core/instant.h"
#include "base/core/result.h"

namespace herlaad::calendar {

// Reads the time zone; call it at start. On failure the error says which package to install.
// Without this call the first use of another function reads the zone, and ends the program if it
// cannot.
Status<std::string> Load();

// A calendar month, year * 100 + month: 202611.
struct Month {
  std::int32_t number = 0;
  friend auto operator<=>(const Month&, const Month&) = default;
};

Month MonthOf(Instant at);
Instant StartOfMonth(Month month);     // CHECKs that the month exists
Instant StartOfNextMonth(Instant at);  // the first instant after at's month

// The last millisecond of at's day in Brussels: 23:59:59.999 there.
Instant EndOfDay(Instant at);

inline constexpr int kDaysMax = 36'600;
inline constexpr int kMonthsMax = 1'200;

// Validity of n days or months: until the end of the local day that is n days or months after
// from's local day, so the day of purchase never counts. A day that the target month does not have
// becomes its last day: 31 January + 1 month is 28 or 29 February. n >= 0.
Instant AddDaysEndOfDay(Instant from, int days);
Instant AddMonthsEndOfDay(Instant from, int months);

struct Date {
  int year = 0;
  unsigned month = 0;  // 1 to 12
  unsigned day = 0;    // 1 to 31
  friend bool operator==(const Date&, const Date&) = default;
};

struct LocalTime {
  Date date;
  int minutes = 0;  // since midnight
};

LocalTime LocalTimeOf(Instant at);
std::string LocalDate(Instant at);      // "2026-11-22"
std::string LocalDateTime(Instant at);  // "2026-11-22 14:02", for receipts

}  // namespace herlaad::calendar
