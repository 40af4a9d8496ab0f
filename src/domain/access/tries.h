// Wrong tries to sign in as one person, counted for each network from which they come: whoever
// guesses makes the own network wait, not the person. For networks from which the person has not
// signed in before, all of them together have one more bound, so that a guess from each of many
// networks gains nothing. The numbers and what they leave to somebody who guesses are in
// docs/adr/0021.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/core/instant.h"
#include "base/core/secret.h"

namespace herlaad::access {

// Wrong tries in a row, from one network.
struct Tries {
  std::int32_t wrong = 0;  // since the last sign-in; stops counting at kTriesCounted
  Instant wait_until{};    // 0: need not wait
  friend bool operator==(const Tries&, const Tries&) = default;
};
inline constexpr std::int32_t kFreeTries = 5;  // before the first wait
inline constexpr Millis kFirstWait{60'000};    // doubled by each further wrong try
inline constexpr Millis kLongestWait{15 * 60'000};
inline constexpr std::int32_t kTriesCounted = 1'000;
static_assert(kFirstWait < kLongestWait);

// A network is an IPv4 address or the /64 of an IPv6 address; only a keyed digest of it is kept.
struct NetworkTries {
  Digest network;
  Tries tries;
  Instant seen_at{};       // the last try that was compared
  Instant signed_in_at{};  // the last sign-in; 0: none
  friend bool operator==(const NetworkTries&, const NetworkTries&) = default;
};

struct WrongTries {
  std::vector<NetworkTries> networks;  // at most kNetworksKept, each once
  Instant strangers_paid_at{};         // see kStrangersAtOnce; 0: none was wrong yet
  friend bool operator==(const WrongTries&, const WrongTries&) = default;
};
inline constexpr std::size_t kNetworksKept = 16;
// Of those, networks of sign-ins, which no stranger's try displaces.
inline constexpr std::size_t kNetworksKnown = 8;
inline constexpr Millis kNetworkKnownFor{90LL * 86'400'000};  // from the last sign-in

// Wrong tries from all networks that are not known: as many at once, and one more after each
// kStrangerEvery. One with the right password and a wrong code counts as many: the password has
// leaked, and only the code is left to guess.
inline constexpr std::int64_t kStrangersAtOnce = 100;
inline constexpr Millis kStrangerEvery{6 * 60'000};
inline constexpr std::int64_t kWrongCodeCounts = 10;

// Whether the person signed in from `network` not long ago.
bool IsKnown(const WrongTries& tries, const Digest& network, Instant now);
// While a try must wait, nothing is compared and nothing counted. A wait longer than the longest
// was dated by a wrong clock and does not count.
bool MustWait(const WrongTries& tries, const Digest& network, Instant now);
WrongTries AfterWrongTry(WrongTries tries, const Digest& network, bool password_was_right,
                         Instant now);
WrongTries AfterSignIn(WrongTries tries, const Digest& network, Instant now);

// For people who look after staff: until when strangers wait (0: they need not), and how many wrong
// tries `network` has made in a row.
Instant StrangersWaitUntil(const WrongTries& tries, Instant now);
std::int32_t WrongInARow(const WrongTries& tries, const Digest& network);

// One network's, for the rules above.
bool MustWait(const Tries& tries, Instant now);
Tries AfterWrongTry(const Tries& tries, Instant now);

}  // namespace herlaad::access
