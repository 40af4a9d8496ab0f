#include "api/http/staff/staff_list.h"

#include "api/http/core/access/staff_access.h"
#include "api/http/core/json/json_writer.h"
#include "api/http/core/json/read_json.h"
#include "api/http/staff/invitations.h"
#include "engine/ports/staff_list.h"

namespace herlaad::http {
namespace {

using engine::AddStaffOutcome;
using engine::ChangeStaffOutcome;
using engine::StaffMember;

net::Response Json(int status, std::string body) {
  return {status, "application/json", std::move(body), {}};
}

void TimeOrNull(Instant at, JsonWriter& json) {
  if (at.ms != 0) {
    json.At(at);
  } else {
    json.Null();
  }
}

void Render(const StaffMember& member, Instant now, JsonWriter& json) {
  json.Name("name").Text(member.name).Name("full_name").Text(member.full_name);
  json.Name("role").Text(access::RoleName(member.role));
  json.Name("disabled").Bool(member.disabled_at.ms != 0);
  json.Name("has_password").Bool(!member.password.empty());
  json.Name("created_at").At(member.created_at).Name("must_wait_until");
  TimeOrNull(access::StrangersWaitUntil(member.tries, now), json);
  const bool invited = member.invited_until.ms != 0 && now < member.invited_until;
  json.Name("invited_until");
  TimeOrNull(invited ? member.invited_until : Instant{}, json);
}

void RenderInvitation(const Secret& invitation, Instant now, JsonWriter& json) {
  json.Name("invitation").Text(invitation.Reveal());
  json.Name("invitation_until").At(now + access::kInvitationLifetime);
}

Result<access::Role, Problem> ReadRole(const nlohmann::json& body) {
  const auto text = ReadText(body, "role");
  if (!text.ok()) return Failure{text.error()};
  if (const auto role = access::ParseRole(*text)) return *role;
  std::string known = "The roles are";
  for (const access::Role role : access::kRoles) known.append(" ").append(access::RoleName(role));
  return Failure{FieldProblem(Code::kFieldInvalid, "role", known + ".")};
}

Result<bool, Problem> ReadFlag(const nlohmann::json& body, std::string_view field) {
  const auto found = body.find(field);
  if (found == body.end()) return false;
  if (found->is_boolean()) return found->get<bool>();
  return Failure{FieldInvalid(field, "problem.field_invalid.boolean")};
}

constexpr std::size_t kManagersMax = 20;  // of whom one must still manage staff in the commit

bool MayTakeManaging(const engine::StaffChange& change) {
  return change.disabled.value_or(false) || change.invitation ||
         (change.role && !access::May(*change.role, access::kMayManageStaff));
}

Result<std::vector<std::string>, engine::StoreError> OtherManagers(engine::Queries& queries,
                                                                   const std::string& name) {
  const auto all = engine::ListStaff(queries);
  if (!all.ok()) return Failure{all.error()};
  std::vector<std::string> managers;
  for (const StaffMember& member : *all) {
    if (managers.size() == kManagersMax) break;
    if (member.name != name && engine::ManagesStaff(member)) managers.push_back(member.name);
  }
  return managers;
}

Problem OfAddStaff(engine::AddStaffError error) {
  switch (error) {
    case engine::AddStaffError::kName:
      return FieldProblem(Code::kFieldInvalid, "name",
                          "A name has 2 to 32 characters a-z 0-9 . - _ and begins with a letter.");
    case engine::AddStaffError::kFullName:
      return FieldProblem(Code::kFieldInvalid, "full_name",
                          "A full name has 1 to 80 bytes on one line.");
  }
  CHECK(false, "a person is not added for one of the listed reasons");
}

}  // namespace

void StaffList::List(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayManageStaff)) return;
  shared_.readers.Read([](engine::Queries& queries) { return engine::ListStaff(queries); },
                       [exchange, now = shared_.services.clock.Now()](const auto& all) {
                         if (!all.ok()) return exchange->Refuse(OfStoreError(all.error()));
                         JsonWriter json;
                         json.Begin('{').Name("staff").Begin('[');
                         for (const StaffMember& member : *all) {
                           json.Begin('{');
                           Render(member, now, json);
                           json.End('}');
                         }
                         exchange->Send(Json(200, json.End(']').End('}').Take()));
                       },
                       engine::Readers::Length::kLong);
}

void StaffList::Add(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayManageStaff)) return;
  const auto body = ReadBody(exchange->request, {"name", "full_name", "role"});
  if (!body.ok()) return exchange->Refuse(body.error());
  if (shared_.options.staff.key.empty()) return exchange->Refuse(Problem(Code::kStaffKeyMissing));
  StaffMember member;
  const auto name = ReadText(*body, "name");
  if (!name.ok()) return exchange->Refuse(name.error());
  const auto full_name = ReadLine(*body, "full_name");
  if (!full_name.ok()) return exchange->Refuse(full_name.error());
  const auto role = ReadRole(*body);
  if (!role.ok()) return exchange->Refuse(role.error());
  member.name = *name;
  member.full_name = *full_name;
  member.role = *role;
  const Secret invitation = NewInvitation();
  auto command =
      engine::AddStaff::Check(member, DigestOf(invitation.Reveal()), ActingOf(*exchange->client));
  if (!command.ok()) return exchange->Refuse(OfAddStaff(command.error()));
  const bool taken = shared_.services.engine.Submit(
      *std::move(command),
      [this, exchange, member = std::move(member), invitation](const auto& answer, const auto*) {
        Added(exchange, member, invitation, answer);
      });
  if (!taken) exchange->Refuse(Busy());
}

void StaffList::Added(const ExchangePtr& exchange, engine::StaffMember member,
                      const Secret& invitation, const engine::Answered<AddStaffOutcome>& answer) {
  if (!answer.ok()) return exchange->Refuse(OfFault(answer.fault()));
  switch (*answer) {
    case AddStaffOutcome::kAdded:
      break;
    case AddStaffOutcome::kNameTaken:
      return exchange->Refuse(Problem(Code::kStaffNameTaken));
    case AddStaffOutcome::kActorMayNot:
      return exchange->Refuse(ActorMayNot(access::kMayManageStaff));
    case AddStaffOutcome::kStepUpNeeded:
      return exchange->Refuse(StepUpNeeded());
  }
  shared_.Log("staff.added", {{"staff", member.name}, {"by", exchange->client->name}});
  member.created_at = shared_.services.clock.Now();
  JsonWriter json;
  json.Begin('{');
  Render(member, member.created_at, json);
  RenderInvitation(invitation, member.created_at, json);
  exchange->Send(Json(201, json.End('}').Take()));
}

void StaffList::Change(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayManageStaff)) return;
  const auto body = ReadBody(exchange->request, {"role", "disabled", "invite"});
  if (!body.ok()) return exchange->Refuse(body.error());
  engine::StaffChange change;
  if (body->contains("role")) {
    const auto role = ReadRole(*body);
    if (!role.ok()) return exchange->Refuse(role.error());
    change.role = *role;
  }
  const auto disabled = ReadFlag(*body, "disabled");
  if (!disabled.ok()) return exchange->Refuse(disabled.error());
  if (body->contains("disabled")) change.disabled = *disabled;
  const auto invite = ReadFlag(*body, "invite");
  if (!invite.ok()) return exchange->Refuse(invite.error());
  std::optional<Secret> invitation;
  if (*invite) {
    if (shared_.options.staff.key.empty()) return exchange->Refuse(Problem(Code::kStaffKeyMissing));
    invitation = NewInvitation();
    change.invitation = DigestOf(invitation->Reveal());
  }
  if (!MayTakeManaging(change)) return SubmitChange(exchange, change, invitation, {});
  shared_.readers.Read([name = exchange->argument](
                           engine::Queries& queries) { return OtherManagers(queries, name); },
                       [this, exchange, change, invitation](const auto& managers) {
                         if (!managers.ok())
                           return exchange->Refuse(OfStoreError(managers.error()));
                         SubmitChange(exchange, change, invitation, *managers);
                       },
                       engine::Readers::Length::kLong);
}

void StaffList::SubmitChange(const ExchangePtr& exchange, const engine::StaffChange& change,
                             const std::optional<Secret>& invitation,
                             std::vector<std::string> managers) {
  const bool taken = shared_.services.engine.Submit(
      engine::ChangeStaff::Check(exchange->argument, change, ActingOf(*exchange->client),
                                 std::move(managers)),
      [this, exchange, invitation](const auto& answer, const auto*) {
        Changed(exchange, invitation, answer);
      });
  if (!taken) exchange->Refuse(Busy());
}

void StaffList::Changed(const ExchangePtr& exchange, const std::optional<Secret>& invitation,
                        const engine::Answered<ChangeStaffOutcome>& answer) {
  if (!answer.ok()) return exchange->Refuse(OfFault(answer.fault()));
  switch (*answer) {
    case ChangeStaffOutcome::kChanged:
      break;
    case ChangeStaffOutcome::kNoSuchPerson:
      return exchange->Refuse(Problem(Code::kStaffUnknown));
    case ChangeStaffOutcome::kActorMayNot:
      return exchange->Refuse(ActorMayNot(access::kMayManageStaff));
    case ChangeStaffOutcome::kStepUpNeeded:
      return exchange->Refuse(StepUpNeeded());
    case ChangeStaffOutcome::kLastManager:
      return exchange->Refuse(Problem(Code::kStaffLastAdmin));
  }
  const std::string& name = exchange->argument;
  shared_.authenticator.Forget();
  shared_.Log("staff.changed", {{"staff", name}, {"by", exchange->client->name}});
  shared_.readers.Read(
      [name](engine::Queries& queries) { return queries.FindRow<StaffMember>(name); },
      [exchange, invitation, now = shared_.services.clock.Now()](const auto& member) {
        if (!member.ok() || !*member) return exchange->Refuse(StoreUnavailable());
        JsonWriter json;
        json.Begin('{');
        Render(**member, now, json);
        if (invitation) RenderInvitation(*invitation, now, json);
        exchange->Send(Json(200, json.End('}').Take()));
      });
}

}  // namespace herlaad::http
