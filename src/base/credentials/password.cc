#include "base/credentials/password.h"

#include <sodium.h>

#include <array>
#include <new>

#include "base/core/check.h"

namespace herlaad::credentials {
namespace {

void StartSodium() {
  static const int started = sodium_init();
  CHECK(started >= 0, "libsodium starts");
}

}  // namespace

std::string HashPassword(const Secret& password, HashCost cost) {
  StartSodium();
  const bool full = cost == HashCost::kFull;
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  const std::string& text = password.Reveal();
  const int done = crypto_pwhash_str_alg(
      hash.data(), text.data(), text.size(),
      full ? crypto_pwhash_argon2id_OPSLIMIT_INTERACTIVE : crypto_pwhash_argon2id_OPSLIMIT_MIN,
      full ? crypto_pwhash_argon2id_MEMLIMIT_INTERACTIVE : crypto_pwhash_argon2id_MEMLIMIT_MIN,
      crypto_pwhash_ALG_ARGON2ID13);
  if (done != 0) throw std::bad_alloc();
  return hash.data();
}

bool PasswordMatches(const std::string& hash, const Secret& password) {
  StartSodium();
  if (hash.empty() || hash.size() >= crypto_pwhash_STRBYTES) return false;
  std::array<char, crypto_pwhash_STRBYTES> whole{};
  hash.copy(whole.data(), hash.size());
  const std::string& text = password.Reveal();
  return crypto_pwhash_str_verify(whole.data(), text.data(), text.size()) == 0;
}

}  // namespace herlaad::credentials
