#include "base/credentials/one_time_code.h"

#include <liboath/oath.h>
#include <sodium.h>

#include <array>
#include <cstdlib>

#include "base/core/check.h"

namespace herlaad::credentials {
namespace {

constexpr unsigned kDigits = 6;

// What keyboards and apps put between groups of digits: a space, and the no-break and narrow
// no-break spaces that come along when a code is copied.
std::size_t SpaceAt(std::string_view text) {
  for (const std::string_view space : {" ", "\xC2\xA0", "\xE2\x80\xAF"}) {
    if (text.starts_with(space)) return space.size();
  }
  return 0;
}

}  // namespace

Secret NewCodeSecret() {
  static const int started = sodium_init();
  CHECK(started >= 0, "libsodium starts");
  std::string bytes(kCodeSecretBytes, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return Secret(std::move(bytes));
}

Secret Base32Of(const Secret& code_secret) {
  char* text = nullptr;
  std::size_t size = 0;
  const std::string& bytes = code_secret.Reveal();
  const int done = oath_base32_encode(bytes.data(), bytes.size(), &text, &size);
  CHECK(done == OATH_OK, "a secret can be written in base32");
  Secret written(std::string(text, size));
  std::free(text);  // NOLINT: liboath allocates it
  return written;
}

Secret OtpAuthUri(std::string_view issuer, std::string_view label, const Secret& code_secret) {
  std::string uri = "otpauth://totp/";
  uri.append(issuer).append(":").append(label);
  uri.append("?secret=").append(Base32Of(code_secret).Reveal());
  uri.append("&issuer=").append(issuer);
  return Secret(std::move(uri));
}

Secret CodeOf(const Secret& code_secret, std::int64_t step) {
  std::array<char, kDigits + 1> code{};
  const std::string& bytes = code_secret.Reveal();
  const int done = oath_hotp_generate(bytes.data(), bytes.size(), static_cast<std::uint64_t>(step),
                                      kDigits, false, OATH_HOTP_DYNAMIC_TRUNCATION, code.data());
  CHECK(done == OATH_OK, "a code can be computed");
  return Secret(std::string(code.data(), kDigits));
}

std::optional<Secret> ReadCode(std::string_view typed) {
  std::string digits;
  while (!typed.empty()) {
    if (const std::size_t space = SpaceAt(typed)) {
      typed.remove_prefix(space);
      continue;
    }
    const char c = typed.front();
    if (c < '0' || c > '9' || digits.size() == kDigits) return std::nullopt;
    digits += c;
    typed.remove_prefix(1);
  }
  if (digits.size() != kDigits) return std::nullopt;
  return Secret(std::move(digits));
}

std::optional<std::int64_t> StepOfCode(const Secret& code_secret, const Secret& code,
                                       std::int64_t first, std::int64_t last) {
  std::optional<std::int64_t> found;
  for (std::int64_t step = first; step <= last; ++step) {
    if (CodeOf(code_secret, step) == code) found = step;
  }
  return found;
}

}  // namespace herlaad::credentials
