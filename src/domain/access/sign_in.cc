#include "domain/access/sign_in.h"

#include <algorithm>

#include "base/core/mutant.h"

namespace herlaad::access {

std::int64_t TimeStepAt(Instant now) { return now.ms / kTimeStep.count(); }

bool IsAcceptableStep(std::int64_t step, std::int64_t last_used, Instant now) {
  if (step <= last_used && !MutantIs("totp_code_twice")) return false;
  const std::int64_t current = TimeStepAt(now);
  return step >= current - kStepsEitherSide && step <= current + kStepsEitherSide;
}

bool MustWait(const Tries& tries, Instant now) {
  return now < tries.wait_until && tries.wait_until - now <= kLongestWait;
}

Tries AfterWrongTry(const Tries& tries, Instant now) {
  Tries after{std::min(tries.wrong + 1, kTriesCounted), {}};
  if (after.wrong < kFreeTries) return after;
  Millis wait = kFirstWait;
  for (std::int32_t n = kFreeTries; n < after.wrong && wait < kLongestWait; ++n) wait *= 2;
  after.wait_until = now + std::min(wait, kLongestWait);
  return after;
}

bool IsLive(const SessionTimes& session, Instant all_ended_at, Instant now) {
  if (session.ended_at.ms != 0 || session.begun_at <= all_ended_at) return false;
  return now < EndsAt(session);
}

Instant EndsAt(const SessionTimes& session) {
  return std::min(session.begun_at + kSessionLongest, session.seen_at + kSessionIdle);
}

bool IsSeenAnew(const SessionTimes& session, Instant now) {
  return now - session.seen_at >= kSessionSeenEvery;
}

}  // namespace herlaad::access
