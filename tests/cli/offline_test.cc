// Commands without a server say what the server that ran last would say, and what waits for one.
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

std::string PortOf(const Installation& here) { return here.url().substr(here.url().rfind(':')); }

// What the receipt's page says, as JSON, so that no drawing has to be read.
nlohmann::json ReceiptOf(const Installation& here, const std::string& id) {
  return here.Json({"topup", "show", id})["receipt"];
}

std::string DrawnReceipt(const Installation& here, const std::string& id, const std::string& name) {
  const std::string file = here.folder() + "/" + name + ".pdf";
  const Finished saved = here.Run({"receipt", "save", id, "--out", file});
  EXPECT_EQ(saved.code, 0) << saved.err;
  const Finished text = testing::Run({{"/usr/bin/pdftotext", "-layout", file, "-"}});
  EXPECT_EQ(text.code, 0) << text.err;
  return text.out;
}

class Offline : public ::testing::Test {
 protected:
  Offline() { here.StartDemo(); }

  std::string PlaceDelivered() {
    const Finished placed =
        here.Run({"topup", "place", "0470 12 34 56", "--amount", "15", "--tender", "cash"});
    EXPECT_EQ(placed.code, 0) << placed.err;
    return here.Topups()[0]["reference"];
  }

  Installation here;
};

TEST_F(Offline, ReceiptIsTheSameAsTheServers) {
  const std::string id = PlaceDelivered();
  const std::string with_server = DrawnReceipt(here, id, "with");
  EXPECT_NE(with_server.find("SAMPLE SELLER"), std::string::npos) << with_server;
  EXPECT_NE(with_server.find("localhost" + PortOf(here)), std::string::npos) << with_server;
  const auto json = ReceiptOf(here, id);
  here.StopServer();
  EXPECT_EQ(DrawnReceipt(here, id, "without"), with_server);
  EXPECT_EQ(ReceiptOf(here, id), json);
}

TEST_F(Offline, PaymentMethodsAndLinksAreTheServers) {
  here.StopServer();
  const Finished placed =
      here.Run({"topup", "place", "0470 12 34 56", "--amount", "15", "--tender", "card"});
  EXPECT_EQ(placed.code, 4) << placed.out << placed.err;
  EXPECT_NE(placed.err.find("No server is running"), std::string::npos) << placed.err;
  EXPECT_NE(placed.out.find("once a server runs:\nhttp://localhost" + PortOf(here) + "/pay/"),
            std::string::npos)
      << placed.out;
  here.StartDemo();
  const auto order = here.Topups()[0];
  here.Press(order["payment"]["url"], "approve");
  EXPECT_EQ(here.Run({"topup", "watch", order["reference"]}).code, 0) << "the server goes on";
}

TEST_F(Offline, HoldIsToldWhereItMatters) {
  ASSERT_EQ(here.Run({"hold"}).code, 0);
  const Finished placed = here.Run({"topup", "place", "0485 12 31 00", "--amount", "15", "--tender",
                                    "cash", "--operator", "telenet", "--no-wait"});
  EXPECT_EQ(placed.code, 0) << placed.err;
  const std::string id = here.Topups()[0]["reference"];
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"topup", "show", id}, {"node", "list"}, {"verify"}}) {
    const Finished said = here.Run(words);
    EXPECT_NE(said.err.find("Sending is on hold"), std::string::npos) << words[0] << said.err;
  }
  EXPECT_NE(placed.err.find("Sending is on hold"), std::string::npos) << placed.err;
  ASSERT_EQ(here.Run({"resume"}).code, 0);
  EXPECT_EQ(here.Run({"node", "list"}).err, "");
}

TEST_F(Offline, NoNodeIsListed) {
  EXPECT_EQ(here.Json({"node", "list"})["nodes"].size(), 1U);
  here.StopServer();
  EXPECT_EQ(here.Json({"node", "list"})["nodes"].size(), 0U);
  EXPECT_EQ(here.Run({"node", "list"}).out, "No server is running.\n");
}

TEST_F(Offline, MissingSettingsFileIsAMistakeWithAServerToo) {
  const Finished with_server = here.Run({"topup", "list", "--config", here.folder() + "/none"});
  EXPECT_EQ(with_server.code, 2) << with_server.out;
  here.StopServer();
  const Finished without = here.Run({"topup", "list", "--config", here.folder() + "/none"});
  EXPECT_EQ(without.code, 2);
  EXPECT_EQ(without.err, with_server.err);
}

TEST_F(Offline, SandboxEntriesAreFoundInTheDemosFolder) {
  PlaceDelivered();
  const Finished by_data = here.Run({"sandbox", "entries"});
  EXPECT_EQ(by_data.code, 0) << by_data.err;
  EXPECT_TRUE(nlohmann::json::parse(by_data.out).contains("bank"));
  Installation other;
  const Finished none = other.Run({"sandbox", "entries"});
  EXPECT_EQ(none.code, 4);
  EXPECT_NE(none.err.find("there is no sandbox in " + other.data()), std::string::npos) << none.err;
}

// The printed command is given to a shell as it is.
TEST_F(Offline, CommandToRepeatAPlacementWorksAsPrinted) {
  const std::string odd_folder = here.folder() + "/it's a folder";
  std::filesystem::create_directory_symlink(here.data(), odd_folder);
  const std::string config = here.folder() + "/my settings.toml";
  ASSERT_EQ(testing::Run({{"/usr/bin/touch", config}}).code, 0);
  const Finished placed =
      testing::Run({{Program(), "topup", "place", "0470123456", "--amount", "15", "--tender",
                     "cash", "--data", odd_folder, "--config", config}});
  ASSERT_EQ(placed.code, 0) << placed.err;
  const std::string heading = "To retry safely, without paying twice:\n  ";
  const auto at = placed.out.find(heading);
  ASSERT_NE(at, std::string::npos) << placed.out;
  const auto begin = at + heading.size();
  const std::string command = placed.out.substr(begin, placed.out.find('\n', begin) - begin);
  EXPECT_NE(command.find(" --config '"), std::string::npos) << command;
  const Finished repeated = testing::Run({{"/bin/sh", "-c", command}});
  EXPECT_EQ(repeated.code, 0) << command << '\n' << repeated.err;
  EXPECT_TRUE(repeated.out.starts_with("Placed earlier with this key: ")) << repeated.out;
  EXPECT_EQ(here.Topups().size(), 1U);
}

// As another user: this one may be root, who may read everything.
TEST_F(Offline, FolderOfAnotherUserIsNotCalledEmpty) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can run a command as another user";
  const Finished listed =
      testing::Run({{"/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
                     Program(), "topup", "list", "--data", here.data()}});
  EXPECT_EQ(listed.code, 4);
  EXPECT_NE(listed.err.find("may not read"), std::string::npos) << listed.err;
  EXPECT_EQ(listed.err.find("there is no database"), std::string::npos) << listed.err;
}

TEST_F(Offline, TextOfPeopleCannotForgeLinesOfTheTerminal) {
  const auto create = [this](const std::string& name) {
    return here.Run({"key", "create", "--scope", "sim:read", "--name", name});
  };
  const std::string before = here.Run({"key", "list"}).out;
  const Finished refused = create("till\n\x1b[2Jkey");
  EXPECT_NE(refused.code, 0);
  EXPECT_NE(refused.err.find("one line"), std::string::npos) << refused.err;
  EXPECT_EQ(here.Run({"key", "list"}).out, before);

  // What turns the direction of writing is no control character.
  const std::string turned = "\xE2\x80\xAE";
  EXPECT_NE(create("till" + turned + "key").code, 0);
  EXPECT_EQ(here.Run({"key", "list"}).out, before);
}

TEST_F(Offline, EndOfTheBonusIsShownBesideIt) {
  const std::string shown = here.Run({"topup", "show", PlaceDelivered()}).out;
  EXPECT_NE(shown.find("  bonus        €1.50 until "), std::string::npos) << shown;
}

TEST_F(Offline, WhatThePayerReadsStandsApart) {
  const std::string shown = here.Run({"topup", "show", PlaceDelivered()}).out;
  const std::size_t payer = shown.find("\nThe payer reads\n");
  ASSERT_NE(payer, std::string::npos) << shown;
  EXPECT_LT(shown.find("  number  "), payer) << "what staff look for comes first";
  EXPECT_LT(payer, shown.find("\nHistory\n"));
  EXPECT_EQ(shown.substr(0, payer).find("Credit added"), std::string::npos) << shown;
}

TEST_F(Offline, LanguageOfThePayerIsChosen) {
  const Finished placed = here.Run({"topup", "place", "0470 12 34 56", "--amount", "15", "--tender",
                                    "cash", "--language", "nl"});
  EXPECT_EQ(placed.code, 0) << placed.err;
  EXPECT_NE(placed.out.find(" --language nl "), std::string::npos) << placed.out;
  const std::string drawn = DrawnReceipt(here, here.Topups()[0]["reference"], "dutch");
  EXPECT_NE(drawn.find("Betaald"), std::string::npos) << drawn;
  const Finished wrong = here.Run({"topup", "place", "0470 12 34 56", "--amount", "15", "--tender",
                                   "cash", "--language", "es"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_NE(wrong.err.find("--language is nl, fr, de, en or zh"), std::string::npos) << wrong.err;
}

TEST_F(Offline, EvidenceOfAnOrderWithoutADisputeSaysSo) {
  const std::string id = PlaceDelivered();
  const Finished made =
      here.Run({"dispute", "evidence", id, "--out", here.folder() + "/evidence.pdf"});
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_NE(made.err.find("no charge of " + id + " is disputed"), std::string::npos) << made.err;
}

}  // namespace
}  // namespace herlaad::testing
