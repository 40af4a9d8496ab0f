// herlaad staff add|accept|list|role|disable|enable|invite|sessions
#include <iomanip>
#include <iostream>

#include "adapters/receipts/qr.h"
#include "apps/herlaad/cli/arguments.h"
#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/cli/password.h"
#include "apps/herlaad/cli/repeat.h"
#include "apps/herlaad/cli/terminal.h"
#include "apps/herlaad/cli/text.h"
#include "domain/access/roles.h"

namespace herlaad::app {
namespace {

struct AddOptions {
  Common common;
  std::string name;
  std::string full_name;
  std::string role;
};

struct ListOptions {
  Common common;
};

struct OneOptions {
  Common common;
  std::string name;
  std::string role;
  bool end = false;
};

std::vector<std::string> RoleNames() {
  std::vector<std::string> names;
  for (const access::Role role : access::kRoles) names.emplace_back(access::RoleName(role));
  return names;
}

std::string RoleList() {
  std::string text;
  for (const std::string& name : RoleNames()) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// It stands in paths.
bool IsName(const std::string& name) {
  if (access::IsStaffName(name)) return true;
  (void)ComplainOfUsage("a name has 2 to 32 characters a-z 0-9 . - _ and begins with a letter");
  return false;
}

// Two rows of squares on each line, black on white whatever the terminal's colours are, with the
// quiet zone that readers need.
void PrintQr(const engine::QrCode& code) {
  constexpr int kQuiet = 2;
  const auto black = [&code](int x, int y) {
    const bool inside = x >= 0 && y >= 0 && x < code.width && y < code.width;
    return inside && code.At(x, y);
  };
  for (int y = -kQuiet; y < code.width + kQuiet; y += 2) {
    std::cout << "\033[30;107m";
    for (int x = -kQuiet; x < code.width + kQuiet; ++x) {
      const bool upper = black(x, y);
      const bool lower = black(x, y + 1);
      std::cout << (upper && lower ? "█" : upper ? "▀" : lower ? "▄" : " ");
    }
    std::cout << "\033[0m\n";
  }
}

// The secret of an invitation, which is not shown again.
void PrintInvitation(const nlohmann::json& body) {
  const std::string name = TextOf(body, "name");
  std::cout << TextOf(body, "invitation") << '\n';
  std::cerr << "Hand this invitation to " << name << ", and to nobody else. With it " << name
            << " chooses a password and sets up the codes, at /staff/invitation or with `"
            << CommandText("staff accept " + name) << "`, until "
            << LocalTimeText(body, "invitation_until") << ". It is shown only this once.\n";
}

ExitCode Add(AddOptions& options) {
  if (!IsName(options.name)) return ExitCode::kUsage;
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  Asked asked;
  asked.method = "POST";
  asked.path = "/v1/staff";
  asked.body = {{"name", options.name},
                {"full_name", options.full_name.empty() ? options.name : options.full_name},
                {"role", options.role}};
  return Show(**console, options.common, asked, PrintInvitation);
}

// For whoever has no browser at hand, such as the first administrator on a new server.
ExitCode Accept(OneOptions& options) {
  if (!IsName(options.name)) return ExitCode::kUsage;
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  Asked asked;
  asked.method = "POST";
  asked.path = "/v1/staff/invitation";
  asked.body = {{"name", options.name}, {"invitation", ReadSecret("Invitation: ").Reveal()}};
  const auto shown = (*console)->Call(asked);
  if (!shown.ok()) return Complain(shown.error());
  if (!shown->ok()) return Complain(*shown);
  const std::string uri = TextOf(shown->body, "otpauth_uri");
  if (StdoutIsTerminal()) PrintQr(receipts::QrOf(uri));
  std::cout << uri << std::endl;
  std::cerr << "An authenticator app scans the code, or takes the secret "
            << TextOf(shown->body, "code_secret") << " (time-based, 6 digits).\n";
  const auto password = ReadNewPassword(options.name);
  if (!password.ok()) return password.error();
  asked.path = "/v1/staff/invitation/accept";
  asked.body["password"] = password->Reveal();
  asked.body["code"] = ReadSecret("The code that the app shows: ").Reveal();
  const auto accepted = (*console)->Call(asked);
  if (!accepted.ok()) return Complain(accepted.error());
  if (!accepted->ok()) return Complain(*accepted);
  std::cerr << options.name << " can sign in with the password and the next code.\n";
  return ExitCode::kOk;
}

std::string StateOf(const nlohmann::json& member) {
  if (member.value("disabled", false)) return "disabled";
  const std::string invited = LocalTimeText(member, "invited_until");
  if (!invited.empty()) return "invited until " + invited;
  if (!member.value("has_password", true)) return "needs an invitation";
  const std::string wait = LocalTimeText(member, "must_wait_until");
  return wait.empty() ? "may sign in"
                      : "may sign in from known networks; others wait until " + wait;
}

ExitCode List(ListOptions& options) {
  return Show(options.common, "/v1/staff", [](const nlohmann::json& body) {
    if (body.at("staff").empty()) {
      std::cout << "There is no staff. `" << CommandText("staff add") << "` adds a person.\n";
      return;
    }
    std::cout << std::left << std::setw(34) << "name" << std::setw(10) << "role"
              << "state, full name\n";
    for (const auto& member : body.at("staff")) {
      std::cout << std::left << std::setw(34) << TextOf(member, "name") << std::setw(10)
                << TextOf(member, "role") << StateOf(member) << ", " << TextOf(member, "full_name")
                << '\n';
    }
  });
}

// Changes one person and says what that means.
ExitCode Change(const OneOptions& options, nlohmann::json body, const std::string& sentence) {
  if (!IsName(options.name)) return ExitCode::kUsage;
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  Asked asked;
  asked.method = "PATCH";
  asked.path = "/v1/staff/" + options.name;
  asked.body = std::move(body);
  return Show(**console, options.common, asked, [&](const nlohmann::json& member) {
    if (member.contains("invitation")) PrintInvitation(member);
    std::cerr << options.name << sentence << " All sessions of " << options.name
              << " have ended.\n";
  });
}

ExitCode ChangeRole(OneOptions& options) {
  return Change(options, {{"role", options.role}}, " has the role " + options.role + ".");
}
ExitCode Disable(OneOptions& options) {
  return Change(options, {{"disabled", true}}, " can no longer sign in.");
}
ExitCode Enable(OneOptions& options) {
  return Change(options, {{"disabled", false}}, " can sign in.");
}
ExitCode Invite(OneOptions& options) {
  return Change(options, {{"invite", true}}, " can sign in again after accepting the invitation.");
}

ExitCode EndSessions(const OneOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  Asked asked;
  asked.method = "DELETE";
  asked.path = "/v1/staff/" + options.name + "/sessions";
  const auto reply = (*console)->Call(asked);
  if (!reply.ok()) return Complain(reply.error());
  if (!reply->ok()) return Complain(*reply);
  if (options.common.json) {
    std::cout << nlohmann::json{{"name", options.name}, {"ended", true}}.dump() << std::endl;
  } else {
    std::cerr << "All sessions of " << options.name << " have ended.\n";
  }
  return ExitCode::kOk;
}

ExitCode Sessions(OneOptions& options) {
  if (!IsName(options.name)) return ExitCode::kUsage;
  if (options.end) return EndSessions(options);
  return Show(options.common, "/v1/staff/" + options.name + "/sessions",
              [](const nlohmann::json& body) {
                if (body.at("sessions").empty()) std::cout << "There are no sessions.\n";
                for (const auto& session : body.at("sessions")) {
                  std::cout << std::left << std::setw(20) << TextOf(session, "id") << "since "
                            << LocalTimeText(session, "begun_at") << ", last used "
                            << LocalTimeText(session, "seen_at") << "  "
                            << TextOf(session, "device") << '\n';
                }
              });
}

void AddOne(CLI::App& noun, Run& run, const char* verb, const char* description,
            ExitCode (*work)(OneOptions&)) {
  auto options = std::make_shared<OneOptions>();
  CLI::App* const command = noun.add_subcommand(verb, description);
  command->add_option("name", options->name, "the person's name")->required();
  if (work == ChangeRole) {
    command->add_option("role", options->role, "the role: " + RoleList())
        ->required()
        ->check(OneOf(RoleNames()));
  }
  if (work == Sessions) command->add_flag("--end", options->end, "end them instead");
  AddCommon(*command, options->common);
  OnChosen(*command, run, options, work);
}

}  // namespace

void AddStaffCommands(CLI::App& root, Run& run) {
  CLI::App& noun = AddNoun(root, "staff", "Add and change the persons who may sign in.");

  auto add = std::make_shared<AddOptions>();
  CLI::App* command = noun.add_subcommand(
      "add",
      "Add a person. An invitation is printed once, with which the person chooses a password and "
      "sets up the one-time codes.");
  command->add_option("name", add->name, "the name to sign in with; it is never reused")
      ->required();
  command->add_option("--role", add->role, "the role: " + RoleList())
      ->required()
      ->check(OneOf(RoleNames()));
  command->add_option("--full-name", add->full_name, "the person's full name");
  AddCommon(*command, add->common);
  OnChosen(*command, run, add, Add);

  auto list = std::make_shared<ListOptions>();
  command = noun.add_subcommand("list", "List the staff, those who left too.");
  AddCommon(*command, list->common);
  OnChosen(*command, run, list, List);

  AddOne(noun, run, "role", "Give a person another role.", ChangeRole);
  AddOne(noun, run, "disable", "Keep a person from signing in, and end the sessions.", Disable);
  AddOne(noun, run, "enable", "Let a disabled person sign in again.", Enable);
  AddOne(noun, run, "invite",
         "Make a new invitation, for somebody who lost the telephone or forgot the password: both "
         "count no more. Printed once.",
         Invite);
  AddOne(noun, run, "accept",
         "Choose a password and set up the codes with an invitation. Asked for, or read from "
         "standard input: the invitation, the password, and a code of the secret that is printed.",
         Accept);
  AddOne(noun, run, "sessions", "List a person's sessions, or end them.", Sessions);
}

}  // namespace herlaad::app
