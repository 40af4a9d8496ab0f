// Secrets: values that must never reach a log, and the one place that draws unguessable ones.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace herlaad {

// A text that prints as "***". Reveal() marks each place that really needs it.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  [[nodiscard]] const std::string& Reveal() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  friend bool operator==(const Secret& a, const Secret& b);  // in constant time

 private:
  std::string text_;
};

// `bytes` unguessable bytes from the operating system, in Crockford base32 (lower case): 5 bits a
// character.
Secret RandomSecret(std::size_t bytes);

// 128 bits of BLAKE2b: names a text of any length. Not for passwords.
struct Digest {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend auto operator<=>(const Digest&, const Digest&) = default;
};
Digest DigestOf(std::string_view text);

// HMAC-SHA-256 in lower-case hexadecimal, and its check in constant time.
std::string HmacHex(const Secret& key, std::string_view text);
bool HmacMatches(const Secret& key, std::string_view text, std::string_view hex);

}  // namespace herlaad
