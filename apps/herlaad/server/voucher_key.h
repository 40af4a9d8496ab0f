// The key in voucher.key, from which the PINs of vouchers are derived and with which their stored
// digests are keyed; while it is being rotated also the previous one. Without it no voucher can be
// sold or redeemed, and none of their PINs can be shown again.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "apps/herlaad/server/key_pair.h"
#include "base/core/result.h"
#include "base/core/secret.h"

namespace herlaad::app {

// The setting with the name of the key: all nodes must have the same one.
inline constexpr std::string_view kVoucherKeyNameSetting = "voucher_key_name";

std::string VoucherKeyFile(const std::string& folder);  // "voucher.key"
// The copy of the key file beside a copy of the database.
std::string VoucherKeyOfCopy(const std::string& copy);  // "….voucher.key"
std::string VoucherKeyName(const Secret& voucher_key);

// As for any KeyPair.
Result<std::optional<KeyPair>, std::string> ReadVoucherKey(const std::string& path);
Status<std::string> WriteVoucherKey(const std::string& path, const KeyPair& keys);
Status<std::string> CopyVoucherKey(const std::string& path, const std::string& copy);

}  // namespace herlaad::app
