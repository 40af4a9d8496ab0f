#include "domain/reconcile/day.h"

#include <charconv>
#include <chrono>

namespace herlaad::reconcile {
namespace {

constexpr int kFirstYear = 1970;
constexpr int kLastYear = 2199;
constexpr Millis kDay{86'400'000};

std::optional<int> Number(std::string_view digits) {
  int value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || digits.front() < '0' || digits.front() > '9') return std::nullopt;
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
  return value;
}

std::chrono::year_month_day In(const calendar::Date& date) {
  return {std::chrono::year(date.year), std::chrono::month(date.month), std::chrono::day(date.day)};
}

}  // namespace

Day DayOf(const calendar::Date& date) {
  return static_cast<Day>(std::chrono::sys_days(In(date)).time_since_epoch().count());
}

Day DayOf(Instant at) { return DayOf(calendar::LocalTimeOf(at).date); }

calendar::Date DateOf(Day day) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day())};
}

// Noon in UTC is within the day in Brussels, summer and winter; the day before ends where it
// begins.
Instant StartOf(Day day) {
  const Instant noon{(static_cast<std::int64_t>(day) - 1) * kDay.count() + kDay.count() / 2};
  return calendar::EndOfDay(noon) + Millis(1);
}

std::string DayText(Day day) {
  const calendar::Date date = DateOf(day);
  const auto two = [](unsigned value) { return (value < 10 ? "-0" : "-") + std::to_string(value); };
  return std::to_string(date.year) + two(date.month) + two(date.day);
}

std::optional<Day> ParseDay(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = Number(text.substr(0, 4));
  const auto month = Number(text.substr(5, 2));
  const auto day = Number(text.substr(8, 2));
  if (!year || !month || !day || *year < kFirstYear || *year > kLastYear) return std::nullopt;
  const calendar::Date date{*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day)};
  if (!In(date).ok()) return std::nullopt;
  return DayOf(date);
}

}  // namespace herlaad::reconcile
