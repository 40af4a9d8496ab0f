// Files that hold a secret of the server's own: mode 0600, whole or not there.
#pragma once

#include <string>

#include "base/core/result.h"
#include "base/core/secret.h"

namespace herlaad::app {

// A sentence that says what to do when somebody else could have read or written what is at `path`:
// it belongs to another user, or its mode lets others read it or its group write it. Nothing there
// is fine. Root may also use what belongs to the owner of its folder.
Status<std::string> CheckSecretFile(const std::string& path);

// Puts a file with `text` in the place of what is at `path`, durably: whenever the machine stops,
// there is the one or the other. A sentence that names no secret when that cannot be done.
Status<std::string> PutSecretFile(const std::string& path, const Secret& text);

// The same for what everybody may read, with mode 0644.
Status<std::string> PutPublicFile(const std::string& path, const std::string& text);

}  // namespace herlaad::app
