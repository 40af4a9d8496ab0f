#include "engine/commands/staff_sessions.h"

namespace herlaad::engine {
namespace {

// Nobody has signed in yet.
constexpr const char* kAnonymous = "anonymous";

}  // namespace

std::unique_ptr<SignIn> SignIn::Check(std::string name, SignInProof proof, Digest secret,
                                      std::string device) {
  if (device.size() > kDeviceMax) device.resize(kDeviceMax);
  return std::unique_ptr<SignIn>(
      new SignIn(std::move(name), std::move(proof), secret, std::move(device)));
}

bool SignIn::IsRight(const StaffMember& member, Instant now) const {
  if (member.disabled_at.ms != 0) return false;
  if (!proof_.password_matches || proof_.password != member.password) return false;
  if (!proof_.step || proof_.code_secret != member.code_secret) return false;
  return access::IsAcceptableStep(*proof_.step, member.last_step, now);
}

Decision SignIn::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  Decision decision;
  auto outcome = SignInOutcome::kRefused;
  if (const StaffMember* const found = read_set.FindPlain<StaffMember>(name_)) {
    StaffMember member = *found;
    if (access::MustWait(member.tries, context.now)) {
      outcome = SignInOutcome::kMustWait;
    } else if (IsRight(member, context.now)) {
      outcome = SignInOutcome::kSignedIn;
      const StaffSessionId id(context.ids.Next(context.now));
      member.last_step = *proof_.step;
      member.tries = {};
      decision.plain.Put(StaffSession{id, secret_, name_, device_, {context.now, context.now, {}}});
      decision.plain.Put(std::move(member));
      decision.audit.push_back({context.now, StaffText(name_), "staff.sign_in", ToText(id), {}});
      decision.answer.detail = id.value();
    } else {
      member.tries = access::AfterWrongTry(member.tries, context.now);
      if (member.tries.wait_until.ms != 0) {
        decision.audit.push_back({context.now, kAnonymous, "staff.wrong_tries", StaffText(name_),
                                  std::to_string(member.tries.wrong) + " in a row; wait until " +
                                      ToRfc3339(member.tries.wait_until)});
      }
      decision.plain.Put(std::move(member));
    }
  }
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  return decision;
}

std::unique_ptr<SeeSession> SeeSession::Check(StaffSessionId session) {
  return std::unique_ptr<SeeSession>(new SeeSession(session));
}

Decision SeeSession::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  Decision decision;
  const StaffSession* const found = read_set.FindPlain<StaffSession>(session_);
  // What ended stays ended: it is not seen any more.
  if (found == nullptr || !access::IsLive(found->times, {}, context.now)) return decision;
  if (!access::IsSeenAnew(found->times, context.now)) return decision;
  StaffSession session = *found;
  session.times.seen_at = context.now;
  decision.plain.Put(std::move(session));
  return decision;
}

std::unique_ptr<EndSession> EndSession::Check(StaffSessionId session, std::string name,
                                              std::string actor) {
  return std::unique_ptr<EndSession>(new EndSession(session, std::move(name), std::move(actor)));
}

Decision EndSession::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  Decision decision;
  const StaffSession* const found = read_set.FindPlain<StaffSession>(session_);
  auto outcome = EndSessionOutcome::kNoSuchSession;
  if (found != nullptr && found->staff == name_) {
    outcome = EndSessionOutcome::kEnded;
    if (found->times.ended_at.ms == 0) {
      StaffSession session = *found;
      session.times.ended_at = context.now;
      decision.plain.Put(std::move(session));
      decision.audit.push_back(
          {context.now, actor_, "staff.end_session", ToText(session_), StaffText(name_)});
    }
  }
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  return decision;
}

std::unique_ptr<EndSessions> EndSessions::Check(std::string name, std::string actor) {
  return std::unique_ptr<EndSessions>(new EndSessions(std::move(name), std::move(actor)));
}

Decision EndSessions::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  Decision decision;
  const StaffMember* const found = read_set.FindPlain<StaffMember>(name_);
  auto outcome = EndSessionOutcome::kNoSuchSession;
  if (found != nullptr) {
    outcome = EndSessionOutcome::kEnded;
    StaffMember member = *found;
    member.sessions_ended_at = context.now;
    decision.plain.Put(std::move(member));
    decision.audit.push_back({context.now, actor_, "staff.end_sessions", StaffText(name_), {}});
  }
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  return decision;
}

}  // namespace herlaad::engine
