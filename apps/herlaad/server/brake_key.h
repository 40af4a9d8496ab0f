// The key in brake.key, with which fraud brakes hash whom they count and block. With another key
// everybody is somebody new: counters begin anew, and blocks find nobody.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "apps/herlaad/server/key_pair.h"
#include "base/core/instant.h"
#include "base/core/result.h"
#include "base/core/secret.h"

namespace herlaad::app {

// The setting with the name of the database's key: all nodes must have the same one. A start with
// another key leaves it as it is while staff block somebody whom only the database's key finds.
inline constexpr std::string_view kBrakeKeyNameSetting = "brake_key_name";
// The setting with the last other key that a server started with.
inline constexpr std::string_view kOtherBrakeKeySetting = "brake_key_other";

struct OtherBrakeKey {
  std::string name;
  Instant since{};  // its first start: what is blocked from then on may be blocked with it

  [[nodiscard]] std::string Text() const;  // for the setting
  // What `text` has of the key `name`; otherwise as of `now`.
  static OtherBrakeKey Parse(const std::string& text, const std::string& name, Instant now);
};

std::string BrakeKeyFile(const std::string& folder);  // "brake.key"
// The copy of the key file beside a copy of the database.
std::string BrakeKeyOfCopy(const std::string& copy);  // "….brake.key"
std::string BrakeKeyName(const Secret& brake_key);

// As for any KeyPair, of which there is only the current one.
Result<std::optional<KeyPair>, std::string> ReadBrakeKey(const std::string& path);
Status<std::string> WriteBrakeKey(const std::string& path, const KeyPair& keys);
Status<std::string> CopyBrakeKey(const std::string& path, const std::string& copy);

}  // namespace herlaad::app
