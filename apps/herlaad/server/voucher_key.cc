#include "apps/herlaad/server/voucher_key.h"

namespace herlaad::app {
namespace {

constexpr KeyPairKind kKind{"herlaad-voucher-key-1 ", "voucher key"};

}  // namespace

std::string VoucherKeyFile(const std::string& folder) { return folder + "/voucher.key"; }
std::string VoucherKeyOfCopy(const std::string& copy) { return copy + ".voucher.key"; }
std::string VoucherKeyName(const Secret& voucher_key) { return KeyName(kKind, voucher_key); }

Result<std::optional<KeyPair>, std::string> ReadVoucherKey(const std::string& path) {
  return ReadKeyPair(kKind, path);
}

Status<std::string> WriteVoucherKey(const std::string& path, const KeyPair& keys) {
  return WriteKeyPair(kKind, path, keys);
}

Status<std::string> CopyVoucherKey(const std::string& path, const std::string& copy) {
  return CopyKeyPair(kKind, path, copy);
}

}  // namespace herlaad::app
