#include "apps/herlaad/server/receipt_key.h"

#include <algorithm>

#include "apps/herlaad/server/secret_file.h"

namespace herlaad::app {
namespace {

constexpr std::size_t kKeyDigits = 64;

bool IsHexDigit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool IsWordCharacter(char c) {
  return IsHexDigit(c) || (c >= 'g' && c <= 'z') || (c >= 'G' && c <= 'Z') || c == '-' || c == '_';
}

}  // namespace

std::string ReceiptKeyFile(const std::string& folder) { return folder + "/receipt.key"; }
std::string PublicReceiptKeys(const std::string& folder) { return folder + "/receipt.pub"; }
std::string ReceiptKeyOfCopy(const std::string& copy) { return copy + ".receipt.key"; }

std::vector<receipts::PublicKey> PublicKeysIn(std::string_view text) {
  std::vector<receipts::PublicKey> keys;
  // A private key has as many digits as a public one, and must not be taken for one.
  if (text.find("herlaad-receipt-key") != std::string_view::npos) return keys;
  while (!text.empty() && keys.size() < kReceiptKeysMax) {
    const auto end = std::find_if_not(text.begin(), text.end(), IsWordCharacter);
    const auto size = static_cast<std::size_t>(end - text.begin());
    if (size == kKeyDigits) {
      if (const auto key = receipts::PublicKey::Parse(text.substr(0, size))) keys.push_back(*key);
    }
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return keys;
}

std::string TextOf(const std::vector<receipts::PublicKey>& keys) {
  std::string text;
  for (const receipts::PublicKey& key : keys) text += key.Text() + "\n";
  return text;
}

std::vector<receipts::PublicKey> With(std::vector<receipts::PublicKey> keys,
                                      const receipts::PublicKey& key) {
  if (std::find(keys.begin(), keys.end(), key) != keys.end()) return keys;
  if (keys.size() >= kReceiptKeysMax) keys.erase(keys.begin());
  keys.push_back(key);
  return keys;
}

Status<std::string> WritePublicKeys(const std::string& folder, const receipts::PublicKey& own,
                                    const std::vector<receipts::PublicKey>& all) {
  std::vector<receipts::PublicKey> ordered = {own};
  for (const receipts::PublicKey& key : all) {
    if (!(key == own)) ordered.push_back(key);
  }
  return PutPublicFile(PublicReceiptKeys(folder), TextOf(ordered));
}

}  // namespace herlaad::app
