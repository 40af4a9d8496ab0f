// Begins and ends sessions of staff, and asks for their password and code again. The password and
// the code are compared outside, since that is slow by design; what they were compared with comes
// along, and counts only while it still stands.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/commands/command.h"

namespace herlaad::engine {

// What was found out about a password and a code.
struct SignInProof {
  std::string password;     // the hash that was compared with
  std::string code_secret;  // the same, sealed
  bool password_matches = false;
  std::optional<std::int64_t> step;  // the time step of the code; nothing: it is of none
  Digest network = {};               // from which they came, see access::NetworkTries
};

// The effect of one try on its person: counts it, and says whether all was right.
enum class TryOutcome : std::uint8_t { kRight = 1, kWrong = 2, kMustWait = 3 };
TryOutcome TryProof(const SignInProof& proof, StaffMember& member, Instant now,
                    std::vector<AuditEntry>& audit);

enum class SignInOutcome : std::uint8_t {
  kSignedIn = 1,
  kRefused = 2,   // something was wrong; counted
  kMustWait = 3,  // after wrong tries: not counted
};

struct SignInResult {
  SignInOutcome outcome = SignInOutcome::kRefused;
  StaffSessionId session = {};  // kSignedIn
};

class SignIn final : public CommandOf<SignInResult> {
 public:
  // `secret`: of the session's cookie.
  static std::unique_ptr<SignIn> Check(std::string name, SignInProof proof, Digest secret,
                                       std::string device);
  [[nodiscard]] std::string_view Kind() const override { return "sign_in"; }
  void AddNeeds(Needs& needs) const override {
    needs.Put<StaffMember>(name_);
    needs.audit = true;
  }
  // The code counts once, so a repeat after a lost answer is refused, and signing in needs the next
  // code.
  [[nodiscard]] DecisionOf<SignInResult> Decide(const ReadSet& read_set,
                                                const DecisionContext& context) const override;

 private:
  SignIn(std::string name, SignInProof proof, Digest secret, std::string device)
      : name_(std::move(name)),
        proof_(std::move(proof)),
        secret_(secret),
        device_(std::move(device)) {}
  std::string name_;
  SignInProof proof_;
  Digest secret_;
  std::string device_;
};

// The password and a code once more, in a session: what needs them may be done in it for
// access::kStepUpLasts.
class StepUp final : public CommandOf<SignInOutcome> {
 public:
  static std::unique_ptr<StepUp> Check(std::string name, StaffSessionId session, SignInProof proof);
  [[nodiscard]] std::string_view Kind() const override { return "step_up"; }
  void AddNeeds(Needs& needs) const override {
    needs.Put<StaffMember>(name_);
    needs.Put<StaffSession>(session_);
    needs.audit = true;
  }
  // kSignedIn if it counts. Wrong tries count as those to sign in.
  [[nodiscard]] DecisionOf<SignInOutcome> Decide(const ReadSet& read_set,
                                                 const DecisionContext& context) const override;

 private:
  StepUp(std::string name, StaffSessionId session, SignInProof proof)
      : name_(std::move(name)), session_(session), proof_(std::move(proof)) {}
  std::string name_;
  StaffSessionId session_;
  SignInProof proof_;
};

// Records that a session is used.
class SeeSession final : public CommandOf<Nothing> {
 public:
  static std::unique_ptr<SeeSession> Check(StaffSessionId session);
  [[nodiscard]] std::string_view Kind() const override { return "see_session"; }
  void AddNeeds(Needs& needs) const override { needs.Put<StaffSession>(session_); }
  // Changes nothing if the session has ended meanwhile.
  [[nodiscard]] DecisionOf<Nothing> Decide(const ReadSet& read_set,
                                           const DecisionContext& context) const override;

 private:
  explicit SeeSession(StaffSessionId session) : session_(session) {}
  StaffSessionId session_;
};

enum class EndSessionOutcome : std::uint8_t { kEnded = 1, kNoSuchSession = 2 };

// Ends one session of `name`; another person's does not exist for this command.
class EndSession final : public CommandOf<EndSessionOutcome> {
 public:
  static std::unique_ptr<EndSession> Check(StaffSessionId session, std::string name,
                                           std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "end_session"; }
  void AddNeeds(Needs& needs) const override {
    needs.Put<StaffSession>(session_);
    needs.audit = true;
  }
  // A repeat changes nothing.
  [[nodiscard]] DecisionOf<EndSessionOutcome> Decide(const ReadSet& read_set,
                                                     const DecisionContext& context) const override;

 private:
  EndSession(StaffSessionId session, std::string name, std::string actor)
      : session_(session), name_(std::move(name)), actor_(std::move(actor)) {}
  StaffSessionId session_;
  std::string name_;
  std::string actor_;
};

// Ends all sessions of `name`.
class EndSessions final : public CommandOf<EndSessionOutcome> {
 public:
  static std::unique_ptr<EndSessions> Check(std::string name, std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "end_sessions"; }
  void AddNeeds(Needs& needs) const override {
    needs.Put<StaffMember>(name_);
    needs.audit = true;
  }
  // kNoSuchSession if there is no such person.
  [[nodiscard]] DecisionOf<EndSessionOutcome> Decide(const ReadSet& read_set,
                                                     const DecisionContext& context) const override;

 private:
  EndSessions(std::string name, std::string actor)
      : name_(std::move(name)), actor_(std::move(actor)) {}
  std::string name_;
  std::string actor_;
};

}  // namespace herlaad::engine
