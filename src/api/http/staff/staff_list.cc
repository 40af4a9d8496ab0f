#include "api/http/staff/staff_list.h"

#include "api/http/core/json_writer.h"
#include "api/http/core/read_json.h"
#include "api/http/core/staff_access.h"
#include "base/credentials/one_time_code.h"
#include "base/credentials/sealing.h"
#include "engine/ports/staff_list.h"

namespace herlaad::http {
namespace {

using engine::StaffMember;

constexpr std::string_view kIssuer = "Herlaad";

net::Response Json(int status, std::string body) {
  return {status, "application/json", std::move(body), {}};
}

void Render(const StaffMember& member, Instant now, JsonWriter& json) {
  json.Name("name").Text(member.name).Name("full_name").Text(member.full_name);
  json.Name("role").Text(access::RoleName(member.role));
  json.Name("disabled").Bool(member.disabled_at.ms != 0);
  json.Name("created_at").At(member.created_at).Name("must_wait_until");
  if (access::MustWait(member.tries, now)) {
    json.At(member.tries.wait_until);
  } else {
    json.Null();
  }
}

void RenderCode(const std::string& name, const Secret& secret, JsonWriter& json) {
  json.Name("code_secret").Text(credentials::Base32Of(secret).Reveal());
  json.Name("otpauth_uri").Text(credentials::OtpAuthUri(kIssuer, name, secret).Reveal());
}

Result<access::Role, Problem> ReadRole(const nlohmann::json& body) {
  const auto text = ReadText(body, "role");
  if (!text.ok()) return Failure{text.error()};
  if (const auto role = access::ParseRole(*text)) return *role;
  std::string known = "The roles are";
  for (const access::Role role : access::kRoles) known.append(" ").append(access::RoleName(role));
  return Failure{FieldProblem(Code::kFieldInvalid, "role", known + ".")};
}

Result<Secret, Problem> ReadPassword(const nlohmann::json& body) {
  const auto text = ReadText(body, "password");
  if (!text.ok()) return Failure{text.error()};
  Secret password(*text);
  const std::string_view fault = credentials::PasswordFault(password);
  if (fault.empty()) return password;
  return Failure{FieldProblem(Code::kFieldInvalid, "password",
                              std::string("A password ").append(fault).append("."))};
}

Result<bool, Problem> ReadFlag(const nlohmann::json& body, std::string_view field) {
  const auto found = body.find(field);
  if (found == body.end()) return false;
  if (found->is_boolean()) return found->get<bool>();
  return Failure{FieldProblem(Code::kFieldInvalid, field, "This field is true or false.")};
}

Problem OfAddStaff(engine::AddStaffError error) {
  switch (error) {
    case engine::AddStaffError::kName:
      return FieldProblem(Code::kFieldInvalid, "name",
                          "A name has 2 to 32 characters a-z 0-9 . - _ and begins with a letter.");
    case engine::AddStaffError::kFullName:
      return FieldProblem(Code::kFieldInvalid, "full_name", "A full name has 1 to 80 bytes.");
  }
  CHECK(false, "a person is not added for one of the listed reasons");
}

}  // namespace

StaffList::CodeSecret StaffList::NewCodeSecretOf(const std::string& name) const {
  Secret secret = credentials::NewCodeSecret();
  std::string sealed =
      credentials::Seal(shared_.options.staff.key, engine::CodeSecretPlace(name), secret);
  return {std::move(secret), std::move(sealed)};
}

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
  const auto body = ReadBody(exchange->request, {"name", "full_name", "role", "password"});
  if (!body.ok()) return exchange->Refuse(body.error());
  if (shared_.options.staff.key.empty()) return exchange->Refuse(Problem(Code::kStaffKeyMissing));
  StaffMember member;
  const auto name = ReadText(*body, "name");
  if (!name.ok()) return exchange->Refuse(name.error());
  const auto full_name = ReadText(*body, "full_name");
  if (!full_name.ok()) return exchange->Refuse(full_name.error());
  const auto role = ReadRole(*body);
  if (!role.ok()) return exchange->Refuse(role.error());
  const auto password = ReadPassword(*body);
  if (!password.ok()) return exchange->Refuse(password.error());
  member.name = *name;
  member.full_name = *full_name;
  member.role = *role;
  const bool taken =
      acts_.Post({}, [this, exchange, member = std::move(member), password = *password] {
        AddHashed(exchange, member, password);
      });
  if (!taken) exchange->Refuse(Busy());
}

void StaffList::AddHashed(const ExchangePtr& exchange, StaffMember member, const Secret& password) {
  const CodeSecret code = NewCodeSecretOf(member.name);
  member.code_secret = code.sealed;
  auto checked = engine::AddStaff::Check(member, exchange->client->name);
  if (!checked.ok()) return exchange->Refuse(OfAddStaff(checked.error()));
  member.password = credentials::HashPassword(password, shared_.options.staff.hash_cost);
  auto command = engine::AddStaff::Check(member, exchange->client->name);
  CHECK(command.ok(), "a password changes no name");
  const engine::Answer answer = shared_.services.engine.Call(*std::move(command));
  if (answer.fault != engine::Answer::Fault::kNone) return exchange->Refuse(OfFault(answer.fault));
  if (answer.outcome == engine::kActorMayNot)
    return exchange->Refuse(Problem(Code::kScopeMissing).With("scope", access::kMayManageStaff));
  if (static_cast<engine::AddStaffOutcome>(answer.outcome) != engine::AddStaffOutcome::kAdded)
    return exchange->Refuse(Problem(Code::kStaffNameTaken));
  shared_.Log("staff.added", {{"staff", member.name}, {"by", exchange->client->name}});
  member.created_at = shared_.services.clock.Now();
  JsonWriter json;
  json.Begin('{');
  Render(member, member.created_at, json);
  RenderCode(member.name, code.shown, json);
  exchange->Send(Json(201, json.End('}').Take()));
}

void StaffList::Change(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayManageStaff)) return;
  const auto body = ReadBody(exchange->request, {"role", "disabled", "password", "reset_code"});
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
  const auto reset_code = ReadFlag(*body, "reset_code");
  if (!reset_code.ok()) return exchange->Refuse(reset_code.error());
  if (*reset_code && shared_.options.staff.key.empty())
    return exchange->Refuse(Problem(Code::kStaffKeyMissing));
  std::optional<Secret> password;
  if (body->contains("password")) {
    auto read = ReadPassword(*body);
    if (!read.ok()) return exchange->Refuse(read.error());
    password = *std::move(read);
  }
  const bool taken =
      acts_.Post({}, [this, exchange, change = std::move(change), password, reset = *reset_code] {
        ChangeHashed(exchange, change, password, reset);
      });
  if (!taken) exchange->Refuse(Busy());
}

void StaffList::ChangeHashed(const ExchangePtr& exchange, engine::StaffChange change,
                             const std::optional<Secret>& password, bool reset_code) {
  const std::string& name = exchange->argument;
  if (password)
    change.password = credentials::HashPassword(*password, shared_.options.staff.hash_cost);
  std::optional<CodeSecret> code;
  if (reset_code) {
    code = NewCodeSecretOf(name);
    change.code_secret = code->sealed;
  }
  const engine::Answer answer = shared_.services.engine.Call(
      engine::ChangeStaff::Check(name, std::move(change), exchange->client->name));
  if (answer.fault != engine::Answer::Fault::kNone) return exchange->Refuse(OfFault(answer.fault));
  if (answer.outcome == engine::kActorMayNot)
    return exchange->Refuse(Problem(Code::kScopeMissing).With("scope", access::kMayManageStaff));
  if (static_cast<engine::ChangeStaffOutcome>(answer.outcome) !=
      engine::ChangeStaffOutcome::kChanged)
    return exchange->Refuse(Problem(Code::kStaffUnknown));
  shared_.authenticator.Forget();
  shared_.Log("staff.changed", {{"staff", name}, {"by", exchange->client->name}});
  const auto member = shared_.readers.Call(
      [name](engine::Queries& queries) { return queries.FindRow<StaffMember>(name); });
  if (!member.ok() || !*member) return exchange->Refuse(StoreUnavailable());
  JsonWriter json;
  json.Begin('{');
  Render(**member, shared_.services.clock.Now(), json);
  if (code) RenderCode(name, code->shown, json);
  exchange->Send(Json(200, json.End('}').Take()));
}

}  // namespace herlaad::http
