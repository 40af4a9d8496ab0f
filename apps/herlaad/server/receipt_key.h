// The key that signs receipts, and the keys that verify them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/receipts/signing.h"
#include "base/core/result.h"

namespace herlaad::app {

// The setting with this installation's public keys, the latest last. All nodes share it, and
// receipts signed with a lost key can still be verified.
inline constexpr std::string_view kReceiptKeysSetting = "receipt_keys";
// Beyond this, the oldest keys are dropped.
inline constexpr std::size_t kReceiptKeysMax = 16;

// In the data folder: the private key, and the public keys for verification, this folder's first.
std::string ReceiptKeyFile(const std::string& folder);     // "receipt.key"
std::string PublicReceiptKeys(const std::string& folder);  // "receipt.pub"
// The copy of the key beside a copy of the database.
std::string ReceiptKeyOfCopy(const std::string& copy);  // "….receipt.key"

// The public keys in a text, whatever separates them; none if it contains a private key.
std::vector<receipts::PublicKey> PublicKeysIn(std::string_view text);
// One on each line.
std::string TextOf(const std::vector<receipts::PublicKey>& keys);
// `keys` with `key` appended, unless it is among them.
std::vector<receipts::PublicKey> With(std::vector<receipts::PublicKey> keys,
                                      const receipts::PublicKey& key);

// Rewrites receipt.pub.
Status<std::string> WritePublicKeys(const std::string& folder, const receipts::PublicKey& own,
                                    const std::vector<receipts::PublicKey>& all);

}  // namespace herlaad::app
