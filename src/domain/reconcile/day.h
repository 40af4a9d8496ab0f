// A day of the calendar as a number, counted from 1 January 1970, so that days can be subtracted.
// Instants become days in Europe/Brussels, where banks and shops end them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/calendar/calendar.h"
#include "base/core/instant.h"

namespace herlaad::reconcile {

using Day = std::int32_t;

Day DayOf(const calendar::Date& date);
Day DayOf(Instant at);  // in Brussels
calendar::Date DateOf(Day day);
// The first instant of the day in Brussels.
Instant StartOf(Day day);

std::string DayText(Day day);  // "2026-11-29"
// Reads what DayText writes; nullopt for a day that does not exist, or outside 1970 to 2199.
std::optional<Day> ParseDay(std::string_view text);

}  // namespace herlaad::reconcile
