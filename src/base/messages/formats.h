// Amounts, numbers, dates and times as readers of each language write them in Belgium; the pages'
// web/src/lib/format.ts says the same, and tests/messages/formats.json holds both to it. Dates and
// times are those of Europe/Brussels. Spaces inside an amount do not break (U+00A0, U+202F).
#pragma once

#include <cstdint>
#include <string>

#include "base/core/instant.h"
#include "base/messages/language.h"
#include "base/money/money.h"
#include "base/money/rounding.h"

namespace herlaad::messages {

std::string Price(Language language, Money amount);       // "€ 15,00", "15,00 €", "€15.00"
std::string RoundPrice(Language language, Money amount);  // "€ 15" when nothing is behind the point
std::string Number(Language language, std::int64_t number);       // "1.234.567"
std::string Percent(Language language, money::BasisPoints rate);  // "21%", "21 %", "5,5%"

std::string Day(Language language, Instant at);        // "22 nov 2027", "2027年11月22日"
std::string DayOfYear(Language language, Instant at);  // "22 november", "11月22日"
std::string TimeOfDay(Language language, Instant at);  // "14.02", "14 h 02", "14:02"
std::string TimeOfDayExact(Instant at);                // "14:02:11"

// The time, after its day unless that is today: "14:02", "21 Nov 2026, 14:02".
std::string Moment(Language language, Instant at, Instant now);
std::string MomentExact(Language language, Instant at, Instant now);  // with seconds

}  // namespace herlaad::messages
