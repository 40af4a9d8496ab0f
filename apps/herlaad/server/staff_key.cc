#include "apps/herlaad/server/staff_key.h"

namespace herlaad::app {
namespace {

constexpr KeyPairKind kKind{"herlaad-staff-key-1 ", "staff key"};

}  // namespace

std::string StaffKeyFile(const std::string& folder) { return folder + "/staff.key"; }
std::string StaffKeyOfCopy(const std::string& copy) { return copy + ".staff.key"; }
std::string StaffKeyName(const Secret& staff_key) { return KeyName(kKind, staff_key); }

Result<std::optional<KeyPair>, std::string> ReadStaffKey(const std::string& path) {
  return ReadKeyPair(kKind, path);
}

Status<std::string> WriteStaffKey(const std::string& path, const KeyPair& keys) {
  return WriteKeyPair(kKind, path, keys);
}

Status<std::string> CopyStaffKey(const std::string& path, const std::string& copy) {
  return CopyKeyPair(kKind, path, copy);
}

}  // namespace herlaad::app
