#include "base/core/blank.h"

#include <algorithm>
#include <array>

namespace herlaad {
namespace {

using std::string_view_literals::operator""sv;

// White space beyond ASCII, and what has no width: soft hyphen, joiners, marks of direction,
// fillers.
constexpr std::array kUnseen{
    "\xC2\x85"sv,     "\xC2\xA0"sv,     "\xC2\xAD"sv,     "\xCD\x8F"sv,     "\xE1\x85\x9F"sv,
    "\xE1\x85\xA0"sv, "\xE1\x9A\x80"sv, "\xE1\xA0\x8E"sv, "\xE2\x80\x80"sv, "\xE2\x80\x81"sv,
    "\xE2\x80\x82"sv, "\xE2\x80\x83"sv, "\xE2\x80\x84"sv, "\xE2\x80\x85"sv, "\xE2\x80\x86"sv,
    "\xE2\x80\x87"sv, "\xE2\x80\x88"sv, "\xE2\x80\x89"sv, "\xE2\x80\x8A"sv, "\xE2\x80\x8B"sv,
    "\xE2\x80\x8C"sv, "\xE2\x80\x8D"sv, "\xE2\x80\x8E"sv, "\xE2\x80\x8F"sv, "\xE2\x80\xA8"sv,
    "\xE2\x80\xA9"sv, "\xE2\x80\xAF"sv, "\xE2\x81\x9F"sv, "\xE2\x81\xA0"sv, "\xE2\xA0\x80"sv,
    "\xE3\x80\x80"sv, "\xE3\x85\xA4"sv, "\xEF\xBB\xBF"sv, "\xEF\xBE\xA0"sv};

}  // namespace

bool IsBlank(std::string_view text) {
  while (!text.empty()) {
    const auto c = static_cast<unsigned char>(text.front());
    if (c <= ' ' || c == 0x7F) {
      text.remove_prefix(1);
      continue;
    }
    const auto unseen = std::find_if(kUnseen.begin(), kUnseen.end(), [text](std::string_view one) {
      return text.starts_with(one);
    });
    if (unseen == kUnseen.end()) return false;
    text.remove_prefix(unseen->size());
  }
  return true;
}

}  // namespace herlaad
