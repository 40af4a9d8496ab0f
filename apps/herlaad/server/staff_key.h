// The key in staff.key, with which the secrets of one-time codes are sealed in the database; while
// it is being rotated also the previous one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "apps/herlaad/server/key_pair.h"
#include "base/core/result.h"
#include "base/core/secret.h"

namespace herlaad::app {

// The setting with the name of the key: all nodes must have the same one.
inline constexpr std::string_view kStaffKeyNameSetting = "staff_key_name";

std::string StaffKeyFile(const std::string& folder);  // "staff.key"
// The copy of the key file beside a copy of the database.
std::string StaffKeyOfCopy(const std::string& copy);  // "….staff.key"
std::string StaffKeyName(const Secret& staff_key);

// As for any KeyPair.
Result<std::optional<KeyPair>, std::string> ReadStaffKey(const std::string& path);
Status<std::string> WriteStaffKey(const std::string& path, const KeyPair& keys);
Status<std::string> CopyStaffKey(const std::string& path, const std::string& copy);

}  // namespace herlaad::app
