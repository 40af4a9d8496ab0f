// Files with secrets of the server: mode 0600, written atomically.
#pragma once

#include <string>

#include "base/core/result.h"
#include "base/core/secret.h"

namespace herlaad::app {

// Fails with a sentence that says what to do if somebody else may have read or written the file at
// `path`: it belongs to another user, is readable by others, or is writable by its group. A missing
// file is fine. Root may also use files of the owner of their folder.
Status<std::string> CheckSecretFile(const std::string& path);

// For a private key that an administrator provides, which may belong to another user and be read
// through a group: fails if every user can read it, or others than its owner can write it.
Status<std::string> CheckKeyFile(const std::string& path);

// Replaces the file at `path` by one with `text`, atomically and durably. The error contains no
// secret.
Status<std::string> PutSecretFile(const std::string& path, const Secret& text);

// The same for a file that everybody may read, with mode 0644.
Status<std::string> PutPublicFile(const std::string& path, const std::string& text);

}  // namespace herlaad::app
