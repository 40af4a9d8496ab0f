#include "adapters/gateways/callback_signature.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

namespace herlaad::gateways {
namespace {

constexpr std::size_t kHeaderMax = 1024;
// Two while a secret is rotated, and one for a careless sender.
constexpr int kSignaturesMax = 3;

std::optional<std::int64_t> ParseSeconds(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  // Within bounds that cannot overflow milliseconds and differences.
  if (error != std::errc() || end != text.data() + text.size() || seconds < 0 ||
      seconds > 253'402'300'799) {
    return std::nullopt;
  }
  return seconds;
}

// Removes and returns the part of `rest` before the next comma.
std::string_view NextPart(std::string_view& rest) {
  const std::string_view part = rest.substr(0, rest.find(','));
  rest.remove_prefix(std::min(rest.size(), part.size() + 1));
  return part;
}

}  // namespace

bool SignatureMatches(std::string_view header, std::string_view body, const Secret& key,
                      Instant now, Millis tolerance) {
  if (header.size() > kHeaderMax || key.empty()) return false;
  std::string_view rest = header;
  const std::string_view first = NextPart(rest);
  if (!first.starts_with("t=")) return false;
  const std::string_view time = first.substr(2);
  const auto seconds = ParseSeconds(time);
  if (!seconds) return false;
  const Millis apart = now - Instant{*seconds * 1'000};
  if (apart > tolerance || -apart > tolerance) return false;

  // Computed once: a body is long, and a header could name many signatures of it.
  const Secret right(HmacHex(key, std::string(time) + "." + std::string(body)));
  int seen = 0;
  while (!rest.empty() && seen < kSignaturesMax) {
    const std::string_view part = NextPart(rest);
    if (!part.starts_with("v1=")) continue;
    if (Secret(std::string(part.substr(3))) == right) return true;
    ++seen;
  }
  return false;
}

bool IsSigned(const engine::Gateway::Headers& headers, std::string_view name, std::string_view body,
              const std::vector<Secret>& keys, Instant now, Millis tolerance) {
  const auto named = [name](const auto& header) { return header.first == name; };
  const auto signature = std::find_if(headers.begin(), headers.end(), named);
  if (signature == headers.end() || std::count_if(headers.begin(), headers.end(), named) != 1) {
    return false;
  }
  return std::any_of(keys.begin(), keys.end(), [&](const Secret& key) {
    return SignatureMatches(signature->second, body, key, now, tolerance);
  });
}

}  // namespace herlaad::gateways
