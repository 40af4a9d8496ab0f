#include "base/messages/pieces.h"

#include <algorithm>

namespace herlaad::messages {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::size_t DigitsAtFront(std::string_view text) {
  const auto* const end = std::find_if_not(text.begin(), text.end(), IsDigit);
  return static_cast<std::size_t>(end - text.begin());
}

// Length of digits and then `sign`; 0 if `text` does not begin so.
std::size_t Counted(std::string_view text, std::string_view sign) {
  const std::size_t digits = DigitsAtFront(text);
  return digits > 0 && text.substr(digits).starts_with(sign) ? digits + sign.size() : 0;
}

// "2026年12月30日", or without the year.
std::size_t DateAtFront(std::string_view text) {
  const std::size_t year = Counted(text, "年");
  const std::size_t month = Counted(text.substr(year), "月");
  const std::size_t day = month > 0 ? Counted(text.substr(year + month), "日") : 0;
  return day > 0 ? year + month + day : 0;
}

// "09:00".
std::size_t TimeAtFront(std::string_view text) {
  constexpr std::size_t kLength = 5;
  const bool found = Counted(text, ":") == 3 && DigitsAtFront(text.substr(3)) == 2;
  return found ? kLength : 0;
}

// "09:00-17:00".
std::size_t HoursAtFront(std::string_view text) {
  const std::size_t from = TimeAtFront(text);
  if (from == 0 || !text.substr(from).starts_with('-')) return 0;
  const std::size_t to = TimeAtFront(text.substr(from + 1));
  return to > 0 ? from + 1 + to : 0;
}

// " 12", " 000", or " ••" in a number that is not shown in full.
std::size_t GroupAtFront(std::string_view text) {
  constexpr std::string_view kMasked = " ••";
  if (text.starts_with(kMasked)) return kMasked.size();
  if (!text.starts_with(' ')) return 0;
  const std::size_t digits = DigitsAtFront(text.substr(1));
  return digits == 2 || digits == 3 ? 1 + digits : 0;
}

// "0470 12 34 56", "+32 470 12 34 56": digits after 0 or +, and at least two groups more.
std::size_t NumberAtFront(std::string_view text) {
  const bool plus = text.starts_with('+');
  if (!plus && !text.starts_with('0')) return 0;
  const std::size_t digits = DigitsAtFront(text.substr(plus ? 1 : 0));
  if (digits == 0 || digits > 4) return 0;
  std::size_t length = digits + (plus ? 1 : 0);
  int groups = 0;
  for (std::size_t group = GroupAtFront(text.substr(length)); group > 0;
       group = GroupAtFront(text.substr(length))) {
    length += group;
    ++groups;
  }
  return groups >= 2 ? length : 0;
}

}  // namespace

std::vector<Piece> PiecesOf(std::string_view text) {
  std::vector<Piece> pieces;
  std::size_t begin = 0;  // of the piece that may break
  const auto add = [&](std::size_t end, bool whole) {
    if (end > begin) pieces.push_back({text.substr(begin, end - begin), whole});
    begin = end;
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    const bool inside = at > 0 && IsDigit(text[at - 1]);
    const std::size_t whole =
        inside ? 0 : std::max({DateAtFront(rest), HoursAtFront(rest), NumberAtFront(rest)});
    if (whole == 0) {
      ++at;
      continue;
    }
    add(at, false);
    at += whole;
    add(at, true);
  }
  add(text.size(), false);
  return pieces;
}

}  // namespace herlaad::messages
