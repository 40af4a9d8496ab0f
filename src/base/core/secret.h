// Secrets: values that must never reach a log, and the generator of random ones.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace herlaad {

// A text that must not be printed. Reveal() marks each place that needs the text.
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

// `bytes` random bytes from the operating system, in lower-case Crockford base32 (5 bits per
// character).
Secret RandomSecret(std::size_t bytes);

// 128 bits of BLAKE2b: identifies a text of any length. Not for passwords.
struct Digest {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend auto operator<=>(const Digest&, const Digest&) = default;
};
Digest DigestOf(std::string_view text);

// SHA-256, as 32 bytes.
std::string Sha256(std::string_view text);

// Bytes in lower-case hexadecimal.
std::string Hex(std::string_view bytes);

// HMAC-SHA-256 in lower-case hexadecimal. HmacMatches compares in constant time.
std::string HmacHex(const Secret& key, std::string_view text);
bool HmacMatches(const Secret& key, std::string_view text, std::string_view hex);

}  // namespace herlaad
