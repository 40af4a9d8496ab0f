// The keys of the links that open orders, in the file link.key beside the books: the one that
// links are made with, and for as long as somebody wants it the one before, whose links still open.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/core/result.h"
#include "base/core/secret.h"

namespace herlaad::app {

// The setting with what names the key: all servers on the same books have to have the same, and
// the books themselves do not have it.
inline constexpr std::string_view kLinkKeyNameSetting = "link_key_name";
// The setting in which earlier versions kept the key itself; emptied once it is in the file.
inline constexpr std::string_view kLinkKeySetting = "link_key";

struct LinkKeys {
  Secret current;
  Secret before;  // empty: there is none, or its links open nothing any more
};

std::string LinkKeyFile(const std::string& folder);  // "link.key"
// Beside a copy of the books: the copy of the file.
std::string LinkKeyOfCopy(const std::string& copy);  // "….link.key"

LinkKeys NewLinkKeys();
// Tells two keys apart and tells nobody the key.
std::string NameOf(const Secret& link_key);
// A new one in front.
LinkKeys Rotated(const LinkKeys& keys);

// Nothing where there is no such file; a sentence when it holds something else.
Result<std::optional<LinkKeys>, std::string> ReadLinkKeys(const std::string& path);
// Puts them in the place of what is there.
Status<std::string> WriteLinkKeys(const std::string& path, const LinkKeys& keys);
// Writes the keys in `path`, which must be there, to `copy` as well. Overwrites nothing: the same
// may be there already, anything else is a failure.
Status<std::string> CopyLinkKeys(const std::string& path, const std::string& copy);

}  // namespace herlaad::app
