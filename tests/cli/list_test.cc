// herlaad topup list: it never ends in silence.
#include <sstream>

#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

class List : public ::testing::Test {
 protected:
  void SetUp() override {
    here.StartDemo();
    for (const char* number : {"0470123456", "0495123456", "0470123456"}) {
      const auto placed =
          here.Json({"topup", "place", number, "--amount", "15", "--tender", "cash"});
      references.insert(references.begin(), placed["reference"]);
    }
  }
  std::vector<std::string> References(const std::vector<std::string>& arguments) {
    std::vector<std::string> found;
    for (const auto& topup : here.Topups(arguments)) found.push_back(topup["reference"]);
    return found;
  }

  Installation here;
  std::vector<std::string> references;  // newest first
};

TEST_F(List, ListIsNewestFirstAndFiltered) {
  EXPECT_EQ(References({}), references);
  const std::vector<std::string> of_number{references[0], references[2]};
  EXPECT_EQ(References({"--number", "0470 12 34 56"}), of_number);
  EXPECT_EQ(References({"--state", "delivered", "--limit", "1"}), std::vector{references[0]});
  EXPECT_TRUE(References({"--state", "refunded"}).empty());
  EXPECT_EQ(References({"--client", "admin"}), references);
  EXPECT_TRUE(References({"--client", "anonymous"}).empty());
  EXPECT_EQ(References({"--from", "2026-01-01"}), references);
  EXPECT_TRUE(References({"--until", "2026-01-01"}).empty());
  EXPECT_EQ(References({"--receipt", "re_" + references[1].substr(3)}), std::vector{references[1]});
  EXPECT_EQ(References({"--receipt", " RE_" + references[1].substr(3)}),
            std::vector{references[1]});
  EXPECT_EQ(References({"--bank-reference", references[1] + "-p1"}), std::vector{references[1]});
}

TEST_F(List, ListIsFilteredByTheNameOfAClient) {
  const auto client = here.Json({"client", "create", "Kiosk Centraal"});
  EXPECT_TRUE(References({"--client", "Kiosk Centraal"}).empty());
  EXPECT_TRUE(References({"--client", client["id"]}).empty());
  EXPECT_EQ(References({"--client", "admin"}), references);
  EXPECT_EQ(here.Run({"topup", "list", "--client", "Kiosk Noord"}).code,
            here.Run({"client", "show", "Kiosk Noord"}).code);
  EXPECT_NE(here.Run({"topup", "list", "--client", "Kiosk Noord"}).code, 0);
}

TEST_F(List, ListSaysThatThereIsMoreAndHowToContinue) {
  const Finished first = here.Run({"topup", "list", "--limit", "2"});
  EXPECT_EQ(first.code, 0);
  EXPECT_EQ(first.out.rfind("reference", 0), 0U) << "a header: " << first.out;
  EXPECT_NE(first.out.find(references[1]), std::string::npos);
  EXPECT_EQ(first.out.find(references[2]), std::string::npos);
  EXPECT_EQ(first.err.rfind("2 of 3; more with --cursor c", 0), 0U) << first.err;
  const std::string cursor = first.err.substr(first.err.find("--cursor ") + 9, 15);
  const Finished rest = here.Run({"topup", "list", "--cursor", cursor});
  EXPECT_NE(rest.out.find(references[2]), std::string::npos) << rest.out;
  EXPECT_EQ(rest.out.find(references[1]), std::string::npos);
  EXPECT_EQ(rest.err, "") << "nothing more";
  const auto json = here.Json({"topup", "list", "--limit", "2"});
  EXPECT_EQ(json["next"], cursor);
  EXPECT_EQ(json["total"], 3);
  EXPECT_TRUE(here.Json({"topup", "list", "--limit", "3"})["next"].is_null());
}

TEST_F(List, AllOrdersAreStreamed) {
  const Finished all = here.Run({"topup", "list", "--all"});
  EXPECT_EQ(all.err, "");
  for (const std::string& reference : references)
    EXPECT_NE(all.out.find(reference), std::string::npos) << all.out;
  const auto json = here.Json(
      {"topup", "list", "--all", "--cursor", here.Json({"topup", "list", "--limit", "1"})["next"]});
  EXPECT_EQ(json["topups"].size(), 2U);
  EXPECT_TRUE(json["next"].is_null());
  EXPECT_EQ(here.Run({"topup", "list", "--all", "--limit", "2"}).code, 2);
}

TEST_F(List, TimesAreInBrusselsForPeopleAndInUtcForPrograms) {
  const Finished people = here.Run({"topup", "list", "--limit", "1"});
  const bool zone = people.out.find(" CET\n") != std::string::npos ||
                    people.out.find(" CEST\n") != std::string::npos;
  EXPECT_TRUE(zone) << people.out;
  const std::string at = here.Topups()[0]["created_at"];
  EXPECT_EQ(at.back(), 'Z');
}

TEST_F(List, ReasonForTheStateIsShown) {
  const auto card = here.Json(
      {"topup", "place", "0485123456", "--amount", "15", "--tender", "card", "--no-wait"});
  const std::string id = card["reference"];
  ASSERT_EQ(here.Run({"topup", "cancel", id}).code, 0);
  ASSERT_EQ(here.Run({"topup", "watch", id}).code, 1);
  const Finished listed = here.Run({"topup", "list", "--limit", "1"});
  const std::size_t column = listed.out.find("reason");
  ASSERT_NE(column, std::string::npos) << listed.out;
  const std::size_t row = listed.out.find('\n') + 1;
  EXPECT_EQ(listed.out.substr(row + column, 20), "cancelled on request") << listed.out;
  EXPECT_EQ(here.Topups()[0]["reason"], "by_payer") << "programs get the code";
  // If a person must decide: the reason.
  ASSERT_EQ(here.Run({"topup", "place", "0485123002", "--amount", "15", "--tender", "cash"}).code,
            1);
  const Finished waiting = here.Run({"topup", "list", "--state", "attention"});
  EXPECT_NE(waiting.out.find("attention         cash refund due "), std::string::npos)
      << waiting.out;
  // If the credit was refused and the money went back: the refusal.
  ASSERT_EQ(here.Run({"topup", "cash-returned", here.Topups()[0]["reference"]}).code, 0);
  const Finished refunded = here.Run({"topup", "list", "--state", "refunded"});
  EXPECT_NE(refunded.out.find("refunded          the operator does not know the number "),
            std::string::npos)
      << refunded.out;
}

TEST_F(List, ReasonForARefundIsShownAlsoIfNoOperatorRefused) {
  const auto card = here.Json(
      {"topup", "place", "0485123456", "--amount", "15", "--tender", "card", "--no-wait"});
  here.Press(card["payment"]["url"], "wrong_amount");
  ASSERT_EQ(here.Run({"topup", "watch", card["reference"]}).code, 1);
  const Finished refunded = here.Run({"topup", "list", "--limit", "1"});
  EXPECT_NE(refunded.out.find("refunded          another amount was charged "), std::string::npos)
      << refunded.out;
}

TEST_F(List, TopupWithoutAReceiptIsNotFoundByIt) {
  const auto card = here.Json(
      {"topup", "place", "0485123456", "--amount", "15", "--tender", "card", "--no-wait"});
  const std::string reference = card["reference"];
  EXPECT_TRUE(References({"--receipt", "re_" + reference.substr(3)}).empty());
}

TEST_F(List, ListFitsATerminal) {
  const std::string command = "stty cols 80; " + Program() + " topup list --data " + here.data();
  const Finished listed = testing::Run({{"/usr/bin/script", "-qec", command, "/dev/null"}});
  ASSERT_EQ(listed.code, 0) << listed.out << listed.err;
  std::istringstream lines(listed.out);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) EXPECT_LE(line.size(), 83U) << line;
  EXPECT_GT(count, 3) << listed.out;
}

struct Case {
  const char* name;
  std::vector<std::string> arguments;
  const char* says;
};

TEST_F(List, InvalidFilterIsNamed) {
  const std::vector<Case> cases{
      {"a state", {"--state", "lost"}, "delivery_unknown"},
      {"a day", {"--from", "yesterday"}, "error: --from is a day"},
      {"a last day", {"--until", "tomorrow"}, "error: --until is a day"},
      {"a receipt", {"--receipt", references[0]}, "error: --receipt is the number of a receipt"},
      {"a client", {"--client", "cli_me"}, "error: --client is the id of a client (cli_"},
      {"a bank's reference",
       {"--bank-reference", std::string(300, 'x')},
       "error: --bank-reference is what the bank calls"},
      {"a limit", {"--limit", "0"}, "from 1 to 10,000"},
      {"a cursor", {"--cursor", "x"}, "error: --cursor is what"},
  };
  for (const Case& row : cases) {
    std::vector<std::string> arguments{"topup", "list"};
    arguments.insert(arguments.end(), row.arguments.begin(), row.arguments.end());
    const Finished finished = here.Run(arguments);
    EXPECT_EQ(finished.code, 2) << row.name;
    EXPECT_NE(finished.err.find(row.says), std::string::npos) << row.name << ": " << finished.err;
  }
}

}  // namespace
}  // namespace herlaad::testing
