// Sealing: secrets that must be readable again stand in the database encrypted with a key that is
// not in it (XChaCha20-Poly1305), so that a copy of the database alone reveals none.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/core/secret.h"

namespace herlaad::credentials {

// `place` says where the sealed text stands; it opens nowhere else. The same text is sealed
// differently each time.
std::string Seal(const Secret& key, std::string_view place, const Secret& text);
// Nothing if it was sealed with another key or for another place, or was changed.
std::optional<Secret> Unseal(const Secret& key, std::string_view place, std::string_view sealed);

}  // namespace herlaad::credentials
