// Signatures of receipts: Ed25519 over a text, prefixed with its kind so that a signature of one
// kind is invalid for another. Signatures and keys use characters that a QR code packs tightly and
// a URL allows.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/result.h"
#include "base/core/secret.h"

namespace herlaad::receipts {

inline constexpr std::size_t kSignatureCharacters = 103;  // 64 bytes, 5 bits a character

class PublicKey {
 public:
  // Parses the format of Text: 64 hexadecimal digits in either case, surrounding space allowed.
  static std::optional<PublicKey> Parse(std::string_view text);
  [[nodiscard]] std::string Text() const;

  // False for anything that Sign did not produce, including another encoding of the same signature.
  [[nodiscard]] bool Verifies(std::string_view kind, std::string_view text,
                              std::string_view signature) const;

  friend bool operator==(const PublicKey&, const PublicKey&) = default;

 private:
  friend class SigningKey;
  std::array<unsigned char, 32> bytes_{};
};

class SigningKey {
 public:
  static SigningKey New();
  // Parses the format of Text.
  static std::optional<SigningKey> Parse(std::string_view text);
  [[nodiscard]] Secret Text() const;

  [[nodiscard]] PublicKey Public() const;
  // Deterministic: the same text always has the same signature.
  [[nodiscard]] std::string Sign(std::string_view kind, std::string_view text) const;

 private:
  static SigningKey FromSeed(const std::array<unsigned char, 32>& seed);
  std::array<unsigned char, 64> bytes_{};  // seed and public key, as in libsodium
};

// The key in `path`; generates and saves one (mode 0600) if the file does not exist. Fails with a
// sentence if the file cannot be read or created, or contains something else.
Result<SigningKey, std::string> KeyInFile(const std::string& path);

// Copies the key in `path`, which must exist, to `copy` (mode 0600). Never overwrites: succeeds if
// `copy` has the same key already, fails on anything else. The error contains no key.
Status<std::string> CopyKey(const std::string& path, const std::string& copy);

}  // namespace herlaad::receipts
