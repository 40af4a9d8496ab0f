// How receipts are signed: Ed25519 over a text, with a word in front that says what kind of text it
// is, so that a signature of one kind is none of another. Signatures and keys are written in
// characters that a QR code packs tightly and an address carries.
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
  // Reads what Text writes: 64 hexadecimal digits, either case, space around them.
  static std::optional<PublicKey> Parse(std::string_view text);
  [[nodiscard]] std::string Text() const;

  // False for everything that Sign did not make, another spelling of it included.
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
  // Reads what Text writes.
  static std::optional<SigningKey> Parse(std::string_view text);
  [[nodiscard]] Secret Text() const;

  [[nodiscard]] PublicKey Public() const;
  // The same text always gets the same signature.
  [[nodiscard]] std::string Sign(std::string_view kind, std::string_view text) const;

 private:
  static SigningKey FromSeed(const std::array<unsigned char, 32>& seed);
  std::array<unsigned char, 64> bytes_{};  // seed and public key, as libsodium has it
};

// The key in `path`, made there (mode 0600) when there is none yet. A sentence when it can neither
// be read nor made, or when the file holds something else.
Result<SigningKey, std::string> KeyInFile(const std::string& path);

// The key in `path`, which must hold one, written to `copy` (mode 0600) as well. Overwrites
// nothing: the same key may be there already, anything else is a failure. A sentence that names no
// key.
Status<std::string> CopyKey(const std::string& path, const std::string& copy);

}  // namespace herlaad::receipts
