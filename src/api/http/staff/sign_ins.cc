#include "api/http/staff/sign_ins.h"

#include "base/credentials/one_time_code.h"
#include "base/credentials/sealing.h"

namespace herlaad::http {
namespace {

using engine::StaffMember;

Problem Refused() { return Problem(Code::kSignInRefused); }

// For the list of sessions; only what can be shown anywhere.
std::string DeviceOf(const net::Request& request) {
  std::string device;
  for (const char c : request.Find("user-agent").value_or("")) {
    if (device.size() == engine::kDeviceMax) break;
    if (c >= ' ' && c <= '~') device += c;
  }
  return device;
}

}  // namespace

SignIns::SignIns(Shared& shared) : shared_(shared), limiter_(shared.options.staff.sign_ins) {}

void SignIns::Try(const net::Request& request, Typed typed, Then then) {
  if (shared_.authenticator.cookie().IsFromForeignPage(request))
    return then(Failure{Problem(Code::kOriginForeign)});
  if (!request.local && !limiter_.Allow(request.peer, shared_.services.clock.Now()))
    return then(Failure{Problem(Code::kRateLimited).Header("Retry-After", "10")});
  auto work = [this, typed = std::move(typed), device = DeviceOf(request), then] {
    then(Compare(typed, device));
  };
  if (!work_.Post(request.peer, std::move(work))) then(Failure{Busy()});
}

// Hashed for a name that nobody has, so that it takes as long.
const std::string& SignIns::NobodysPassword() {
  if (nobodys_password_.empty()) {
    nobodys_password_ =
        credentials::HashPassword(RandomSecret(20), shared_.options.staff.hash_cost);
  }
  return nobodys_password_;
}

std::optional<std::int64_t> SignIns::StepOf(const StaffMember& member, const std::string& code) {
  const StaffOptions& options = shared_.options.staff;
  const std::string place = engine::CodeSecretPlace(member.name);
  auto secret = credentials::Unseal(options.key, place, member.code_secret);
  if (!secret && !options.key_before.empty())
    secret = credentials::Unseal(options.key_before, place, member.code_secret);
  if (!secret) {
    shared_.LogWithBrake("staff.code_secret_unreadable", {{"staff", member.name}});
    return std::nullopt;
  }
  const auto digits = credentials::ReadCode(code);
  if (!digits) return std::nullopt;
  const std::int64_t now = access::TimeStepAt(shared_.services.clock.Now());
  return credentials::StepOfCode(*secret, *digits, now - access::kStepsEitherSide,
                                 now + access::kStepsEitherSide);
}

Result<SignIns::SignedIn, Problem> SignIns::Compare(const Typed& typed, const std::string& device) {
  const bool possible =
      access::IsStaffName(typed.name) && credentials::PasswordFault(typed.password).empty();
  std::optional<StaffMember> member;
  if (possible) {
    auto found = shared_.readers.Call([name = typed.name](engine::Queries& queries) {
      return queries.FindRow<StaffMember>(name);
    });
    if (!found.ok()) return Failure{OfStoreError(found.error())};
    member = *std::move(found);
  }
  engine::SignInProof proof;
  proof.password = member ? member->password : NobodysPassword();
  proof.password_matches = credentials::PasswordMatches(proof.password, typed.password);
  if (member) {
    proof.code_secret = member->code_secret;
    proof.step = StepOf(*member, typed.code);
  }
  const Secret secret = NewStaffSecret();
  const Digest digest = DigestOf(secret.Reveal());
  const engine::Answer answer = shared_.services.engine.Call(
      engine::SignIn::Check(member ? typed.name : std::string(), std::move(proof), digest, device));
  if (answer.fault != engine::Answer::Fault::kNone) return Failure{OfFault(answer.fault)};
  if (static_cast<engine::SignInOutcome>(answer.outcome) != engine::SignInOutcome::kSignedIn) {
    shared_.LogWithBrake("staff.sign_in_refused",
                         {{"staff", member ? member->name : std::string("unknown")}});
    return Failure{Refused()};
  }
  const engine::StaffSessionId id(answer.detail);
  shared_.Log("staff.signed_in", {{"staff", member->name}, {"session", ToText(id)}});
  const Instant now = shared_.services.clock.Now();
  return SignedIn{*member,
                  {id, digest, member->name, device, {now, now, {}}},
                  shared_.authenticator.cookie().Set(id, secret)};
}

}  // namespace herlaad::http
