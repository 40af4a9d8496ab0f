#include "base/messages/formats.h"

#include <array>
#include <string_view>

#include "base/calendar/calendar.h"
#include "base/core/check.h"

namespace herlaad::messages {
namespace {

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

std::string Grouped(std::uint64_t number, const Conventions& conventions) {
  const std::string digits = std::to_string(number);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += conventions.group;
    out += digits[i];
  }
  return out;
}

void AppendTwoDigits(std::uint64_t number, std::string& out) {
  out += static_cast<char>('0' + number / 10 % 10);
  out += static_cast<char>('0' + number % 10);
}

std::string Amount(Language language, Money amount, bool with_cents) {
  const Conventions& conventions = ConventionsOf(language);
  const std::uint64_t cents = Magnitude(amount.minor);
  std::string number = Grouped(cents / 100, conventions);
  if (with_cents) {
    number += conventions.decimal;
    AppendTwoDigits(cents % 100, number);
  }
  const std::string_view minus = amount.minor < 0 ? "-" : "";
  std::string out;
  if (!conventions.sign_first) {
    out.append(minus).append(number).append(conventions.sign_gap).append(SignOf(amount.currency));
    return out;
  }
  out.append(conventions.minus_before_sign ? minus : "").append(SignOf(amount.currency));
  out.append(conventions.sign_gap)
      .append(conventions.minus_before_sign ? "" : minus)
      .append(number);
  return out;
}

// The local date of an instant; days and months without a leading zero.
struct Date {
  std::string year;
  std::size_t month = 1;
  std::string day;
};

int TwoDigits(std::string_view text) { return (text[0] - '0') * 10 + (text[1] - '0'); }

Date DateOf(Instant at) {
  const std::string local = calendar::LocalDate(at);  // "2027-11-22"
  const std::string_view text = local;
  return {std::string(text.substr(0, 4)), static_cast<std::size_t>(TwoDigits(text.substr(5))),
          std::to_string(TwoDigits(text.substr(8)))};
}

std::string DayAndMonth(Language language, const Date& date, const Months& months) {
  const Conventions& conventions = ConventionsOf(language);
  const std::string_view month = months.at(date.month - 1);
  std::string out;
  if (language == Language::kZh)
    return out.append(month).append(date.day).append(conventions.after_day);
  const bool first = date.day == "1";
  out.append(date.day).append(first ? conventions.after_first_day : conventions.after_day);
  return out.append(conventions.in_date).append(month);
}

// Minutes since midnight.
int MinutesOfDay(Instant at) {
  const std::string local = calendar::LocalDateTime(at);  // "2026-11-22 14:02"
  const std::string_view text = local;
  return TwoDigits(text.substr(11)) * 60 + TwoDigits(text.substr(14));
}

std::string WithDay(Language language, Instant at, Instant now, std::string time) {
  if (calendar::LocalDate(at) == calendar::LocalDate(now)) return time;
  return Day(language, at).append(ConventionsOf(language).before_clock).append(time);
}

}  // namespace

std::string Price(Language language, Money amount) { return Amount(language, amount, true); }

std::string RoundPrice(Language language, Money amount) {
  return Amount(language, amount, amount.minor % 100 != 0);
}

std::string Number(Language language, std::int64_t number) {
  return (number < 0 ? "-" : "") + Grouped(Magnitude(number), ConventionsOf(language));
}

std::string Percent(Language language, money::BasisPoints rate) {
  const Conventions& conventions = ConventionsOf(language);
  const std::uint64_t hundredths = Magnitude(rate.value);
  std::string out = (rate.value < 0 ? "-" : "") + Grouped(hundredths / 100, conventions);
  if (hundredths % 100 != 0) {
    out += conventions.decimal;
    AppendTwoDigits(hundredths % 100, out);
    if (out.back() == '0') out.pop_back();
  }
  return out.append(conventions.percent_gap).append("%");
}

std::string Day(Language language, Instant at) {
  const Date date = DateOf(at);
  const Conventions& conventions = ConventionsOf(language);
  const std::string day = DayAndMonth(language, date, conventions.short_months);
  if (language == Language::kZh) return date.year + "年" + day;
  return day + std::string(conventions.in_date) + date.year;
}

std::string DayOfYear(Language language, Instant at) {
  return DayAndMonth(language, DateOf(at), ConventionsOf(language).long_months);
}

std::string ClockTime(Language language, int minutes) {
  const Conventions& conventions = ConventionsOf(language);
  const auto hours = static_cast<std::uint64_t>(minutes / 60);
  std::string out;
  if (hours > 9 || conventions.hours_in_two_digits) {
    AppendTwoDigits(hours, out);
  } else {
    out += std::to_string(hours);
  }
  out += conventions.after_hours;
  AppendTwoDigits(static_cast<std::uint64_t>(minutes % 60), out);
  return out;
}

std::string TimeOfDay(Language language, Instant at) {
  return ClockTime(language, MinutesOfDay(at));
}

std::string TimeOfDayExact(Language language, Instant at) {
  const Conventions& conventions = ConventionsOf(language);
  // The zone's offset has been in whole minutes since 1970.
  const auto seconds = static_cast<std::uint64_t>(at.ms / 1000 % 60);
  std::string out = TimeOfDay(language, at).append(conventions.after_minutes);
  AppendTwoDigits(seconds, out);
  return out.append(conventions.after_seconds);
}

std::string Moment(Language language, Instant at, Instant now) {
  return WithDay(language, at, now, TimeOfDay(language, at));
}

std::string MomentExact(Language language, Instant at, Instant now) {
  return WithDay(language, at, now, TimeOfDayExact(language, at));
}

std::string_view SentenceGap(Language language) { return language == Language::kZh ? "" : " "; }

}  // namespace herlaad::messages
