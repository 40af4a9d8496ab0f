#include "base/calendar/calendar.h"

#include <date/tz.h>

#include <algorithm>
#include <exception>
#include <vector>

#include "base/core/check.h"
#include "base/core/digits.h"

namespace herlaad::calendar {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::local_days;
using std::chrono::local_time;
using std::chrono::months;
using std::chrono::seconds;
using std::chrono::year_month;
using std::chrono::year_month_day;

constexpr std::int64_t kHourMs = 3'600'000;
constexpr char kZoneName[] = "Europe/Brussels";
constexpr std::int64_t kLastMs = 253'370'764'799'999;  // 9998-12-31T23:59:59.999Z

// From `begin_ms` on, local time is UTC + offset_ms.
struct Period {
  std::int64_t begin_ms = 0;
  std::int64_t offset_ms = 0;
};

// The zone's periods from 1970 on, in ascending order. Copied from the library once and never
// changed, so that a lookup is a lock-free binary search in a small array.
struct Zone {
  std::vector<Period> periods;
  std::string problem;  // empty if the zone was read
};

std::vector<Period> ReadPeriods(const date::time_zone& zone) {
  std::vector<Period> periods;
  const auto end = date::sys_days(date::year(2038) / 1 / 1);
  date::sys_seconds at{seconds(0)};
  while (at < end) {
    const date::sys_info info = zone.get_info(at);
    periods.push_back({at.time_since_epoch().count() * 1000, info.offset.count() * 1000});
    at = info.end;
  }
  return periods;
}

const Period& PeriodOf(const std::vector<Period>& periods, std::int64_t ms) {
  const auto after = std::upper_bound(
      periods.begin(), periods.end(), ms,
      [](std::int64_t value, const Period& period) { return value < period.begin_ms; });
  return *(after == periods.begin() ? after : after - 1);
}

// Some builds of the zone data omit transitions that can be computed from rules, and the library
// does not compute them. Every summer time would then silently be one hour off.
bool KnowsSummerTime(const std::vector<Period>& periods) {
  constexpr std::int64_t kJanuary2037 = 2'114'380'800'000;
  constexpr std::int64_t kJuly2037 = 2'130'019'200'000;
  return PeriodOf(periods, kJanuary2037).offset_ms == kHourMs &&
         PeriodOf(periods, kJuly2037).offset_ms == 2 * kHourMs;
}

Zone ReadZone() {
  constexpr char kAdvice[] = "; install the package tzdata";
  Zone zone;
  try {
    zone.periods = ReadPeriods(*date::locate_zone(kZoneName));
  } catch (const std::exception& error) {
    zone.problem =
        std::string("time zone Europe/Brussels cannot be read: ") + error.what() + kAdvice;
    return zone;
  }
  if (zone.periods.empty() || !KnowsSummerTime(zone.periods)) {
    zone.problem = std::string("time zone Europe/Brussels lacks its summer times") + kAdvice;
  }
  return zone;
}

const Zone& TheZone() {
  static const Zone zone = ReadZone();
  return zone;
}

std::int64_t OffsetAt(std::int64_t ms) {
  const Zone& zone = TheZone();
  CHECK(zone.problem.empty(), "time zone Europe/Brussels is there (package tzdata)");
  return PeriodOf(zone.periods, ms).offset_ms;
}

local_time<Millis> ToLocal(Instant at) {
  CHECK(at.ms >= 0 && at.ms <= kLastMs, "calendar rules are for 1970 to 9998");
  return local_time<Millis>(Millis(at.ms + OffsetAt(at.ms)));
}

// Brussels has changed its clock at 01:00 UTC, never near midnight, since 1970. Midnight computed
// with the winter offset is therefore the true midnight or one hour after it, and both have the
// same offset.
Instant StartOfDay(local_days day) {
  const std::int64_t local_ms = Millis(day.time_since_epoch()).count();
  return {local_ms - OffsetAt(local_ms - kHourMs)};
}

Instant EndOf(local_days day) { return StartOfDay(day + days(1)) - Millis(1); }

year_month_day DateOf(Instant at) { return year_month_day(floor<days>(ToLocal(at))); }

// "2026-11-22".
char* WriteDate(const Date& date, char* at) {
  at = WriteFourDigits(static_cast<unsigned>(date.year), at);
  *at = '-';
  at = WriteTwoDigits(date.month, at + 1);
  *at = '-';
  return WriteTwoDigits(date.day, at + 1);
}

}  // namespace

Status<std::string> Load() {
  const Zone& zone = TheZone();
  if (!zone.problem.empty()) return Failure{zone.problem};
  return Nothing{};
}

Month MonthOf(Instant at) {
  const year_month_day date = DateOf(at);
  return {static_cast<int>(date.year()) * 100 +
          static_cast<int>(static_cast<unsigned>(date.month()))};
}

Instant StartOfMonth(Month month) {
  const year_month first{std::chrono::year(month.number / 100),
                         std::chrono::month(static_cast<unsigned>(month.number % 100))};
  CHECK(month.number >= 197'002 && month.number <= 999'812 && first.ok(),
        "a month is year * 100 + 1 to 12, from 197002 on");
  return StartOfDay(local_days(first / 1));
}

Instant StartOfNextMonth(Instant at) {
  const year_month_day date = DateOf(at);
  const year_month next = date.year() / date.month() + months(1);
  return StartOfDay(local_days(next / 1));
}

Instant EndOfDay(Instant at) { return EndOf(floor<days>(ToLocal(at))); }

Instant AddDaysEndOfDay(Instant from, int count) {
  CHECK(count >= 0 && count <= kDaysMax, "days added are within bounds");
  return EndOf(floor<days>(ToLocal(from)) + days(count));
}

Instant AddMonthsEndOfDay(Instant from, int count) {
  CHECK(count >= 0 && count <= kMonthsMax, "months added are within bounds");
  const year_month_day date = DateOf(from);
  const year_month target = date.year() / date.month() + months(count);
  const auto last = (target / std::chrono::last).day();
  return EndOf(local_days(target / std::min(date.day(), last)));
}

LocalTime LocalTimeOf(Instant at) {
  const local_time<Millis> local = ToLocal(at);
  const local_days day = floor<days>(local);
  const year_month_day date(day);
  return {{static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
           static_cast<unsigned>(date.day())},
          static_cast<int>((local - day) / std::chrono::minutes(1))};
}

std::string LocalDate(Instant at) {
  std::string text(10, '\0');
  WriteDate(LocalTimeOf(at).date, text.data());
  return text;
}

std::string LocalDateTime(Instant at) {
  const LocalTime local = LocalTimeOf(at);
  const auto minutes = static_cast<unsigned>(local.minutes);
  std::string text(16, '\0');
  char* after_date = WriteDate(local.date, text.data());
  *after_date = ' ';
  char* const after_hours = WriteTwoDigits(minutes / 60, after_date + 1);
  *after_hours = ':';
  WriteTwoDigits(minutes % 60, after_hours + 1);
  return text;
}

}  // namespace herlaad::calendar
