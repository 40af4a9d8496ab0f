// Passwords, kept as argon2id hashes (libsodium). Hashing takes memory and time by design: never on
// the I/O thread, and only a bounded number at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/secret.h"

namespace herlaad::credentials {

inline constexpr std::size_t kPasswordMin = 12;   // characters
inline constexpr std::size_t kPasswordMax = 256;  // bytes
// A sentence's end for whoever chooses one: why `password` is not accepted for the person `name`;
// empty if it is. Refused are those that are tried first: the name, words of the product, one
// character or a row of keys over and over. There is no list of the passwords of others.
std::string_view PasswordFault(const Secret& password, std::string_view name);

// Of one hash: 64 MiB and about a tenth of a second, or as little as there is, for tests.
enum class HashCost : std::uint8_t { kFull, kTest };

// A text with the parameters and a random salt: two hashes of one password differ. Throws
// std::bad_alloc if there is not enough memory.
std::string HashPassword(const Secret& password, HashCost cost = HashCost::kFull);
// False too for a text that is not such a hash. Takes as long as hashing did.
bool PasswordMatches(const std::string& hash, const Secret& password);

}  // namespace herlaad::credentials
