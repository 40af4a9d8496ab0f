#include "base/messages/support_contact.h"

#include <algorithm>
#include <array>

#include "base/messages/formats.h"
#include "base/messages/messages.h"

namespace herlaad::messages {
namespace {

constexpr std::array<std::string_view, 7> kDays{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
constexpr std::array<Key, 7> kDayKeys{"support.day_0", "support.day_1", "support.day_2",
                                      "support.day_3", "support.day_4", "support.day_5",
                                      "support.day_6"};

// No line begins with the dot.
constexpr std::string_view kDot = "\u00a0· ";

std::optional<int> ParseDay(std::string_view text) {
  const auto* const at = std::find(kDays.begin(), kDays.end(), text);
  if (at == kDays.end()) return std::nullopt;
  return static_cast<int>(at - kDays.begin());
}

// "09:00" to "24:00".
std::optional<int> ParseClock(std::string_view text) {
  const auto digit = [text](std::size_t i) { return text[i] - '0'; };
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const std::size_t i : {std::size_t{0}, std::size_t{1}, std::size_t{3}, std::size_t{4}}) {
    if (digit(i) < 0 || digit(i) > 9) return std::nullopt;
  }
  const int minutes = (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4);
  if (digit(3) > 5 || minutes > 24 * 60) return std::nullopt;
  return minutes;
}

std::optional<SupportHours> ParseOne(std::string_view text) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const std::string_view days = text.substr(0, space);
  const std::string_view times = text.substr(space + 1);
  if ((days.size() != 2 && (days.size() != 5 || days[2] != '-')) || times.size() != 11 ||
      times[5] != '-') {
    return std::nullopt;
  }
  const auto first = ParseDay(days.substr(0, 2));
  const auto last = ParseDay(days.substr(days.size() - 2));
  const auto opens = ParseClock(times.substr(0, 5));
  const auto closes = ParseClock(times.substr(6));
  if (!first || !last || !opens || !closes || *opens >= *closes) return std::nullopt;
  return SupportHours{*first, *last, *opens, *closes};
}

std::string Text(Language language, const SupportHours& hours) {
  const std::string_view from =
      messages::Text(language, kDayKeys.at(static_cast<std::size_t>(hours.first_day)));
  const std::string_view to =
      messages::Text(language, kDayKeys.at(static_cast<std::size_t>(hours.last_day)));
  const std::string opens = ClockTime(language, hours.opens);
  const std::string closes = ClockTime(language, hours.closes);
  const Key key = hours.first_day == hours.last_day ? Key("support.day") : Key("support.days");
  return messages::Text(language, key,
                        {{"from", from}, {"to", to}, {"opens", opens}, {"closes", closes}});
}

void Join(std::string& list, std::string_view separator, std::string_view next) {
  if (next.empty()) return;
  if (!list.empty()) list += separator;
  list += next;
}

}  // namespace

std::optional<std::vector<SupportHours>> ParseSupportHours(std::string_view text) {
  std::vector<SupportHours> all;
  while (true) {
    const std::size_t comma = text.find(", ");
    const auto one = ParseOne(text.substr(0, comma));
    if (!one || all.size() == kSupportHoursMax) return std::nullopt;
    all.push_back(*one);
    if (comma == std::string_view::npos) return all;
    text.remove_prefix(comma + 2);
  }
}

std::string SupportName(Language language, const SupportContact& contact) {
  return contact.name.empty() ? std::string(Text(language, "support.title")) : contact.name;
}

std::string HoursText(Language language, const SupportContact& contact) {
  std::string text;
  for (const SupportHours& hours : contact.hours) Join(text, ", ", Text(language, hours));
  return text;
}

std::string SupportTimes(Language language, const SupportContact& contact) {
  std::string text = HoursText(language, contact);
  for (const Language each : contact.languages) Join(text, kDot, Name(each));
  return text;
}

std::string SupportLine(Language language, const SupportContact& contact) {
  if (contact.IsEmpty()) return "";
  std::string reach;
  Join(reach, ", ", contact.phone);
  Join(reach, ", ", contact.email);
  std::string spoken;
  for (const Language each : contact.languages) Join(spoken, ", ", Name(each));
  std::string details = HoursText(language, contact);
  Join(details, "; ", spoken);
  const std::string who = SupportName(language, contact);
  const Key key = details.empty() ? Key("support.line_short") : Key("support.line");
  return Text(language, key, {{"who", who}, {"contact", reach}, {"details", details}});
}

}  // namespace herlaad::messages
