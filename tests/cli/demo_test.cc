// The server process: starting, its messages, stopping, exclusive use of its folder.
#include <csignal>
#include <filesystem>

#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

TEST(Demo, DemoSaysWhatItIsAndThatItIsReady) {
  Installation here;
  here.StartDemo();
  const std::string out = here.server().out();
  EXPECT_NE(out.find("sandbox"), std::string::npos) << "honest about it";
  EXPECT_NE(out.find("no real money"), std::string::npos);
  for (const char* number : {"0470 12 34 56", "0485 12 34 56", "0495 12 34 56", "0472 33 44 55",
                             "suspended", "terminated"}) {
    EXPECT_NE(out.find(number), std::string::npos) << number;
  }
  const auto last = out.find("\nHerlaad is ready at http://localhost:");
  ASSERT_NE(last, std::string::npos) << out;
  EXPECT_EQ(out.find('\n', last + 1), out.size() - 1) << "the last line";
  const auto ready = here.Get(here.url() + "/health/ready");
  ASSERT_TRUE(ready);
  EXPECT_EQ(ready->status, 200);
}

TEST(Demo, DemoSaysHowToConfigureASeparateSandbox) {
  Installation here;
  here.StartDemo();
  EXPECT_EQ(here.server().out().find("--stripe-webhook"), std::string::npos) << "its own knows";
  here.StopServer();

  const std::string folder = here.folder() + "/sandbox";
  Process sandbox(
      Command{{Program(), "sandbox", "--data", folder, "--port", "0", "--stripe-port", "0"}});
  const auto stripe = sandbox.WaitForLine("The stand-in for Stripe is ready at ", Millis(20'000));
  ASSERT_TRUE(stripe) << sandbox.err();
  const auto ready = sandbox.WaitForLine("The sandbox is ready at ", Millis(20'000));
  ASSERT_TRUE(ready) << sandbox.err();
  const std::string stripe_url = stripe->substr(stripe->rfind("http"));
  here.StartServer({"demo", "--sandbox", ready->substr(ready->rfind("http")), "--secret-file",
                    folder + "/secret", "--stripe", stripe_url});
  const std::string out = here.server().out();
  EXPECT_NE(out.find("--stripe-webhook " + here.url() + "/v1/callbacks/stripe"), std::string::npos)
      << out;
  EXPECT_NE(out.find("stand-in for Stripe at " + stripe_url + ";"), std::string::npos) << out;
  // No webhook comes: Herlaad asks.
  const auto topup = here.Json(
      {"topup", "place", "0470123456", "--amount", "15", "--tender", "card", "--no-wait"});
  EXPECT_EQ(here.BankPage(topup["payment"]["url"]).rfind(stripe_url + "/pay/", 0), 0U);
  here.Press(topup["payment"]["url"], "approve");
  EXPECT_EQ(here.Run({"topup", "watch", topup["reference"]}).code, 0);
}

TEST(Demo, WrongAddressOfASeparateStandInIsExplained) {
  Installation here;
  const Finished finished = here.Run({"demo", "--port", "0", "--stripe", "localhost:12111"});
  EXPECT_EQ(finished.code, 2);
  EXPECT_NE(finished.err.find("--stripe"), std::string::npos) << finished.err;
  EXPECT_NE(finished.err.find("http://"), std::string::npos) << finished.err;
}

TEST(Demo, DemoSaysHowToReachItsStandInForStripe) {
  Installation here;
  here.StartDemo();
  const std::string out = here.server().out();
  const int port = std::stoi(here.url().substr(here.url().rfind(':') + 1));
  EXPECT_NE(out.find("stand-in for Stripe at http://127.0.0.1:" + std::to_string(port + 2) + ";"),
            std::string::npos)
      << out;
  EXPECT_NE(out.find("sk_test_herlaad_demo"), std::string::npos) << out;
  EXPECT_NE(out.find("whsec_herlaad_demo"), std::string::npos) << out;
}

TEST(Demo, DemoStopsCleanlyAndContinuesWhereItStopped) {
  Installation here;
  here.StartDemo();
  EXPECT_EQ(here.Run({"topup", "place", "0470123456", "--amount", "15", "--tender", "cash"}).code,
            0);
  EXPECT_EQ(here.StopServer(), 0);
  here.StartDemo();
  const auto sim = here.Json({"sim", "show", "0470123456"});
  EXPECT_EQ(sim["balance"]["amount"], 1'500) << "the SIM kept its balance";
  here.server().Signal(SIGINT);
  const auto finished = here.server().Wait(Millis(20'000));
  ASSERT_TRUE(finished);
  EXPECT_EQ(finished->code, 0);
}

TEST(Server, LogLinesAreJsonObjectsWithoutSecrets) {
  Installation here;
  here.StartDemo();
  const auto key = here.Json({"key", "create", "--scope", "sim:read"});
  (void)here.Run({"topup", "place", "0470123456", "--amount", "15", "--tender", "cash"});
  const std::string secret = key["key"];
  here.StopServer();
  const std::string err = here.server().err();
  std::size_t lines = 0;
  std::size_t begin = 0;
  for (std::size_t end = err.find('\n'); end != std::string::npos;
       begin = end + 1, end = err.find('\n', begin)) {
    EXPECT_FALSE(
        nlohmann::json::parse(err.substr(begin, end - begin), nullptr, false).is_discarded());
    ++lines;
  }
  EXPECT_GE(lines, 2U) << err;
  EXPECT_EQ(err.find(secret), std::string::npos);
  EXPECT_EQ(err.find("470123456"), std::string::npos);
}

TEST(Server, ServerIsAloneInItsFolder) {
  Installation here;
  here.StartDemo();
  const Finished second = here.Run({"serve", "--port", "0"});
  EXPECT_EQ(second.code, 4);
  EXPECT_NE(second.err.find("process " + std::to_string(here.server().pid())), std::string::npos)
      << second.err;
  EXPECT_NE(second.err.find("--data"), std::string::npos) << "says what to do";
  EXPECT_EQ(here.Run({"demo", "--port", "0"}).code, 4);
  EXPECT_EQ(here.Run({"sim", "show", "0470123456"}).code, 0) << "the first one is not disturbed";
}

TEST(Server, UsedPortIsReported) {
  Installation here;
  here.StartDemo();
  Installation other;
  const std::string port = here.url().substr(here.url().rfind(':') + 1);
  const Finished finished = other.Run({"serve", "--port", port});
  EXPECT_EQ(finished.code, 4);
  EXPECT_NE(finished.err.find(port), std::string::npos) << finished.err;
  EXPECT_NE(finished.err.find("choose another port"), std::string::npos) << finished.err;
  EXPECT_EQ(finished.err.find("creating a new database"), std::string::npos) << finished.err;
  EXPECT_FALSE(std::filesystem::exists(other.data() + "/herlaad.db"));
}

TEST(Server, InvalidListenAddressIsExplained) {
  Installation here;
  const Finished finished = here.Run({"serve", "--port", "0", "--address", "localhost"});
  EXPECT_EQ(finished.code, 2);
  EXPECT_NE(finished.err.find("localhost is not an address to listen on: give one such as "
                              "127.0.0.1"),
            std::string::npos)
      << finished.err;
  EXPECT_EQ(finished.err.find("creating a new database"), std::string::npos) << finished.err;
}

TEST(Server, SettingsMistakeIsReportedWithItsPlace) {
  Installation here;
  const std::string file = here.folder() + "/my.toml";
  FILE* const out = fopen(file.c_str(), "w");
  fputs("[server]\nport = \"many\"\n", out);
  fclose(out);
  const Finished finished = here.Run({"serve", "--config", file});
  EXPECT_EQ(finished.code, 2);
  EXPECT_NE(finished.err.find("my.toml:2:8: port must be a whole number, not a text"),
            std::string::npos)
      << finished.err;
}

TEST(Demo, TopupThatWaitsForAServerIsNotReportedAsDelivered) {
  Installation here;
  here.StartDemo();
  ASSERT_EQ(here.StopServer(), 0);
  std::vector<std::string> place = {"topup",    "place", "0485123456", "--operator", "telenet",
                                    "--amount", "15",    "--tender",   "cash"};
  const Finished waits = here.Run(place);
  EXPECT_EQ(waits.code, 4) << waits.out << waits.err;
  EXPECT_NE(waits.err.find("No server is running: the top-up is accepted"), std::string::npos)
      << waits.err;
  place[2] = "0485123457";
  place.emplace_back("--no-wait");
  EXPECT_EQ(here.Run(place).code, 0) << "accepted is all that was asked for";
}

// A payment for it would never be delivered.
TEST(Server, OperatorWithoutAConnectorIsNotOffered) {
  Installation here;
  here.StartServer({"serve"});
  const Finished refused = here.Run({"topup", "place", "0485123456", "--operator", "telenet",
                                     "--amount", "15", "--tender", "cash", "--no-wait"});
  EXPECT_EQ(refused.code, 1) << refused.out;
  EXPECT_NE(
      refused.err.find("We do not sell top-ups for this operator. Herlaad has not recorded any"),
      std::string::npos)
      << refused.err;
  EXPECT_NE(refused.err.find("Operators: "), std::string::npos) << refused.err;
  EXPECT_TRUE(here.Topups().empty());
  const auto list = nlohmann::json::parse(here.Get(here.url() + "/v1/operators")->body);
  for (const auto& op : list["operators"]) EXPECT_NE(op["id"], "telenet");
  EXPECT_FALSE(list["operators"].empty());
  EXPECT_EQ(here.Get(here.url() + "/v1/operators/telenet")->status, 404);
  EXPECT_EQ(here.Get(here.url() + "/v1/products?operator=telenet")->status, 422);
  EXPECT_EQ(here.StopServer(), 0);
  const std::string err = here.server().err();
  EXPECT_NE(err.find("warning: Telenet (BASE prepaid) is not offered: it has no connector"),
            std::string::npos)
      << err;
  EXPECT_NE(err.find("[[operator]] with id = \"telenet\""), std::string::npos) << err;
  EXPECT_EQ(err.find("Proximus"), std::string::npos) << "kept in Herlaad itself";
}

// It was on sale while it had a connector: a repeated request returns that top-up.
TEST(Server, RepeatIsAnsweredThoughTheOperatorIsNoLongerOffered) {
  Installation here;
  const std::string file = here.folder() + "/my.toml";
  FILE* const out = fopen(file.c_str(), "w");
  fputs(
      "[[operator]]\nid = \"telenet\"\nkind = \"sandbox_operator\"\n"
      "base_url = \"http://127.0.0.1:9\"\n",
      out);
  fclose(out);
  here.StartServer({"serve", "--config", file});
  const std::vector<std::string> place{"topup",    "place", "0485123456", "--amount", "15",
                                       "--tender", "cash",  "--key",      "once",     "--no-wait"};
  const std::string placed = here.Json(place)["reference"];
  EXPECT_EQ(here.StopServer(), 0);
  here.StartServer({"serve"});
  EXPECT_EQ(here.Json(place)["reference"], placed);
  auto another = place;
  another[8] = "twice";
  EXPECT_EQ(here.Run(another).code, 1);
  EXPECT_EQ(here.Topups().size(), 1U);
}

TEST(Sandbox, InvalidDurationIsExplained) {
  Installation here;
  const Finished finished = here.Run({"sandbox", "--late-charge", "2"});
  EXPECT_EQ(finished.code, 2);
  EXPECT_NE(finished.err.find("--late-charge: must be a whole number with ms, s, min"),
            std::string::npos)
      << finished.err;
}

TEST(Server, UnknownCommandIsNamedWithTheRightHelp) {
  const Finished unknown = testing::Run({{Program(), "foo"}});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_EQ(unknown.err, "error: herlaad has no command \"foo\"\nSee herlaad --help.\n");
  const Finished verb = testing::Run({{Program(), "topup", "plaec"}});
  EXPECT_EQ(verb.err, "error: herlaad topup has no command \"plaec\"\nSee herlaad topup --help.\n");
  const Finished nothing = testing::Run({{Program(), "topup", "place"}});
  EXPECT_EQ(nothing.err, "error: number is missing\nSee herlaad topup place --help.\n");
}

}  // namespace
}  // namespace herlaad::testing
