#include "base/calendar/calendar.h"

#include <date/tz.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <iostream>
#include <string>

namespace herlaad::calendar {
namespace {

Instant At(const char* text) {
  const auto parsed = ParseRfc3339(text);
  EXPECT_TRUE(parsed.has_value()) << text;
  return parsed.value_or(Instant{});
}

TEST(Calendar, TimeZoneLoads) {
  const auto loaded = Load();
  EXPECT_TRUE(loaded.ok()) << loaded.error();
}

struct MonthRow {
  const char* name;
  const char* at;
  int month;
  const char* next;
};

TEST(Calendar, MonthsBeginAtMidnightInBrussels) {
  const MonthRow rows[] = {
      {"an ordinary day", "2026-11-22T13:02:11.042Z", 202611, "2026-11-30T23:00:00.000Z"},
      {"the last millisecond of a month", "2026-11-30T22:59:59.999Z", 202611,
       "2026-11-30T23:00:00.000Z"},
      {"the first millisecond, still November in UTC", "2026-11-30T23:00:00.000Z", 202612,
       "2026-12-31T23:00:00.000Z"},
      {"the last millisecond of a year", "2026-12-31T22:59:59.999Z", 202612,
       "2026-12-31T23:00:00.000Z"},
      {"the first of the new year", "2026-12-31T23:00:00.000Z", 202701, "2027-01-31T23:00:00.000Z"},
      {"in summer midnight is 22:00 UTC", "2026-06-30T21:59:59.999Z", 202606,
       "2026-06-30T22:00:00.000Z"},
      {"one millisecond later", "2026-06-30T22:00:00.000Z", 202607, "2026-07-31T22:00:00.000Z"},
      {"March begins in winter time, April in summer time", "2026-03-01T00:00:00.000Z", 202603,
       "2026-03-31T22:00:00.000Z"},
      {"October begins in summer time, November in winter time", "2026-10-01T00:00:00.000Z", 202610,
       "2026-10-31T23:00:00.000Z"},
      {"a leap year's February", "2028-02-29T22:59:59.999Z", 202802, "2028-02-29T23:00:00.000Z"},
      {"the beginning of time", "1970-01-01T00:00:00Z", 197001, "1970-01-31T23:00:00.000Z"},
  };
  for (const MonthRow& row : rows) {
    const Instant at = At(row.at);
    EXPECT_EQ(MonthOf(at).number, row.month) << row.name;
    EXPECT_EQ(ToRfc3339(StartOfNextMonth(at)), row.next) << row.name;
  }
}

struct AddRow {
  const char* name;
  const char* from;
  int count;
  const char* until;
};

TEST(Calendar, ValidityInMonthsEndsWithTheLocalDay) {
  const AddRow rows[] = {
      {"twelve months", "2026-11-22T13:02:11.042Z", 12, "2027-11-22T22:59:59.999Z"},
      {"none: until tonight", "2026-11-22T13:02:11.042Z", 0, "2026-11-22T22:59:59.999Z"},
      {"31 January and a month", "2026-01-31T12:00:00Z", 1, "2026-02-28T22:59:59.999Z"},
      {"31 January and a month in a leap year", "2028-01-31T12:00:00Z", 1,
       "2028-02-29T22:59:59.999Z"},
      {"29 February and twelve months", "2028-02-29T12:00:00Z", 12, "2029-02-28T22:59:59.999Z"},
      {"29 February and four years", "2028-02-29T12:00:00Z", 48, "2032-02-29T22:59:59.999Z"},
      {"31 August and six months", "2026-08-31T12:00:00Z", 6, "2027-02-28T22:59:59.999Z"},
      {"over the year's end", "2026-12-31T12:00:00Z", 1, "2027-01-31T22:59:59.999Z"},
      {"from winter into summer", "2026-01-15T12:00:00Z", 6, "2026-07-15T21:59:59.999Z"},
      {"from summer into winter", "2026-07-15T12:00:00Z", 6, "2027-01-15T22:59:59.999Z"},
      {"bought just after local midnight", "2026-11-30T23:00:00.000Z", 1,
       "2027-01-01T22:59:59.999Z"},
      {"ends on the day summer time begins", "2026-02-28T12:00:00Z", 1, "2026-03-28T22:59:59.999Z"},
  };
  for (const AddRow& row : rows) {
    EXPECT_EQ(ToRfc3339(AddMonthsEndOfDay(At(row.from), row.count)), row.until) << row.name;
  }
}

TEST(Calendar, ValidityInDaysEndsWithTheLocalDay) {
  const AddRow rows[] = {
      {"thirty days", "2026-11-22T13:02:11.042Z", 30, "2026-12-22T22:59:59.999Z"},
      {"none: until tonight", "2026-06-30T21:59:59.999Z", 0, "2026-06-30T21:59:59.999Z"},
      {"the day summer time begins has 23 hours", "2026-03-28T12:00:00Z", 1,
       "2026-03-29T21:59:59.999Z"},
      {"the day summer time ends has 25 hours", "2026-10-24T12:00:00Z", 1,
       "2026-10-25T22:59:59.999Z"},
      {"between the two 02:30 of that night, first", "2026-10-25T00:30:00Z", 0,
       "2026-10-25T22:59:59.999Z"},
      {"between the two 02:30 of that night, second", "2026-10-25T01:30:00Z", 0,
       "2026-10-25T22:59:59.999Z"},
      {"over a leap day", "2028-02-28T12:00:00Z", 2, "2028-03-01T22:59:59.999Z"},
      {"over no leap day", "2026-02-28T12:00:00Z", 2, "2026-03-02T22:59:59.999Z"},
      {"a year of days", "2026-12-31T12:00:00Z", 365, "2027-12-31T22:59:59.999Z"},
  };
  for (const AddRow& row : rows) {
    EXPECT_EQ(ToRfc3339(AddDaysEndOfDay(At(row.from), row.count)), row.until) << row.name;
  }
}

TEST(Calendar, InstantsAreFormattedInLocalTime) {
  const LocalTime summer = LocalTimeOf(At("2026-07-22T22:03:59.999Z"));
  EXPECT_EQ(summer.date, (Date{2026, 7, 23}));
  EXPECT_EQ(summer.minutes, 3);
  EXPECT_EQ(LocalDate(At("2026-11-22T13:02:11.042Z")), "2026-11-22");
  EXPECT_EQ(LocalDate(At("2026-11-22T23:00:00.000Z")), "2026-11-23");
  EXPECT_EQ(LocalDateTime(At("2026-11-22T13:02:59.999Z")), "2026-11-22 14:02");
  EXPECT_EQ(LocalDateTime(At("2026-07-22T22:00:00.000Z")), "2026-07-23 00:00");
  EXPECT_EQ(LocalDateTime(At("2026-03-29T00:59:59.999Z")), "2026-03-29 01:59");
  EXPECT_EQ(LocalDateTime(At("2026-03-29T01:00:00.000Z")), "2026-03-29 03:00");
}

Instant AnyInstant() { return {*rc::gen::inRange<std::int64_t>(0, At("2037-12-30T00:00:00Z").ms)}; }

TEST(Calendar, ResultsMatchTheDateLibrary) {
  const date::time_zone* zone = date::locate_zone("Europe/Brussels");
  EXPECT_TRUE(rc::check("the date is the library's", [zone] {
    const Instant at = AnyInstant();
    const date::sys_time<Millis> time{Millis(at.ms)};
    const auto local = date::floor<std::chrono::minutes>(zone->to_local(time));
    RC_ASSERT(LocalDateTime(at) == date::format("%Y-%m-%d %H:%M", local));
  }));
  EXPECT_TRUE(rc::check("the end of the day is the library's", [zone] {
    const Instant at = AnyInstant();
    const auto day = date::floor<date::days>(zone->to_local(date::sys_time<Millis>{Millis(at.ms)}));
    const auto next = zone->to_sys(date::local_time<Millis>(day + date::days(1)));
    RC_ASSERT(EndOfDay(at).ms == next.time_since_epoch().count() - 1);
  }));
}

TEST(Calendar, FunctionsAreConsistentWithEachOther) {
  EXPECT_TRUE(rc::check("every instant lies in its month and in its day", [] {
    const Instant at = AnyInstant();
    RC_PRE(MonthOf(at).number > 197'001);
    const Instant next = StartOfNextMonth(at);
    RC_ASSERT(StartOfMonth(MonthOf(at)) <= at && at < next);
    RC_ASSERT(MonthOf(next - Millis(1)) == MonthOf(at));
    RC_ASSERT(StartOfMonth(MonthOf(next)) == next);
    RC_ASSERT(LocalDate(EndOfDay(at)) == LocalDate(at));
    RC_ASSERT(LocalDate(EndOfDay(at) + Millis(1)) != LocalDate(at));
  }));
  EXPECT_TRUE(rc::check("a later purchase is never valid for less", [] {
    const Instant a = AnyInstant();
    const Instant b = a + Millis(*rc::gen::inRange<std::int64_t>(0, 40 * 86'400'000LL));
    const int count = *rc::gen::inRange(0, 37);
    RC_ASSERT(AddMonthsEndOfDay(a, count) <= AddMonthsEndOfDay(b, count));
    RC_ASSERT(AddDaysEndOfDay(a, count) <= AddDaysEndOfDay(b, count));
    RC_ASSERT(AddMonthsEndOfDay(a, count) >= a);
  }));
}

TEST(CalendarDeathTest, OutOfRangeArgumentsAbort) {
  const Instant now = At("2026-11-22T13:02:11.042Z");
  EXPECT_DEATH((void)MonthOf(Instant{-1}), "1970 to 9998");
  EXPECT_DEATH((void)MonthOf(Instant{INT64_MAX}), "1970 to 9998");
  EXPECT_DEATH((void)AddDaysEndOfDay(now, -1), "within bounds");
  EXPECT_DEATH((void)AddMonthsEndOfDay(now, kMonthsMax + 1), "within bounds");
  EXPECT_DEATH((void)StartOfMonth(Month{202613}), "a month is");
  EXPECT_DEATH((void)StartOfMonth(Month{0}), "a month is");
}

// The engine computes the month and the validity of every top-up. The bound is loose enough for a
// busy machine and sanitizers, and tight enough to notice a lookup that reads the zone each time
// (10 us and more).
TEST(Calendar, LookupIsFastEnoughForEveryTopup) {
  constexpr int kRounds = 100'000;
  std::int64_t sum = MonthOf(Instant{1'795'357'331'042}).number;
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < kRounds; ++i) {
    const Instant now{1'795'357'331'042 + i * 7'919LL};
    sum += MonthOf(now).number + AddMonthsEndOfDay(now, 12).ms % 7;
  }
  const auto spent = std::chrono::steady_clock::now() - begin;
  const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(spent).count() / kRounds;
  std::cout << "month and validity of a top-up: " << ns << " ns (" << sum % 10 << ")\n";
  EXPECT_LT(ns, 4'000);
}

}  // namespace
}  // namespace herlaad::calendar
