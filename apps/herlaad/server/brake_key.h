// The key in brake.key, with which fraud brakes hash whom they count and block. With another key
// everybody is somebody new: counters begin anew, and blocks find nobody.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "apps/herlaad/server/key_pair.h"
#include "base/core/result.h"
#include "base/core/secret.h"

namespace herlaad::app {

// The setting with the name of the key: all nodes must have the same one.
inline constexpr std::string_view kBrakeKeyNameSetting = "brake_key_name";

std::string BrakeKeyFile(const std::string& folder);  // "brake.key"
// The copy of the key file beside a copy of the database.
std::string BrakeKeyOfCopy(const std::string& copy);  // "….brake.key"
std::string BrakeKeyName(const Secret& brake_key);

// As for any KeyPair, of which there is only the current one.
Result<std::optional<KeyPair>, std::string> ReadBrakeKey(const std::string& path);
Status<std::string> WriteBrakeKey(const std::string& path, const KeyPair& keys);
Status<std::string> CopyBrakeKey(const std::string& path, const std::string& copy);

}  // namespace herlaad::app
