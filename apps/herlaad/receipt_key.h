// The key that receipts are signed with, and those that they are checked with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/receipts/signing.h"
#include "base/core/result.h"

namespace herlaad::app {

// The setting that keeps the public keys of this installation, the latest last. All nodes share it,
// and what was signed with a key that was lost can still be checked.
inline constexpr std::string_view kReceiptKeysSetting = "receipt_keys";
// Keys beyond that are forgotten, the oldest first.
inline constexpr std::size_t kReceiptKeysMax = 16;

// Beside the books: the key itself, and for whoever checks receipts the public ones, the first of
// which is this folder's.
std::string ReceiptKeyFile(const std::string& folder);     // "receipt.key"
std::string PublicReceiptKeys(const std::string& folder);  // "receipt.pub"
// Beside a copy of the books: the copy of the key.
std::string ReceiptKeyOfCopy(const std::string& copy);  // "….receipt.key"

// The public keys in a text, whatever stands between them; none in one that holds a key to sign.
std::vector<receipts::PublicKey> PublicKeysIn(std::string_view text);
// One a line.
std::string TextOf(const std::vector<receipts::PublicKey>& keys);
// With `key` at the end, where it is not among them yet.
std::vector<receipts::PublicKey> With(std::vector<receipts::PublicKey> keys,
                                      const receipts::PublicKey& key);

// Writes receipt.pub anew.
Status<std::string> WritePublicKeys(const std::string& folder, const receipts::PublicKey& own,
                                    const std::vector<receipts::PublicKey>& all);

}  // namespace herlaad::app
