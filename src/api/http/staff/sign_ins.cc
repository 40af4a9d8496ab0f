#include "api/http/staff/sign_ins.h"

#include "adapters/net/addresses/addresses.h"
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

void SignIns::Admit(const net::Request& request, std::function<void()> work,
                    std::function<void(Problem)> refused) {
  if (shared_.authenticator.cookie().IsFromForeignPage(request))
    return refused(Problem(Code::kOriginForeign));
  if (!request.local && !limiter_.Allow(request.peer, shared_.services.clock.Now()))
    return refused(Problem(Code::kRateLimited).Header("Retry-After", "10"));
  const bool taken =
      work_.PostInTurn(net::BlockOf(request.peer), std::move(work), [refused] { refused(Busy()); });
  if (!taken) refused(Busy());
}

void SignIns::Try(const net::Request& request, Typed typed, Then then) {
  Admit(
      request,
      [this, typed = std::move(typed), peer = request.peer, device = DeviceOf(request), then] {
        then(Begin(typed, peer, device));
      },
      [then](Problem problem) { then(Failure{std::move(problem)}); });
}

void SignIns::StepUp(const Exchange& exchange, Secret password, std::string code, SteppedUp then) {
  const Client& client = *exchange.client;
  Admit(
      exchange.request,
      [this, typed = Typed{client.person, std::move(password), std::move(code)},
       peer = exchange.request.peer, session = engine::StaffSessionId(client.session_id),
       then] { then(Again(typed, peer, session)); },
      [then](Problem problem) { then(Failure{std::move(problem)}); });
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

// Keyed, so that a copy of the database does not say where somebody was; for each person anew.
Digest SignIns::NetworkOf(const std::string& name, const std::string& peer) const {
  return DigestOf(
      HmacHex(shared_.options.staff.key, "network of " + name + ": " + net::CustomerOf(peer)));
}

Result<SignIns::Compared, Problem> SignIns::Compare(const Typed& typed, const std::string& peer) {
  const bool possible = access::IsStaffName(typed.name) &&
                        typed.password.Reveal().size() <= credentials::kPasswordMax;
  Compared compared;
  if (possible) {
    auto found = shared_.readers.Call([name = typed.name](engine::Queries& queries) {
      return queries.FindRow<StaffMember>(name);
    });
    if (!found.ok()) return Failure{OfStoreError(found.error())};
    compared.member = *std::move(found);
  }
  const auto& member = compared.member;
  engine::SignInProof& proof = compared.proof;
  // Who was invited and has no password yet takes as long as the others.
  const bool has_password = member && !member->password.empty();
  proof.password = has_password ? member->password : NobodysPassword();
  proof.password_matches = credentials::PasswordMatches(proof.password, typed.password);
  if (member) {
    proof.network = NetworkOf(member->name, peer);
    proof.code_secret = member->code_secret;
    if (!member->code_secret.empty()) proof.step = StepOf(*member, typed.code);
  }
  return compared;
}

Result<SignIns::SignedIn, Problem> SignIns::Begin(const Typed& typed, const std::string& peer,
                                                  const std::string& device) {
  auto compared = Compare(typed, peer);
  if (!compared.ok()) return Failure{compared.error()};
  const auto& member = compared->member;
  const Secret secret = NewStaffSecret();
  const Digest digest = DigestOf(secret.Reveal());
  const auto answer = shared_.services.engine.Call(engine::SignIn::Check(
      member ? typed.name : std::string(), std::move(compared->proof), digest, device));
  if (!answer.ok()) return Failure{OfFault(answer.fault())};
  if (answer->outcome != engine::SignInOutcome::kSignedIn) {
    shared_.LogWithBrake("staff.sign_in_refused",
                         {{"staff", member ? member->name : std::string("unknown")}});
    return Failure{Refused()};
  }
  const engine::StaffSessionId id = answer->session;
  shared_.Log("staff.signed_in", {{"staff", member->name}, {"session", ToText(id)}});
  const Instant now = shared_.services.clock.Now();
  return SignedIn{
      *member,
      {id, digest, member->name, device, {now, now, {}, {}}, member->session_generation},
      shared_.authenticator.cookie().Set(id, secret)};
}

Result<Instant, Problem> SignIns::Again(const Typed& typed, const std::string& peer,
                                        engine::StaffSessionId session) {
  auto compared = Compare(typed, peer);
  if (!compared.ok()) return Failure{compared.error()};
  const auto answer = shared_.services.engine.Call(
      engine::StepUp::Check(typed.name, session, std::move(compared->proof)));
  if (!answer.ok()) return Failure{OfFault(answer.fault())};
  if (*answer != engine::SignInOutcome::kSignedIn) {
    shared_.LogWithBrake("staff.sign_in_refused", {{"staff", typed.name}});
    return Failure{Refused()};
  }
  return shared_.services.clock.Now() + access::kStepUpLasts;
}

}  // namespace herlaad::http
