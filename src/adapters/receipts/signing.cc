#include "adapters/receipts/signing.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/core/check.h"
#include "base/core/crockford.h"

namespace herlaad::receipts {
namespace {

constexpr std::string_view kKeyMark = "herlaad-receipt-key-1 ";
constexpr std::size_t kKeyFileMax = 4'096;

void StartSodium() {
  static const int started = sodium_init();
  CHECK(started >= 0, "libsodium starts");
}

std::string_view Chars(const unsigned char* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

using Bytes32 = std::array<unsigned char, 32>;

std::optional<Bytes32> FromHex(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  Bytes32 bytes{};
  std::size_t size = 0;
  const char* end = nullptr;
  if (text.size() != 2 * bytes.size()) return std::nullopt;
  if (sodium_hex2bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr, &size, &end) !=
          0 ||
      size != bytes.size() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return bytes;
}

std::string Written(const std::array<unsigned char, crypto_sign_BYTES>& signature) {
  std::string text = CrockfordEncode(signature);
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return text;
}

std::optional<std::array<unsigned char, crypto_sign_BYTES>> Read(std::string_view text) {
  std::array<unsigned char, crypto_sign_BYTES> signature{};
  if (text.size() != kSignatureCharacters) return std::nullopt;
  unsigned held = 0;
  int bits = 0;
  std::size_t at = 0;
  for (const char c : text) {
    const auto digit = CrockfordDigit(c);
    if (!digit) return std::nullopt;
    held = (held << 5) | *digit;
    bits += 5;
    if (bits >= 8 && at < signature.size()) {
      bits -= 8;
      signature.at(at++) = static_cast<unsigned char>(held >> bits);
      held &= (1U << bits) - 1U;
    }
  }
  // Rejects alternative encodings: characters that decode alike, and bits beyond the end.
  if (Written(signature) != text) return std::nullopt;
  return signature;
}

std::string Message(std::string_view kind, std::string_view text) {
  return std::string("herlaad ").append(kind).append("\n").append(text);
}

const unsigned char* BytesOf(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string Reason(const std::string& what) { return what + ": " + std::strerror(errno); }

bool PutInPlace(const std::string& draft, const std::string& path) {
  if (link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST) return true;
  // Fallback for file systems without hard links.
  const bool no_links = errno == EPERM || errno == EOPNOTSUPP;
  return no_links && access(path.c_str(), F_OK) != 0 && rename(draft.c_str(), path.c_str()) == 0;
}

// Written to a draft and then linked, so that the key file is complete or absent and never
// overwrites another. A draft placed there by somebody else, a link or a readable file, is removed
// first and never written to.
Status<std::string> WriteNewKey(const std::string& path, const SigningKey& key) {
  const std::string draft = path + ".new";
  unlink(draft.c_str());
  const int fd = open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) return Failure{Reason("cannot make " + draft)};
  const std::string text = key.Text().Reveal() + "\n";
  const bool written =
      write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(fd) == 0;
  std::string reason = written ? "" : Reason("cannot write " + draft);
  close(fd);
  if (written && !PutInPlace(draft, path)) reason = Reason("cannot make " + path);
  unlink(draft.c_str());
  if (!reason.empty()) return Failure{std::move(reason)};
  return Nothing{};
}

Result<SigningKey, std::string> ReadKey(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Failure{Reason("cannot read " + path)};
  std::string text(kKeyFileMax, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (const auto key = SigningKey::Parse(text)) return *key;
  return Failure{path +
                 " is not a key that receipts are signed with; put the right one back, or "
                 "move it away and a new one is made"};
}

}  // namespace

std::optional<PublicKey> PublicKey::Parse(std::string_view text) {
  const auto bytes = FromHex(text);
  if (!bytes) return std::nullopt;
  PublicKey key;
  key.bytes_ = *bytes;
  return key;
}

std::string PublicKey::Text() const { return Hex(Chars(bytes_.data(), bytes_.size())); }

bool PublicKey::Verifies(std::string_view kind, std::string_view text,
                         std::string_view signature) const {
  StartSodium();
  const auto read = Read(signature);
  if (!read) return false;
  const std::string message = Message(kind, text);
  return crypto_sign_verify_detached(read->data(), BytesOf(message), message.size(),
                                     bytes_.data()) == 0;
}

SigningKey SigningKey::FromSeed(const Bytes32& seed) {
  StartSodium();
  SigningKey key;
  Bytes32 ignored{};
  crypto_sign_seed_keypair(ignored.data(), key.bytes_.data(), seed.data());
  return key;
}

SigningKey SigningKey::New() {
  StartSodium();
  Bytes32 seed{};
  randombytes_buf(seed.data(), seed.size());
  return FromSeed(seed);
}

std::optional<SigningKey> SigningKey::Parse(std::string_view text) {
  if (!text.starts_with(kKeyMark)) return std::nullopt;
  const auto seed = FromHex(text.substr(kKeyMark.size()));
  return seed ? std::optional(FromSeed(*seed)) : std::nullopt;
}

Secret SigningKey::Text() const {
  return Secret(std::string(kKeyMark).append(Hex(Chars(bytes_.data(), crypto_sign_SEEDBYTES))));
}

PublicKey SigningKey::Public() const {
  PublicKey key;
  std::copy_n(bytes_.begin() + crypto_sign_SEEDBYTES, key.bytes_.size(), key.bytes_.begin());
  return key;
}

std::string SigningKey::Sign(std::string_view kind, std::string_view text) const {
  const std::string message = Message(kind, text);
  std::array<unsigned char, crypto_sign_BYTES> signature{};
  crypto_sign_detached(signature.data(), nullptr, BytesOf(message), message.size(), bytes_.data());
  return Written(signature);
}

Result<SigningKey, std::string> KeyInFile(const std::string& path) {
  if (access(path.c_str(), F_OK) != 0) {
    if (const auto made = WriteNewKey(path, SigningKey::New()); !made.ok())
      return Failure{made.error()};
  }
  return ReadKey(path);
}

Status<std::string> CopyKey(const std::string& path, const std::string& copy) {
  const auto key = ReadKey(path);
  if (!key.ok()) return Failure{key.error()};
  if (auto written = WriteNewKey(copy, *key); !written.ok()) return written;
  const auto there = ReadKey(copy);
  if (there.ok() && there->Public() == key->Public()) return Nothing{};
  return Failure{copy + " is there already and is not the key in " + path +
                 "; nothing is overwritten"};
}

}  // namespace herlaad::receipts
