// Files with a secret key of the server, one on each line after a mark: the current one, and
// optionally the previous one. link.key and staff.key are such files.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/core/result.h"
#include "base/core/secret.h"

namespace herlaad::app {

struct KeyPair {
  Secret current;
  Secret before;  // empty: none
};

// What distinguishes the files of one kind.
struct KeyPairKind {
  std::string_view mark;  // "herlaad-link-key-1 ": begins each line
  std::string_view name;  // "link key": in messages
};

KeyPair NewKeyPair();
// A new key; the current one becomes the previous.
KeyPair Rotated(const KeyPair& keys);

// Nothing if the file does not exist; an error if it contains something else.
Result<std::optional<KeyPair>, std::string> ReadKeyPair(const KeyPairKind& kind,
                                                        const std::string& path);
// Replaces the file.
Status<std::string> WriteKeyPair(const KeyPairKind& kind, const std::string& path,
                                 const KeyPair& keys);
// Copies the keys in `path`, which must exist, to `copy`. Never overwrites: succeeds if `copy` has
// the same keys already, fails on anything else.
Status<std::string> CopyKeyPair(const KeyPairKind& kind, const std::string& path,
                                const std::string& copy);

// Identifies a key without revealing it.
std::string KeyName(const KeyPairKind& kind, const Secret& key);

}  // namespace herlaad::app
