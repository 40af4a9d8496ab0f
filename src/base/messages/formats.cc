#include "base/messages/formats.h"

#include <array>
#include <charconv>
#include <string_view>

#include "base/calendar/calendar.h"
#include "base/core/check.h"
#include "base/core/digits.h"

namespace herlaad::messages {
namespace {

using calendar::Date;
using Months = std::array<std::string_view, 12>;

constexpr char kNoBreak[] = "\u00a0";

// How one language writes numbers and dates.
struct Conventions {
  std::string_view decimal;
  std::string_view group;
  bool sign_first;            // currency sign before the number
  std::string_view sign_gap;  // between the currency sign and the number
  bool minus_before_sign;     // "-€5" and not "€ -5"
  std::string_view percent_gap;
  std::string_view after_day;        // "5." in German
  std::string_view after_first_day;  // "1er" in French
  std::string_view in_date;          // between day, month and year, which stay on one line
  std::string_view after_hours;
  std::string_view after_minutes;  // before the seconds, where they are shown
  std::string_view after_seconds;
  bool hours_in_two_digits;       // "05:05" and not "5 h 05"
  std::string_view before_clock;  // between a day and its time
  Months short_months;
  Months long_months;
};

constexpr Months kNumbered = {"1月", "2月", "3月", "4月",  "5月",  "6月",
                              "7月", "8月", "9月", "10月", "11月", "12月"};

constexpr Conventions kDutch = {
    ",",
    ".",
    true,
    kNoBreak,
    false,
    "",
    "",
    "",
    kNoBreak,
    ":",
    ":",
    "",
    true,
    ", ",
    {"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"},
    {"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
     "oktober", "november", "december"}};
constexpr Conventions kFrench = {",",
                                 "\u202f",
                                 false,
                                 kNoBreak,
                                 true,
                                 kNoBreak,
                                 "",
                                 "er",
                                 kNoBreak,
                                 "\u00a0h\u00a0",
                                 "\u00a0min\u00a0",
                                 "\u00a0s",
                                 false,
                                 ", ",
                                 {"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août",
                                  "sept.", "oct.", "nov.", "déc."},
                                 {"janvier", "février", "mars", "avril", "mai", "juin", "juillet",
                                  "août", "septembre", "octobre", "novembre", "décembre"}};
constexpr Conventions kGerman = {",",
                                 ".",
                                 false,
                                 kNoBreak,
                                 true,
                                 kNoBreak,
                                 ".",
                                 ".",
                                 kNoBreak,
                                 ":",
                                 ":",
                                 "",
                                 true,
                                 ", ",
                                 {"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.",
                                  "Sept.", "Okt.", "Nov.", "Dez."},
                                 {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli",
                                  "August", "September", "Oktober", "November", "Dezember"}};
constexpr Conventions kEnglish = {
    ".",
    ",",
    true,
    "",
    true,
    "",
    "",
    "",
    kNoBreak,
    ":",
    ":",
    "",
    true,
    ", ",
    {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"},
    {"January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December"}};
constexpr Conventions kChinese = {".", ",", true, "", true, "",  "日",      "日",
                                  "",  ":", ":",  "", true, " ", kNumbered, kNumbered};

const Conventions& ConventionsOf(Language language) {
  switch (language) {
    case Language::kNl:
      return kDutch;
    case Language::kFr:
      return kFrench;
    case Language::kDe:
      return kGerman;
    case Language::kEn:
      return kEnglish;
    case Language::kZh:
      return kChinese;
  }
  CHECK(false, "a language is one of the closed set");
}

std::string_view SignOf(Currency currency) {
  switch (currency) {
    case Currency::kEur:
      return "€";
  }
  CHECK(false, "a currency is one of the closed set");
}

// Unsigned, because the most negative number has no positive counterpart.
std::uint64_t Magnitude(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  return value < 0 ? 0 - bits : bits;
}

void AppendGrouped(std::uint64_t number, const Conventions& conventions, std::string& out) {
  std::array<char, 20> digits{};
  const char* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  for (const char* at = digits.data(); at < end; ++at) {
    if (at != digits.data() && (end - at) % 3 == 0) out += conventions.group;
    out += *at;
  }
}

void AppendTwoDigits(std::uint64_t number, std::string& out) {
  std::array<char, 2> digits{};
  WriteTwoDigits(static_cast<unsigned>(number), digits.data());
  out.append(digits.data(), digits.size());
}

// 1 to 31 without a leading zero, or a year.
void AppendNumber(unsigned number, std::string& out) {
  std::array<char, 10> digits{};
  out.append(digits.data(),
             std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
}

void AppendAmount(Language language, Money amount, bool with_cents, std::string& out) {
  const Conventions& conventions = ConventionsOf(language);
  const std::uint64_t cents = Magnitude(amount.minor);
  const std::string_view minus = amount.minor < 0 ? "-" : "";
  if (conventions.sign_first) {
    out.append(conventions.minus_before_sign ? minus : "").append(SignOf(amount.currency));
    out.append(conventions.sign_gap).append(conventions.minus_before_sign ? "" : minus);
  } else {
    out.append(minus);
  }
  AppendGrouped(cents / 100, conventions, out);
  if (with_cents) {
    out.append(conventions.decimal);
    AppendTwoDigits(cents % 100, out);
  }
  if (!conventions.sign_first) out.append(conventions.sign_gap).append(SignOf(amount.currency));
}

void AppendDayAndMonth(Language language, const Date& date, const Months& months,
                       std::string& out) {
  const Conventions& conventions = ConventionsOf(language);
  const std::string_view month = months.at(date.month - 1);
  if (language == Language::kZh) out.append(month);
  AppendNumber(date.day, out);
  out.append(date.day == 1 ? conventions.after_first_day : conventions.after_day);
  if (language != Language::kZh) out.append(conventions.in_date).append(month);
}

void AppendDate(Language language, const Date& date, std::string& out) {
  const Conventions& conventions = ConventionsOf(language);
  if (language == Language::kZh) {
    AppendNumber(static_cast<unsigned>(date.year), out);
    out.append("年");
    return AppendDayAndMonth(language, date, conventions.short_months, out);
  }
  AppendDayAndMonth(language, date, conventions.short_months, out);
  out.append(conventions.in_date);
  AppendNumber(static_cast<unsigned>(date.year), out);
}

void AppendClockTime(Language language, int minutes, std::string& out) {
  const Conventions& conventions = ConventionsOf(language);
  const auto hours = static_cast<unsigned>(minutes / 60);
  if (hours > 9 || conventions.hours_in_two_digits) {
    AppendTwoDigits(hours, out);
  } else {
    AppendNumber(hours, out);
  }
  out.append(conventions.after_hours);
  AppendTwoDigits(static_cast<unsigned>(minutes % 60), out);
}

void AppendSeconds(Language language, Instant at, std::string& out) {
  const Conventions& conventions = ConventionsOf(language);
  out.append(conventions.after_minutes);
  // The zone's offset has been in whole minutes since 1970.
  AppendTwoDigits(static_cast<std::uint64_t>(at.ms / 1000 % 60), out);
  out.append(conventions.after_seconds);
}

}  // namespace

std::string Price(Language language, Money amount) {
  std::string out;
  AppendPrice(language, amount, out);
  return out;
}

void AppendPrice(Language language, Money amount, std::string& out) {
  AppendAmount(language, amount, true, out);
}

std::string RoundPrice(Language language, Money amount) {
  std::string out;
  AppendAmount(language, amount, amount.minor % 100 != 0, out);
  return out;
}

std::string Number(Language language, std::int64_t number) {
  std::string out(number < 0 ? "-" : "");
  AppendGrouped(Magnitude(number), ConventionsOf(language), out);
  return out;
}

std::string Percent(Language language, money::BasisPoints rate) {
  const Conventions& conventions = ConventionsOf(language);
  const std::uint64_t hundredths = Magnitude(rate.value);
  std::string out(rate.value < 0 ? "-" : "");
  AppendGrouped(hundredths / 100, conventions, out);
  if (hundredths % 100 != 0) {
    out += conventions.decimal;
    AppendTwoDigits(hundredths % 100, out);
    if (out.back() == '0') out.pop_back();
  }
  return out.append(conventions.percent_gap).append("%");
}

std::string Day(Language language, Instant at) {
  std::string out;
  AppendDay(language, at, out);
  return out;
}

void AppendDay(Language language, Instant at, std::string& out) {
  AppendDate(language, calendar::LocalTimeOf(at).date, out);
}

std::string DayOfYear(Language language, Instant at) {
  std::string out;
  AppendDayAndMonth(language, calendar::LocalTimeOf(at).date, ConventionsOf(language).long_months,
                    out);
  return out;
}

std::string ClockTime(Language language, int minutes) {
  std::string out;
  AppendClockTime(language, minutes, out);
  return out;
}

std::string TimeOfDay(Language language, Instant at) {
  return ClockTime(language, calendar::LocalTimeOf(at).minutes);
}

std::string TimeOfDayExact(Language language, Instant at) {
  std::string out = TimeOfDay(language, at);
  AppendSeconds(language, at, out);
  return out;
}

std::string Moment(Language language, Instant at, Instant now) {
  std::string out;
  AppendMoment(language, at, now, out);
  return out;
}

void AppendMoment(Language language, Instant at, Instant now, std::string& out) {
  const calendar::LocalTime local = calendar::LocalTimeOf(at);
  if (local.date != calendar::LocalTimeOf(now).date) {
    AppendDate(language, local.date, out);
    out.append(ConventionsOf(language).before_clock);
  }
  AppendClockTime(language, local.minutes, out);
}

std::string MomentExact(Language language, Instant at, Instant now) {
  std::string out = Moment(language, at, now);
  AppendSeconds(language, at, out);
  return out;
}

std::string_view SentenceGap(Language language) { return language == Language::kZh ? "" : " "; }

}  // namespace herlaad::messages
