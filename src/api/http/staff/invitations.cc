#include "api/http/staff/invitations.h"

#include <algorithm>

#include "api/http/core/access/staff_access.h"
#include "api/http/core/json/json_writer.h"
#include "api/http/core/json/read_json.h"
#include "base/credentials/one_time_code.h"
#include "base/credentials/sealing.h"

namespace herlaad::http {
namespace {

using engine::StaffMember;

constexpr std::string_view kIssuer = "Herlaad";
constexpr std::size_t kSecretBytes = 20;

Problem Refused() { return Problem(Code::kInvitationRefused); }

Result<Invitations::Invited, Problem> ReadInvited(const nlohmann::json& body) {
  const auto name = ReadText(body, "name");
  if (!name.ok()) return Failure{name.error()};
  const auto invitation = ReadText(body, "invitation");
  if (!invitation.ok()) return Failure{invitation.error()};
  return Invitations::Invited{*name, Secret(*invitation)};
}

}  // namespace

Secret NewInvitation() { return Secret("inv_" + RandomSecret(kSecretBytes).Reveal()); }

Secret Invitations::CodeSecretOf(const Invited& invited) const {
  const std::string hex = HmacHex(
      shared_.options.staff.key, "codes of " + invited.name + " by " + invited.invitation.Reveal());
  return Secret(Sha256(hex).substr(0, credentials::kCodeSecretBytes));
}

Result<Invitations::SetUp, Problem> Invitations::SetUpOf(const Invited& invited) {
  if (shared_.options.staff.key.empty()) return Failure{Problem(Code::kStaffKeyMissing)};
  if (!access::IsStaffName(invited.name)) return Failure{Refused()};
  auto member = shared_.readers.Call([name = invited.name](engine::Queries& queries) {
    return queries.FindRow<StaffMember>(name);
  });
  if (!member.ok()) return Failure{OfStoreError(member.error())};
  const Digest digest = DigestOf(invited.invitation.Reveal());
  if (!*member || !engine::IsInvited(**member, digest, shared_.services.clock.Now()))
    return Failure{Refused()};
  const Secret secret = CodeSecretOf(invited);
  return SetUp{**std::move(member), secret, credentials::OtpAuthUri(kIssuer, invited.name, secret)};
}

void Invitations::Find(const net::Request& request, Invited invited,
                       std::function<void(Result<SetUp, Problem>)> then) {
  sign_ins_.Admit(
      request, [this, invited = std::move(invited), then] { then(SetUpOf(invited)); },
      [then](Problem problem) { then(Failure{std::move(problem)}); });
}

void Invitations::Choose(const net::Request& request, Invited invited, Chosen chosen,
                         std::function<void(Status<Problem>)> then) {
  sign_ins_.Admit(
      request,
      [this, invited = std::move(invited), chosen = std::move(chosen), then] {
        then(Decide(invited, chosen));
      },
      [then](Problem problem) { then(Failure{std::move(problem)}); });
}

Status<Problem> Invitations::Decide(const Invited& invited, const Chosen& chosen) {
  const auto set_up = SetUpOf(invited);
  if (!set_up.ok()) return Failure{set_up.error()};
  const std::string_view fault = credentials::PasswordFault(chosen.password, invited.name);
  if (!fault.empty()) {
    return Failure{FieldProblem(Code::kFieldInvalid, "password",
                                std::string("A password ").append(fault).append("."))};
  }
  engine::AcceptInvitation::Chosen kept;
  kept.password = credentials::HashPassword(chosen.password, shared_.options.staff.hash_cost);
  kept.code_secret = credentials::Seal(shared_.options.staff.key,
                                       engine::CodeSecretPlace(invited.name), set_up->code_secret);
  const std::int64_t now = access::TimeStepAt(shared_.services.clock.Now());
  if (const auto digits = credentials::ReadCode(chosen.code)) {
    kept.step =
        credentials::StepOfCode(set_up->code_secret, *digits, now - access::kStepsEitherSide,
                                now + access::kStepsEitherSide);
  }
  const auto answer = shared_.services.engine.Call(engine::AcceptInvitation::Check(
      invited.name, DigestOf(invited.invitation.Reveal()), std::move(kept)));
  if (!answer.ok()) return Failure{OfFault(answer.fault())};
  switch (*answer) {
    case engine::AcceptOutcome::kAccepted:
      shared_.authenticator.Forget();
      shared_.Log("staff.accepted_invitation", {{"staff", invited.name}});
      return Nothing{};
    case engine::AcceptOutcome::kNotInvited:
      return Failure{Refused()};
    case engine::AcceptOutcome::kWrongCode:
      return Failure{FieldProblem(Code::kFieldInvalid, "code",
                                  "This is not the code that an authenticator app shows now for "
                                  "the secret of this invitation.")};
  }
  CHECK(false, "an invitation is accepted or not in one of the listed ways");
}

void Invitations::Renew(const ExchangePtr& exchange,
                        std::function<void(Result<Secret, Problem>)> then) {
  if (shared_.options.staff.key.empty()) return then(Failure{Problem(Code::kStaffKeyMissing)});
  const Client& client = *exchange->client;
  const Secret invitation = NewInvitation();
  const bool taken = shared_.services.engine.Submit(
      engine::InviteSelf::Check(client.person, DigestOf(invitation.Reveal()),
                                engine::StaffSessionId(client.session_id)),
      [then, invitation](const engine::Answered<engine::InviteSelfOutcome>& answer, const auto*) {
        if (!answer.ok()) return then(Failure{OfFault(answer.fault())});
        switch (*answer) {
          case engine::InviteSelfOutcome::kInvited:
            return then(invitation);
          case engine::InviteSelfOutcome::kActorMayNot:
            return then(Failure{ActorMayNot()});
          case engine::InviteSelfOutcome::kStepUpNeeded:
            return then(Failure{StepUpNeeded()});
        }
      });
  if (!taken) then(Failure{Busy()});
}

void Invitations::Show(ExchangePtr exchange) {
  const auto body = ReadBody(exchange->request, {"name", "invitation"});
  if (!body.ok()) return exchange->Refuse(body.error());
  auto invited = ReadInvited(*body);
  if (!invited.ok()) return exchange->Refuse(invited.error());
  Find(exchange->request, *std::move(invited), [exchange](const auto& set_up) {
    if (!set_up.ok()) return exchange->Refuse(set_up.error());
    JsonWriter json;
    const StaffMember& member = set_up->member;
    json.Begin('{').Name("name").Text(member.name).Name("full_name").Text(member.full_name);
    json.Name("role").Text(access::RoleName(member.role));
    json.Name("invitation_until").At(member.invited_until);
    json.Name("code_secret").Text(credentials::Base32Of(set_up->code_secret).Reveal());
    json.Name("otpauth_uri").Text(set_up->otpauth_uri.Reveal());
    exchange->Send({200, "application/json", json.End('}').Take(), {}});
  });
}

void Invitations::Accept(ExchangePtr exchange) {
  const auto body = ReadBody(exchange->request, {"name", "invitation", "password", "code"});
  if (!body.ok()) return exchange->Refuse(body.error());
  auto invited = ReadInvited(*body);
  if (!invited.ok()) return exchange->Refuse(invited.error());
  const auto password = ReadText(*body, "password");
  if (!password.ok()) return exchange->Refuse(password.error());
  const auto code = ReadText(*body, "code");
  if (!code.ok()) return exchange->Refuse(code.error());
  Choose(exchange->request, *std::move(invited), {Secret(*password), *code},
         [exchange](const auto& chosen) {
           if (!chosen.ok()) return exchange->Refuse(chosen.error());
           exchange->Send({204, "", {}, {}});
         });
}

void Invitations::InviteSelf(ExchangePtr exchange) {
  if (!IsPerson(*exchange)) return;
  Renew(exchange, [this, exchange](const auto& invitation) {
    if (!invitation.ok()) return exchange->Refuse(invitation.error());
    JsonWriter json;
    json.Begin('{').Name("invitation").Text(invitation->Reveal());
    json.Name("invitation_until").At(shared_.services.clock.Now() + access::kInvitationLifetime);
    exchange->Send({201, "application/json", json.End('}').Take(), {}});
  });
}

}  // namespace herlaad::http
