#include "base/core/blank.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace herlaad {
namespace {

// White space beyond ASCII, and what has no width: soft hyphen, joiners, marks of direction,
// fillers.
constexpr auto kUnseen = std::to_array<std::string_view>(
    {"\xC2\x85",     "\xC2\xA0",     "\xC2\xAD",     "\xCD\x8F",     "\xE1\x85\x9F", "\xE1\x85\xA0",
     "\xE1\x9A\x80", "\xE1\xA0\x8E", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82", "\xE2\x80\x83",
     "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88", "\xE2\x80\x89",
     "\xE2\x80\x8A", "\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8D", "\xE2\x80\x8E", "\xE2\x80\x8F",
     "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE2\x81\xA0", "\xE2\xA0\x80",
     "\xE3\x80\x80", "\xE3\x85\xA4", "\xEF\xBB\xBF", "\xEF\xBE\xA0"});

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
