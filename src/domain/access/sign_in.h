// What a sign-in must satisfy besides the right password and code: each code counts once. How long
// a session lives, and for how long the password and a code that were asked for again count.
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

// --- Sessions.
inline constexpr Millis kSessionIdle{30 * 60'000};          // without a request
inline constexpr Millis kSessionLongest{12LL * 3'600'000};  // from signing in
inline constexpr Millis kSessionSeenEvery{60'000};          // how exactly requests are recorded
static_assert(kSessionSeenEvery < kSessionIdle && kSessionIdle < kSessionLongest);

struct SessionTimes {
  Instant begun_at{};
  Instant seen_at{};        // the last request, up to kSessionSeenEvery ago
  Instant ended_at{};       // 0: not ended by anybody
  Instant stepped_up_at{};  // when the password and a code were last asked for again; 0: never
  friend bool operator==(const SessionTimes&, const SessionTimes&) = default;
};
bool IsLive(const SessionTimes& session, Instant now);
// When a live session ends if there is no further request.
Instant EndsAt(const SessionTimes& session);
// Whether a request at `now` is worth recording.
bool IsSeenAnew(const SessionTimes& session, Instant now);

// --- Step-up: managing staff, giving an approval and changing the own password need the password
// and a code once more, in this session and not long ago. Signing in does not count: whoever took
// over a session right after that has typed neither.
inline constexpr Millis kStepUpLasts{5 * 60'000};
bool IsSteppedUp(const SessionTimes& session, Instant now);

// --- Invitations: with the secret of one, a person chooses the first or the next password and sets
// up the codes.
inline constexpr Millis kInvitationLifetime{8LL * 3'600'000};

}  // namespace herlaad::access
