#include "engine/commands/staff/staff_sessions.h"

namespace herlaad::engine {
namespace {

// Nobody has signed in yet.
constexpr const char* kAnonymous = "anonymous";

bool IsRight(const SignInProof& proof, const StaffMember& member, Instant now) {
  if (member.disabled_at.ms != 0 || member.password.empty() || member.code_secret.empty())
    return false;
  if (!proof.password_matches || proof.password != member.password) return false;
  if (!proof.step || proof.code_secret != member.code_secret) return false;
  return access::IsAcceptableStep(*proof.step, member.last_step, now);
}

}  // namespace

TryOutcome TryProof(const SignInProof& proof, StaffMember& member, Instant now,
                    std::vector<AuditEntry>& audit) {
  access::WrongTries& tries = member.tries;
  if (access::MustWait(tries, proof.network, now)) return TryOutcome::kMustWait;
  if (IsRight(proof, member, now)) {
    member.last_step = *proof.step;
    tries = access::AfterSignIn(std::move(tries), proof.network, now);
    return TryOutcome::kRight;
  }
  const bool strangers_waited = access::StrangersWaitUntil(tries, now).ms != 0;
  const bool password_was_right = proof.password_matches && proof.password == member.password;
  tries = access::AfterWrongTry(std::move(tries), proof.network, password_was_right, now);
  const auto tell = [&](std::string detail) {
    audit.push_back(
        {now, kAnonymous, "staff.wrong_tries", StaffText(member.name), std::move(detail)});
  };
  if (access::WrongInARow(tries, proof.network) >= access::kFreeTries) {
    tell(std::to_string(access::WrongInARow(tries, proof.network)) +
         " in a row from one network, which waits");
  }
  const Instant until = access::StrangersWaitUntil(tries, now);
  if (!strangers_waited && until.ms != 0) {
    tell("many; networks without a sign-in before wait until " + ToRfc3339(until));
  }
  return TryOutcome::kWrong;
}

std::unique_ptr<SignIn> SignIn::Check(std::string name, SignInProof proof, Digest secret,
                                      std::string device) {
  if (device.size() > kDeviceMax) device.resize(kDeviceMax);
  return std::unique_ptr<SignIn>(
      new SignIn(std::move(name), std::move(proof), secret, std::move(device)));
}

DecisionOf<SignInResult> SignIn::Decide(const ReadSet& read_set,
                                        const DecisionContext& context) const {
  DecisionOf<SignInResult> decision(SignInResult{});
  if (const StaffMember* const found = read_set.Find<StaffMember>(name_)) {
    StaffMember member = *found;
    switch (TryProof(proof_, member, context.now, decision.audit)) {
      case TryOutcome::kMustWait:
        decision.result.outcome = SignInOutcome::kMustWait;
        break;
      case TryOutcome::kWrong:
        decision.rows.Put(std::move(member));
        break;
      case TryOutcome::kRight: {
        const StaffSessionId id(context.ids.Next(context.now));
        decision.rows.Put(StaffSession{id,
                                       secret_,
                                       name_,
                                       device_,
                                       {context.now, context.now, {}, {}},
                                       member.session_generation});
        decision.rows.Put(std::move(member));
        decision.audit.push_back({context.now, StaffText(name_), "staff.sign_in", ToText(id), {}});
        decision.result = {SignInOutcome::kSignedIn, id};
        break;
      }
    }
  }
  return decision;
}

std::unique_ptr<StepUp> StepUp::Check(std::string name, StaffSessionId session, SignInProof proof) {
  return std::unique_ptr<StepUp>(new StepUp(std::move(name), session, std::move(proof)));
}

DecisionOf<SignInOutcome> StepUp::Decide(const ReadSet& read_set,
                                         const DecisionContext& context) const {
  DecisionOf<SignInOutcome> decision(SignInOutcome::kRefused);
  const StaffMember* const found = read_set.Find<StaffMember>(name_);
  const StaffSession* const session = read_set.Find<StaffSession>(session_);
  if (found != nullptr && session != nullptr && IsLive(*session, *found, context.now)) {
    StaffMember member = *found;
    const TryOutcome tried = TryProof(proof_, member, context.now, decision.audit);
    if (tried == TryOutcome::kMustWait) {
      decision.result = SignInOutcome::kMustWait;
    } else {
      decision.rows.Put(std::move(member));
    }
    if (tried == TryOutcome::kRight) {
      decision.result = SignInOutcome::kSignedIn;
      StaffSession stepped_up = *session;
      stepped_up.times.stepped_up_at = context.now;
      decision.rows.Put(std::move(stepped_up));
      decision.audit.push_back(
          {context.now, StaffText(name_), "staff.step_up", ToText(session_), {}});
    }
  }
  return decision;
}

std::unique_ptr<SeeSession> SeeSession::Check(StaffSessionId session) {
  return std::unique_ptr<SeeSession>(new SeeSession(session));
}

DecisionOf<Nothing> SeeSession::Decide(const ReadSet& read_set,
                                       const DecisionContext& context) const {
  DecisionOf<Nothing> decision(Nothing{});
  const StaffSession* const found = read_set.Find<StaffSession>(session_);
  // What ended stays ended: it is not seen any more.
  if (found == nullptr || !access::IsLive(found->times, context.now)) return decision;
  if (!access::IsSeenAnew(found->times, context.now)) return decision;
  StaffSession session = *found;
  session.times.seen_at = context.now;
  decision.rows.Put(std::move(session));
  return decision;
}

std::unique_ptr<EndSession> EndSession::Check(StaffSessionId session, std::string name,
                                              std::string actor) {
  return std::unique_ptr<EndSession>(new EndSession(session, std::move(name), std::move(actor)));
}

DecisionOf<EndSessionOutcome> EndSession::Decide(const ReadSet& read_set,
                                                 const DecisionContext& context) const {
  const StaffSession* const found = read_set.Find<StaffSession>(session_);
  if (found == nullptr || found->staff != name_) return EndSessionOutcome::kNoSuchSession;
  if (found->times.ended_at.ms != 0) return EndSessionOutcome::kEnded;
  DecisionOf<EndSessionOutcome> decision(EndSessionOutcome::kEnded);
  StaffSession session = *found;
  session.times.ended_at = context.now;
  decision.rows.Put(std::move(session));
  decision.audit.push_back(
      {context.now, actor_, "staff.end_session", ToText(session_), StaffText(name_)});
  return decision;
}

std::unique_ptr<EndSessions> EndSessions::Check(std::string name, std::string actor) {
  return std::unique_ptr<EndSessions>(new EndSessions(std::move(name), std::move(actor)));
}

DecisionOf<EndSessionOutcome> EndSessions::Decide(const ReadSet& read_set,
                                                  const DecisionContext& context) const {
  const StaffMember* const found = read_set.Find<StaffMember>(name_);
  if (found == nullptr) return EndSessionOutcome::kNoSuchSession;
  DecisionOf<EndSessionOutcome> decision(EndSessionOutcome::kEnded);
  StaffMember member = *found;
  ++member.session_generation;
  decision.rows.Put(std::move(member));
  decision.audit.push_back({context.now, actor_, "staff.end_sessions", StaffText(name_), {}});
  return decision;
}

}  // namespace herlaad::engine
