// The keys of the links that open orders, in the file link.key of the data folder: the current one,
// and optionally the previous one, whose links still open.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "apps/herlaad/server/key_pair.h"
#include "base/core/result.h"
#include "base/core/secret.h"

namespace herlaad::app {

// The setting with the name of the key: all nodes must have the same key, which the database itself
// does not contain.
inline constexpr std::string_view kLinkKeyNameSetting = "link_key_name";
// The setting in which earlier versions stored the key itself; emptied once the key is in the file.
inline constexpr std::string_view kLinkKeySetting = "link_key";

using LinkKeys = KeyPair;  // links of the previous key still open

std::string LinkKeyFile(const std::string& folder);  // "link.key"
// The copy of the key file beside a copy of the database.
std::string LinkKeyOfCopy(const std::string& copy);  // "….link.key"

LinkKeys NewLinkKeys();
// Identifies a key without revealing it.
std::string NameOf(const Secret& link_key);

// Nothing if the file does not exist; an error if it contains something else.
Result<std::optional<LinkKeys>, std::string> ReadLinkKeys(const std::string& path);
// Replaces the file.
Status<std::string> WriteLinkKeys(const std::string& path, const LinkKeys& keys);
// Copies the keys in `path`, which must exist, to `copy`. Never overwrites: succeeds if `copy` has
// the same keys already, fails on anything else.
Status<std::string> CopyLinkKeys(const std::string& path, const std::string& copy);

}  // namespace herlaad::app
