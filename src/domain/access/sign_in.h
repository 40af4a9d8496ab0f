// What a sign-in must satisfy besides the right password and code: each code counts once, and after
// wrong tries a person waits. And how long a session lives.
#pragma once

#include <cstdint>

#include "base/core/instant.h"

namespace herlaad::access {

// --- One-time codes (TOTP, RFC 6238): a code belongs to a time step of 30 seconds since 1970.
inline constexpr Millis kTimeStep{30'000};
inline constexpr std::int64_t kStepsEitherSide = 1;  // for clocks that differ, and for typing

std::int64_t TimeStepAt(Instant now);
// Whether the code of `step` may be used at `now`, after the code of `last_used` was (0: none yet).
// A code is used once, and one before it no more.
bool IsAcceptableStep(std::int64_t step, std::int64_t last_used, Instant now);

// --- Wrong tries in a row, of one person.
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

// While a person must wait, nothing is compared and nothing counted. A wait longer than the longest
// was dated by a wrong clock and does not count.
bool MustWait(const Tries& tries, Instant now);
Tries AfterWrongTry(const Tries& tries, Instant now);

// --- Sessions.
inline constexpr Millis kSessionIdle{30 * 60'000};          // without a request
inline constexpr Millis kSessionLongest{12LL * 3'600'000};  // from signing in
inline constexpr Millis kSessionSeenEvery{60'000};          // how exactly requests are recorded
static_assert(kSessionSeenEvery < kSessionIdle && kSessionIdle < kSessionLongest);

struct SessionTimes {
  Instant begun_at{};
  Instant seen_at{};   // the last request, up to kSessionSeenEvery ago
  Instant ended_at{};  // 0: not ended by anybody
  friend bool operator==(const SessionTimes&, const SessionTimes&) = default;
};
// `all_ended_at`: when all sessions of the person were last ended; 0: never.
bool IsLive(const SessionTimes& session, Instant all_ended_at, Instant now);
// When a live session ends if there is no further request.
Instant EndsAt(const SessionTimes& session);
// Whether a request at `now` is worth recording.
bool IsSeenAnew(const SessionTimes& session, Instant now);

}  // namespace herlaad::access
