#include "base/credentials/webhook_secret.h"

#include <sodium.h>

#include <array>

#include "base/core/check.h"

namespace herlaad::credentials {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr std::size_t kKeyBytes = 24;

std::string Base64(const unsigned char* bytes, std::size_t size) {
  std::string text(sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes, size, sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // the terminating zero
  return text;
}

std::array<unsigned char, kKeyBytes> KeyOf(const Secret& secret) {
  const std::string& text = secret.Reveal();
  CHECK(text.starts_with(kPrefix), "a webhook secret begins with its prefix");
  std::array<unsigned char, kKeyBytes> key{};
  std::size_t size = 0;
  const int decoded = sodium_base642bin(key.data(), key.size(), text.data() + kPrefix.size(),
                                        text.size() - kPrefix.size(), nullptr, &size, nullptr,
                                        sodium_base64_VARIANT_ORIGINAL);
  CHECK(decoded == 0 && size == kKeyBytes, "a webhook secret is base64 of its bytes");
  return key;
}

void Update(crypto_auth_hmacsha256_state& state, std::string_view text) {
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()),
                                text.size());
}

}  // namespace

Secret NewWebhookSecret() {
  CHECK(sodium_init() >= 0, "libsodium starts");
  std::array<unsigned char, kKeyBytes> key{};
  randombytes_buf(key.data(), key.size());
  return Secret(std::string(kPrefix) + Base64(key.data(), key.size()));
}

std::string WebhookSignature(const Secret& secret, std::string_view id, std::int64_t timestamp,
                             std::string_view body) {
  const auto key = KeyOf(secret);
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key.data(), key.size());
  Update(state, id);
  Update(state, "." + std::to_string(timestamp) + ".");
  Update(state, body);
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
  crypto_auth_hmacsha256_final(&state, mac.data());
  return "v1," + Base64(mac.data(), mac.size());
}

}  // namespace herlaad::credentials
