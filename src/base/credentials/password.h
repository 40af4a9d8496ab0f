// Passwords, kept as argon2id hashes (libsodium). Hashing takes memory and time by design: never on
// the I/O thread, and only a bounded number at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/secret.h"

namespace herlaad::credentials {

inline constexpr std::size_t kPasswordMin = 12;  // bytes
inline constexpr std::size_t kPasswordMax = 256;
// A sentence's end for whoever chooses one: why `password` is not accepted; empty if it is.
std::string_view PasswordFault(const Secret& password);

// Of one hash: 64 MiB and about a tenth of a second, or as little as there is, for tests.
enum class HashCost : std::uint8_t { kFull, kTest };

// A text with the parameters and a random salt: two hashes of one password differ. Throws
// std::bad_alloc if there is not enough memory.
std::string HashPassword(const Secret& password, HashCost cost = HashCost::kFull);
// False too for a text that is not such a hash. Takes as long as hashing did.
bool PasswordMatches(const std::string& hash, const Secret& password);

}  // namespace herlaad::credentials
