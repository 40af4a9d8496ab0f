#include "base/core/secret.h"

#include <sodium.h>

#include <cstring>
#include <vector>

#include "base/core/check.h"
#include "base/core/crockford.h"

namespace herlaad {
namespace {

void StartSodium() {
  static const int started = sodium_init();
  CHECK(started >= 0, "libsodium starts");
}

}  // namespace

bool operator==(const Secret& a, const Secret& b) {
  return a.text_.size() == b.text_.size() &&
         sodium_memcmp(a.text_.data(), b.text_.data(), a.text_.size()) == 0;
}

Secret RandomSecret(std::size_t bytes) {
  StartSodium();
  std::vector<unsigned char> drawn(bytes);
  randombytes_buf(drawn.data(), drawn.size());
  return Secret(CrockfordEncode(drawn));
}

Digest DigestOf(std::string_view text) {
  std::array<unsigned char, 16> out{};
  crypto_generichash(out.data(), out.size(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size(), nullptr, 0);
  Digest digest;
  std::memcpy(&digest.high, out.data(), 8);
  std::memcpy(&digest.low, out.data() + 8, 8);
  return digest;
}

std::string Sha256(std::string_view text) {
  StartSodium();
  std::string hash(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return hash;
}

std::string Hex(std::string_view bytes) {
  std::string hex(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                 bytes.size());
  hex.pop_back();
  return hex;
}

std::string HmacHex(const Secret& key, std::string_view text) {
  StartSodium();
  crypto_auth_hmacsha256_state state;
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
  const std::string& bytes = key.Reveal();
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(bytes.data()),
                              bytes.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()),
                                text.size());
  crypto_auth_hmacsha256_final(&state, mac.data());
  return Hex({reinterpret_cast<const char*>(mac.data()), mac.size()});
}

bool HmacMatches(const Secret& key, std::string_view text, std::string_view hex) {
  return Secret(HmacHex(key, text)) == Secret(std::string(hex));
}

}  // namespace herlaad
