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

bool IsLive(const SessionTimes& session, Instant now) {
  return session.ended_at.ms == 0 && now < EndsAt(session);
}

Instant EndsAt(const SessionTimes& session) {
  return std::min(session.begun_at + kSessionLongest, session.seen_at + kSessionIdle);
}

bool IsSeenAnew(const SessionTimes& session, Instant now) {
  return now - session.seen_at >= kSessionSeenEvery;
}

bool IsSteppedUp(const SessionTimes& session, Instant now) {
  if (MutantIs("stepup_skipped")) return true;
  // One dated ahead by a wrong clock does not count.
  const Instant at = session.stepped_up_at;
  return at.ms != 0 && at <= now && now < at + kStepUpLasts;
}

}  // namespace herlaad::access
