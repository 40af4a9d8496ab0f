#include "apps/herlaad/server/demo_staff.h"

#include "base/core/check.h"
#include "base/credentials/one_time_code.h"
#include "base/credentials/password.h"
#include "base/credentials/sealing.h"
#include "engine/commands/staff/manage_staff.h"

namespace herlaad::app {
namespace {

struct DemoPerson {
  const char* name;
  const char* full_name;
  access::Role role;
};
constexpr DemoPerson kDemoStaff[] = {
    {"sample.admin", "SAMPLE ADMINISTRATOR", access::Role::kAdmin},
    {"sample.finance", "SAMPLE FINANCE OFFICER", access::Role::kFinance},
    {"sample.support", "SAMPLE SUPPORT AGENT", access::Role::kSupport},
    {"sample.clerk", "SAMPLE CLERK", access::Role::kClerk},
};
constexpr std::size_t kPasswordDigits = 12;

Secret PasswordOf(const DemoPerson& person, const Secret& demo_secret) {
  const std::string hex = HmacHex(demo_secret, std::string("password of ") + person.name);
  return Secret("sample-" + hex.substr(0, kPasswordDigits));
}

Secret CodeSecretOf(const DemoPerson& person, const Secret& demo_secret) {
  const std::string hex = HmacHex(demo_secret, std::string("codes of ") + person.name);
  return Secret(Sha256(hex).substr(0, credentials::kCodeSecretBytes));
}

Status<std::string> Add(const DemoPerson& person, engine::Engine& engine, const Secret& staff_key,
                        const Secret& demo_secret) {
  engine::StaffMember member;
  member.name = person.name;
  member.full_name = person.full_name;
  member.role = person.role;
  member.password = credentials::HashPassword(PasswordOf(person, demo_secret));
  member.code_secret = credentials::Seal(staff_key, engine::CodeSecretPlace(person.name),
                                         CodeSecretOf(person, demo_secret));
  auto command = engine::AddStaff::CheckSample(std::move(member), "demo");
  CHECK(command.ok(), "a sample person has a name");
  if (engine.Call(*std::move(command)).ok()) return Nothing{};
  return Failure{std::string("the demo's sample staff cannot be added")};
}

}  // namespace

Status<std::string> PutInDemoStaff(engine::Engine& engine, engine::Queries& queries,
                                   const Secret& staff_key, const Secret& demo_secret) {
  if (staff_key.empty()) return Nothing{};  // was warned of
  for (const DemoPerson& person : kDemoStaff) {
    const auto found = queries.FindRow<engine::StaffMember>(person.name);
    if (!found.ok()) return Failure{found.error().message};
    if (*found) continue;  // an administrator may have changed it, which is allowed
    if (auto added = Add(person, engine, staff_key, demo_secret); !added.ok()) return added;
  }
  return Nothing{};
}

std::string DemoStaffText(const Secret& demo_secret, const std::string& url) {
  std::string text = "SAMPLE staff, who sign in at " + url +
                     "/staff (name, password, secret for an authenticator app):\n";
  for (const DemoPerson& person : kDemoStaff) {
    std::string name = person.name;
    name.resize(16, ' ');
    text += "  " + name + PasswordOf(person, demo_secret).Reveal() + "  " +
            credentials::Base32Of(CodeSecretOf(person, demo_secret)).Reveal() + "\n";
  }
  return text;
}

}  // namespace herlaad::app
