#include "base/credentials/sealing.h"

#include <sodium.h>

#include <array>

#include "base/core/check.h"

namespace herlaad::credentials {
namespace {

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
using KeyBytes = std::array<unsigned char, crypto_aead_xchacha20poly1305_ietf_KEYBYTES>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// The key as written in its file has any length.
KeyBytes KeyOf(const Secret& key) {
  static const int started = sodium_init();
  CHECK(started >= 0, "libsodium starts");
  constexpr std::string_view kUse = "herlaad sealing";
  KeyBytes bytes{};
  const std::string& text = key.Reveal();
  const int done = crypto_generichash(bytes.data(), bytes.size(), Bytes(std::string_view(text)),
                                      text.size(), Bytes(kUse), kUse.size());
  CHECK(done == 0, "a key can be derived");
  return bytes;
}

}  // namespace

std::string Seal(const Secret& key, std::string_view place, const Secret& text) {
  const KeyBytes bytes = KeyOf(key);
  const std::string& plain = text.Reveal();
  std::string sealed(kNonce + plain.size() + kTag, '\0');
  randombytes_buf(sealed.data(), kNonce);
  unsigned char* const nonce = Bytes(sealed);
  const int done = crypto_aead_xchacha20poly1305_ietf_encrypt(
      nonce + kNonce, nullptr, Bytes(std::string_view(plain)), plain.size(), Bytes(place),
      place.size(), nullptr, nonce, bytes.data());
  CHECK(done == 0, "a text can be sealed");
  return sealed;
}

std::optional<Secret> Unseal(const Secret& key, std::string_view place, std::string_view sealed) {
  if (sealed.size() < kNonce + kTag) return std::nullopt;
  const KeyBytes bytes = KeyOf(key);
  std::string plain(sealed.size() - kNonce - kTag, '\0');
  const int done = crypto_aead_xchacha20poly1305_ietf_decrypt(
      Bytes(plain), nullptr, nullptr, Bytes(sealed) + kNonce, sealed.size() - kNonce, Bytes(place),
      place.size(), Bytes(sealed), bytes.data());
  if (done != 0) return std::nullopt;
  return Secret(std::move(plain));
}

}  // namespace herlaad::credentials
