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

int SignIn(const Installation& here, const std::string& name, const std::string& password,
           const std::string& code) {
  net::Client client;
  net::ClientRequest request;
  request.method = "POST";
  request.url = here.url() + "/v1/staff/sign-in";
  request.headers = {{"Content-Type", "application/json"}};
  request.body = nlohmann::json{{"name", name}, {"password", password}, {"code", code}}.dump();
  const auto answer = client.Send(request);
  return answer.ok() ? answer->status : 0;
}

TEST(Staff, PersonIsAddedAndSignsInWithACodeOfTheSecretThatWasPrinted) {
  Installation here;
  here.StartDemo();
  const Finished added =
      RunWithInput(here, kPassword, "add an.peeters --role admin --full-name 'An Peeters' --json");
  ASSERT_EQ(added.code, 0) << added.err;
  const auto body = nlohmann::json::parse(added.out);
  const std::string secret = body["code_secret"];
  EXPECT_TRUE(Has(body["otpauth_uri"], "otpauth://totp/Herlaad:an.peeters?secret=" + secret));
  EXPECT_FALSE(Has(here.Run({"staff", "list"}).out, secret));
  EXPECT_TRUE(Has(here.Run({"staff", "list"}).out, "An Peeters"));
  EXPECT_EQ(SignIn(here, "an.peeters", kPassword, CodeOf(secret)), 200);
  EXPECT_EQ(SignIn(here, "an.peeters", kPassword, CodeOf(secret)), 403) << "once";
  EXPECT_TRUE(Has(here.Run({"staff", "sessions", "an.peeters"}).out, "ss_"));
  EXPECT_EQ(here.Run({"staff", "sessions", "an.peeters", "--end"}).code, 0);
  EXPECT_FALSE(Has(here.Run({"staff", "sessions", "an.peeters"}).out, "ss_"));
  EXPECT_EQ(here.Run({"staff", "disable", "an.peeters"}).code, 0);
  EXPECT_TRUE(Has(here.Run({"staff", "list"}).out, "disabled"));
  EXPECT_EQ(SignIn(here, "an.peeters", kPassword, CodeOf(secret, 1)), 403);
  EXPECT_EQ(here.Run({"staff", "enable", "an.peeters"}).code, 0);
  const auto reset = here.Json({"staff", "reset-code", "an.peeters"});
  EXPECT_NE(reset["code_secret"], secret);
  EXPECT_EQ(SignIn(here, "an.peeters", kPassword, CodeOf(reset["code_secret"])), 200);
}

TEST(Staff, WrongUseIsExplained) {
  Installation here;
  here.MakeDatabase();
  EXPECT_EQ(RunWithInput(here, "short", "add an --role admin").code, 2);
  EXPECT_EQ(RunWithInput(here, kPassword, "add An --role admin").code, 2);
  const Finished role = RunWithInput(here, kPassword, "add an --role root");
  EXPECT_EQ(role.code, 2);
  EXPECT_TRUE(Has(role.err, "finance")) << role.err;
  EXPECT_EQ(here.Run({"staff", "disable", "nobody"}).code, 3);
  EXPECT_EQ(here.Run({"staff", "disable", "../keys"}).code, 2);
  EXPECT_EQ(RunWithInput(here, kPassword, "add an --role clerk").code, 0);
  EXPECT_NE(RunWithInput(here, kPassword, "add an --role clerk").code, 0) << "the name is taken";
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
  const auto added =
      nlohmann::json::parse(RunWithInput(here, kPassword, "add an --role clerk --json").out);
  const std::string secret = added["code_secret"];
  here.StopServer();
  struct stat seen {};
  ASSERT_EQ(stat((here.data() + "/staff.key").c_str(), &seen), 0);
  EXPECT_EQ(seen.st_mode & 0777U, 0600U);
  const auto rotated = here.Json({"key", "rotate-staff"});
  EXPECT_EQ(rotated["sealed"], 5) << "with the sample staff";
  EXPECT_TRUE(rotated["unreadable"].empty());
  here.StartDemo();
  EXPECT_EQ(SignIn(here, "an", kPassword, CodeOf(secret, -1)), 200);
  const std::string copy = here.folder() + "/copy.db";
  EXPECT_EQ(here.Run({"backup", copy}).code, 0);
  here.StopServer();
  EXPECT_TRUE(fs::exists(copy + ".staff.key"));
  fs::remove_all(here.data());
  EXPECT_EQ(here.Json({"restore", copy})["staff_key"], true);
  here.StartDemo();
  EXPECT_EQ(SignIn(here, "an", kPassword, CodeOf(secret, 1)), 200);
}

TEST(Staff, LostKeyIsSaidAndNewCodesWorkAgain) {
  Installation here;
  here.StartDemo();
  const auto added =
      nlohmann::json::parse(RunWithInput(here, kPassword, "add an --role clerk --json").out);
  here.StopServer();
  fs::remove(here.data() + "/staff.key");
  here.StartDemo();
  EXPECT_TRUE(Has(here.server().err(), "staff cannot sign in")) << here.server().err();
  EXPECT_EQ(SignIn(here, "an", kPassword, CodeOf(added["code_secret"])), 403);
  EXPECT_NE(here.Run({"staff", "reset-code", "an"}).code, 0);
  here.StopServer();
  EXPECT_EQ(here.Json({"key", "rotate-staff"})["unreadable"].size(), 5U);
  here.StartDemo();
  const auto reset = here.Json({"staff", "reset-code", "an"});
  EXPECT_EQ(SignIn(here, "an", kPassword, CodeOf(reset["code_secret"])), 200);
}

}  // namespace
}  // namespace herlaad::testing
