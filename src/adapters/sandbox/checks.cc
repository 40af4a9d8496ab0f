#include "adapters/sandbox/checks.h"

#include <algorithm>

namespace herlaad::sandbox {
namespace {

constexpr std::int64_t kAmountMax = 100'000'000;
constexpr std::size_t kUrlMax = 2'048;

// Characters of a host and a port, including the brackets of an IPv6 address.
bool IsHostCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '-' || c == ':' || c == '[' || c == ']';
}

}  // namespace

bool IsReference(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-';
  });
}

bool IsAmount(std::int64_t cents) { return cents > 0 && cents <= kAmountMax; }

std::string_view OriginOf(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  return url.substr(0, url.find_first_of("/?#", scheme + 3));
}

bool IsReturnUrl(std::string_view url) {
  if (url.empty()) return true;
  if (url.size() > kUrlMax || !(url.starts_with("http://") || url.starts_with("https://"))) {
    return false;
  }
  const std::string_view origin = OriginOf(url);
  const std::string_view host = origin.substr(origin.find("://") + 3);
  return !host.empty() && std::all_of(host.begin(), host.end(), IsHostCharacter) &&
         std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

}  // namespace herlaad::sandbox
