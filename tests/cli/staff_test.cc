// herlaad staff, the sample staff of the demo, and the key that seals the secrets of codes.
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPassword = "a long password";

// `herlaad staff ARGUMENTS` with a line of standard input.
Finished RunWithInput(const Installation& here, const std::string& line,
                      const std::string& arguments) {
  return testing::Run({{"/bin/sh", "-c",
                        "printf '%s\\n' '" + line + "' | " + Program() + " staff " + arguments +
                            " --data " + here.data()}});
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// What an authenticator app shows for the secret, now or some steps of 30 seconds later.
std::string CodeOf(const std::string& secret, int later = 0) {
  const auto now = std::chrono::system_clock::now() + std::chrono::seconds(30 * later);
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  const Finished code = testing::Run(
      {{"/usr/bin/oathtool", "--totp", "-b", secret, "--now", "@" + std::to_string(seconds)}});
  EXPECT_EQ(code.code, 0) << code.err;
  return code.out.substr(0, 6);
}

std::pair<int, std::string> Post(const Installation& here, const std::string& path,
                                 const nlohmann::json& body) {
  net::Client client;
  net::ClientRequest request;
  request.method = "POST";
  request.url = here.url() + path;
  request.headers = {{"Content-Type", "application/json"}};
  request.body = body.dump();
  const auto answer = client.Send(request);
  if (!answer.ok()) return {0, ""};
  return {answer->status, answer->body};
}

int SignIn(const Installation& here, const std::string& name, const std::string& password,
           const std::string& code) {
  return Post(here, "/v1/staff/sign-in", {{"name", name}, {"password", password}, {"code", code}})
      .first;
}

// Accepts it with the code of 30 seconds ago, so that two more can be used at once. The secret of
// the codes.
std::string Accept(const Installation& here, const std::string& name,
                   const std::string& invitation) {
  nlohmann::json body{{"name", name}, {"invitation", invitation}};
  const auto [status, shown] = Post(here, "/v1/staff/invitation", body);
  EXPECT_EQ(status, 200) << shown;
  if (status != 200) return {};
  std::string secret = nlohmann::json::parse(shown)["code_secret"];
  body["password"] = kPassword;
  // The code of 30 seconds ago is good until the present 30 seconds end: if they ended on the way,
  // it was refused as it should be, and the next one is sent.
  for (int tries = 0;; ++tries) {
    const std::string now = CodeOf(secret);
    body["code"] = CodeOf(secret, -1);
    const int accepted = Post(here, "/v1/staff/invitation/accept", body).first;
    if (accepted != 204 && CodeOf(secret) != now && tries < 3) continue;
    EXPECT_EQ(accepted, 204);
    return secret;
  }
}

TEST(Staff, PersonIsInvitedChoosesAPasswordAndSignsIn) {
  Installation here;
  here.StartDemo();
  const auto added =
      here.Json({"staff", "add", "an.peeters", "--role", "admin", "--full-name", "An Peeters"});
  const std::string invitation = added["invitation"];
  EXPECT_TRUE(Has(here.Run({"staff", "list"}).out, "invited until"));
  EXPECT_FALSE(Has(here.Run({"staff", "list"}).out, invitation));
  const std::string secret = Accept(here, "an.peeters", invitation);
  EXPECT_TRUE(Has(here.Run({"staff", "list"}).out, "An Peeters"));
  const std::string used = CodeOf(secret);
  EXPECT_EQ(SignIn(here, "an.peeters", kPassword, used), 200);
  EXPECT_EQ(SignIn(here, "an.peeters", kPassword, used), 403) << "once";
  EXPECT_TRUE(Has(here.Run({"staff", "sessions", "an.peeters"}).out, "ss_"));
  EXPECT_EQ(here.Run({"staff", "sessions", "an.peeters", "--end"}).code, 0);
  EXPECT_FALSE(Has(here.Run({"staff", "sessions", "an.peeters"}).out, "ss_"));
  EXPECT_EQ(here.Run({"staff", "disable", "an.peeters"}).code, 0);
  EXPECT_TRUE(Has(here.Run({"staff", "list"}).out, "disabled"));
  EXPECT_EQ(SignIn(here, "an.peeters", kPassword, CodeOf(secret, 1)), 403);
  EXPECT_EQ(here.Run({"staff", "enable", "an.peeters"}).code, 0);
  const std::string again = here.Json({"staff", "invite", "an.peeters"})["invitation"];
  EXPECT_EQ(SignIn(here, "an.peeters", kPassword, CodeOf(secret, 1)), 403);
  const std::string other = Accept(here, "an.peeters", again);
  EXPECT_NE(other, secret);
  EXPECT_EQ(SignIn(here, "an.peeters", kPassword, CodeOf(other)), 200);
}

// The first administrator, on a machine without a server that runs.
TEST(Staff, InvitationIsAcceptedOnTheMachine) {
  Installation here;
  here.MakeDatabase();
  const Finished added = here.Run({"staff", "add", "an", "--role", "admin"});
  ASSERT_EQ(added.code, 0) << added.err;
  EXPECT_TRUE(Has(added.err, "staff accept an")) << added.err;
  std::string invitation = added.out;
  invitation.erase(invitation.find('\n'));
  EXPECT_TRUE(invitation.starts_with("inv_")) << invitation;
  const Finished refused = RunWithInput(here, invitation + "\n" + "short", "accept an");
  EXPECT_EQ(refused.code, 2) << refused.err;
  EXPECT_TRUE(Has(refused.out, "otpauth://totp/Herlaad:an?secret=")) << refused.out;
  const std::string secret = refused.out.substr(refused.out.find("secret=") + 7, 32);
  const Finished done =
      RunWithInput(here, invitation + "\n" + kPassword + "\n" + CodeOf(secret), "accept an");
  EXPECT_EQ(done.code, 0) << done.err;
  EXPECT_NE(RunWithInput(here, invitation, "accept an").code, 0) << "once";
}

TEST(Staff, LastAdministratorStaysOneUntilThereIsAnother) {
  Installation here;
  here.StartDemo();
  for (const std::vector<std::string>& change :
       {std::vector<std::string>{"staff", "disable", "sample.admin"},
        std::vector<std::string>{"staff", "role", "sample.admin", "clerk"}}) {
    const Finished refused = here.Run(change);
    EXPECT_EQ(refused.code, 1) << refused.err;
    EXPECT_TRUE(Has(refused.err, "first make another person an administrator")) << refused.err;
  }
  const std::string list = here.Run({"staff", "list"}).out;
  EXPECT_FALSE(Has(list, "disabled")) << list;
  Accept(here, "an", here.Json({"staff", "add", "an", "--role", "admin"})["invitation"]);
  EXPECT_EQ(here.Run({"staff", "disable", "sample.admin"}).code, 0);
  EXPECT_EQ(here.Run({"staff", "role", "an", "clerk"}).code, 1);
}

TEST(Staff, WrongUseIsExplained) {
  Installation here;
  here.MakeDatabase();
  EXPECT_EQ(here.Run({"staff", "add", "An", "--role", "admin"}).code, 2);
  const Finished role = here.Run({"staff", "add", "an", "--role", "root"});
  EXPECT_EQ(role.code, 2);
  EXPECT_TRUE(Has(role.err, "finance")) << role.err;
  EXPECT_EQ(here.Run({"staff", "disable", "nobody"}).code, 3);
  EXPECT_EQ(here.Run({"staff", "disable", "../keys"}).code, 2);
  EXPECT_EQ(here.Run({"staff", "add", "an", "--role", "clerk"}).code, 0);
  EXPECT_NE(here.Run({"staff", "add", "an", "--role", "clerk"}).code, 0) << "the name is taken";
}

TEST(Staff, DemoPrintsItsSampleStaffAtEachStart) {
  Installation here;
  here.StartDemo();
  const std::string out = here.server().out();
  const auto at = out.find("SAMPLE staff");
  ASSERT_NE(at, std::string::npos) << out;
  std::istringstream line(out.substr(out.find("sample.finance", at)));
  std::string name;
  std::string password;
  std::string secret;
  line >> name >> password >> secret;
  EXPECT_EQ(SignIn(here, name, password, CodeOf(secret)), 200) << password;
  here.StopServer();
  here.StartDemo();
  EXPECT_TRUE(Has(here.server().out(), password));
}

TEST(Staff, CodesWorkAfterTheKeyWasRotatedAndAfterARestore) {
  Installation here;
  here.StartDemo();
  const std::string secret =
      Accept(here, "an", here.Json({"staff", "add", "an", "--role", "clerk"})["invitation"]);
  here.StopServer();
  struct stat seen {};
  ASSERT_EQ(stat((here.data() + "/staff.key").c_str(), &seen), 0);
  EXPECT_EQ(seen.st_mode & 0777U, 0600U);
  const auto rotated = here.Json({"key", "rotate-staff"});
  EXPECT_EQ(rotated["sealed"], 5) << "with the sample staff";
  EXPECT_TRUE(rotated["unreadable"].empty());
  here.StartDemo();
  EXPECT_EQ(SignIn(here, "an", kPassword, CodeOf(secret)), 200);
  EXPECT_TRUE(Has(here.Run({"staff", "sessions", "an"}).out, "ss_"));
  const std::string copy = here.folder() + "/copy.db";
  EXPECT_EQ(here.Run({"backup", copy}).code, 0);
  here.StopServer();
  EXPECT_TRUE(fs::exists(copy + ".staff.key"));
  fs::remove_all(here.data());
  EXPECT_EQ(here.Json({"restore", copy})["staff_key"], true);
  here.StartDemo();
  EXPECT_FALSE(Has(here.Run({"staff", "sessions", "an"}).out, "ss_"))
      << "a session of the copy may have been ended since";
  EXPECT_EQ(SignIn(here, "an", kPassword, CodeOf(secret, 1)), 200);
}

TEST(Staff, LostKeyIsSaidAndNewCodesWorkAgain) {
  Installation here;
  here.StartDemo();
  const std::string secret =
      Accept(here, "an", here.Json({"staff", "add", "an", "--role", "clerk"})["invitation"]);
  here.StopServer();
  fs::remove(here.data() + "/staff.key");
  here.StartDemo();
  EXPECT_TRUE(Has(here.server().err(), "staff cannot sign in")) << here.server().err();
  EXPECT_EQ(SignIn(here, "an", kPassword, CodeOf(secret)), 403);
  EXPECT_NE(here.Run({"staff", "invite", "an"}).code, 0);
  here.StopServer();
  EXPECT_EQ(here.Json({"key", "rotate-staff"})["unreadable"].size(), 5U);
  here.StartDemo();
  const std::string again = Accept(here, "an", here.Json({"staff", "invite", "an"})["invitation"]);
  EXPECT_EQ(SignIn(here, "an", kPassword, CodeOf(again)), 200);
}

}  // namespace
}  // namespace herlaad::testing
