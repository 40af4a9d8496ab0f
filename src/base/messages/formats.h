// Amounts, numbers, dates and times in each language, as written in Belgium. The web pages do the
// same in web/src/lib/format.ts; tests/messages/formats.json tests both. Dates and times are local
// to Europe/Brussels. Spaces inside an amount do not break (U+00A0, U+202F).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/instant.h"
#include "base/messages/language.h"
#include "base/money/money.h"
#include "base/money/rounding.h"

namespace herlaad::messages {

std::string Price(Language language, Money amount);          // "€ 15,00", "15,00 €", "€15.00"
std::string RoundPrice(Language language, Money amount);     // "€ 15" for whole euros
std::string Number(Language language, std::int64_t number);  // "1.234.567"
std::string Percent(Language language, money::BasisPoints rate);  // "21%", "21 %", "5,5%"

// The spaces inside a date and inside a time are U+00A0, so that no line ends there. A Chinese date
// has none; pages keep it on one line by its form (base/messages/pieces.h).
std::string Day(Language language, Instant at);             // "22 nov 2027", "2027年11月22日"
std::string DayOfYear(Language language, Instant at);       // "22 november", "11月22日"
std::string TimeOfDay(Language language, Instant at);       // "14:02", "14 h 02"
std::string TimeOfDayExact(Language language, Instant at);  // "14:02:11", "14 h 02 min 11 s"
std::string ClockTime(Language language, int minutes);  // of minutes since midnight, up to 24:00

// Time of day, preceded by the date unless that is the date of `now`: "14:02", "21 Nov 2026,
// 14:02".
std::string Moment(Language language, Instant at, Instant now);
std::string MomentExact(Language language, Instant at, Instant now);  // with seconds

// What Price, Day and Moment return, appended to `out`.
void AppendPrice(Language language, Money amount, std::string& out);
void AppendDay(Language language, Instant at, std::string& out);
void AppendMoment(Language language, Instant at, Instant now, std::string& out);

// What stands between two sentences: nothing in Chinese, whose full stop has its own space.
std::string_view SentenceGap(Language language);

}  // namespace herlaad::messages
