#include "apps/herlaad/server/brake_key.h"

namespace herlaad::app {
namespace {

constexpr KeyPairKind kKind{"herlaad-brake-key-1 ", "brake key"};

}  // namespace

std::string BrakeKeyFile(const std::string& folder) { return folder + "/brake.key"; }
std::string BrakeKeyOfCopy(const std::string& copy) { return copy + ".brake.key"; }
std::string BrakeKeyName(const Secret& brake_key) { return KeyName(kKind, brake_key); }

Result<std::optional<KeyPair>, std::string> ReadBrakeKey(const std::string& path) {
  return ReadKeyPair(kKind, path);
}

Status<std::string> WriteBrakeKey(const std::string& path, const KeyPair& keys) {
  return WriteKeyPair(kKind, path, keys);
}

Status<std::string> CopyBrakeKey(const std::string& path, const std::string& copy) {
  return CopyKeyPair(kKind, path, copy);
}

}  // namespace herlaad::app
