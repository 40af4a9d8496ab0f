// Runs what /docs and README tell a newcomer to type, and tries what they say about the sandbox.
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

constexpr char kPrograms[] = HERLAAD_SOURCE_DIR "/docs/quick-start/";

std::string Read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

class QuickStart : public ::testing::Test {
 protected:
  void SetUp() override { here.StartDemo(); }

  // Runs a program of docs/quick-start in a temporary folder.
  Finished Run(const std::string& interpreter, const std::string& name) const {
    const Command command{{"/usr/bin/env", interpreter, kPrograms + name},
                          {{"HERLAAD_URL", here.url()}},
                          here.folder()};
    return testing::Run(command, Millis(60'000));
  }
  void ExpectAGenuineReceipt(const Finished& finished) const {
    EXPECT_EQ(finished.code, 0) << finished.out << finished.err;
    EXPECT_NE(finished.out.find("Saved receipt.pdf"), std::string::npos) << finished.out;
    const auto receipt = here.Run({"receipt", "verify", here.folder() + "/receipt.pdf"});
    EXPECT_EQ(receipt.code, 0) << receipt.out << receipt.err;
    const auto orders = here.Topups();
    ASSERT_EQ(orders.size(), 1U);
    EXPECT_EQ(orders[0]["state"], "delivered");
  }

  Installation here;
};

TEST_F(QuickStart, CurlProgramSellsATopupUpToItsReceipt) {
  const Finished finished = Run("bash", "top_up.sh");
  ExpectAGenuineReceipt(finished);
  EXPECT_NE(finished.out.find("\"state\":\"delivered\""), std::string::npos) << finished.out;
}

TEST_F(QuickStart, PythonProgramSellsATopupUpToItsReceipt) {
  if (testing::Run({{"/usr/bin/env", "python3", "--version"}}, Millis(20'000)).code != 0) {
    GTEST_SKIP() << "NO python3 HERE: docs/quick-start/top_up.py WAS NOT RUN";
  }
  const Finished finished = Run("python3", "top_up.py");
  ExpectAGenuineReceipt(finished);
  EXPECT_NE(finished.out.find("State: delivered"), std::string::npos) << finished.out;
}

TEST(QuickStartText, ReadmeHasTheSameCommands) {
  const std::string program = Read(std::string(kPrograms) + "top_up.sh");
  const std::string commands = program.substr(program.find("url="));
  ASSERT_GT(commands.size(), 500U);
  EXPECT_NE(Read(HERLAAD_SOURCE_DIR "/README.md").find("```sh\n" + commands + "```"),
            std::string::npos);
}

// A row of the tables below "The sandbox" that names the final state of an order.
struct Scenario {
  std::string choice;
  std::string state;
};

// "<tr><td><code>choice</code></td><td>...</td><td><code>state</code></td></tr>"
std::vector<Scenario> ScenariosOf(const std::string& page) {
  std::vector<Scenario> scenarios;
  const std::string row = "<tr><td><code>";
  const std::string last = "</td><td><code>";
  for (auto at = page.find(row); at != std::string::npos; at = page.find(row, at + 1)) {
    const auto end = page.find("</tr>", at);
    const auto choice = at + row.size();
    const auto state = page.find(last, choice);
    if (state > end) continue;
    const auto begin = state + last.size();
    scenarios.push_back({page.substr(choice, page.find('<', choice) - choice),
                         page.substr(begin, page.find('<', begin) - begin)});
  }
  return scenarios;
}

class Scenarios : public QuickStart {
 protected:
  // Places an order by card, makes the payer's choice on the payment page, and waits for `state`.
  void Try(const std::string& msisdn, const std::string& action, const std::string& state) {
    SCOPED_TRACE(msisdn + " " + action);
    const auto topup = Place(msisdn);
    here.Press(topup.at("payment").at("url"), action);
    const std::string address = here.url() + topup.at("links").at("self").get<std::string>();
    std::string now;
    for (int tries = 0; tries < 600 && now != state; ++tries) {
      usleep(50'000);
      const auto answer = here.Get(address);
      if (answer) now = nlohmann::json::parse(answer->body).at("state");
    }
    EXPECT_EQ(now, state);
  }

  nlohmann::json Place(const std::string& msisdn) {
    net::ClientRequest request;
    request.method = "POST";
    request.url = here.url() + "/v1/topups";
    request.headers = {{"content-type", "application/json"},
                       {"idempotency-key", "a-scenario-of-the-docs-" + std::to_string(++placed_)},
                       {"herlaad-session", here.NewSession()}};
    request.body = nlohmann::json{
        {"msisdn", msisdn},
        {"operator", "telenet"},
        {"amount", {{"amount", 1'500}, {"currency", "EUR"}}},
        {"tender",
         "card"}}.dump();
    const auto answer = client_.Send(request);
    if (!answer.ok() || answer->status != 201) {
      ADD_FAILURE() << (answer.ok() ? answer->body : answer.error().message);
      return {};
    }
    return nlohmann::json::parse(answer->body);
  }

 private:
  net::Client client_;
  int placed_ = 0;
};

TEST_F(Scenarios, ScenariosEndAsDocumented) {
  const auto page = here.Get(here.url() + "/docs");
  ASSERT_TRUE(page);
  const auto scenarios = ScenariosOf(page->body.substr(page->body.find("id=\"sandbox\"")));
  ASSERT_EQ(scenarios.size(), 14U);
  int payers = 0;
  for (const Scenario& scenario : scenarios) {
    if (scenario.choice.front() == '0') {
      Try(scenario.choice, "approve", scenario.state);
    } else {
      Try("0485 12 35 5" + std::to_string(payers++), scenario.choice, scenario.state);
    }
  }
}

TEST_F(Scenarios, EveryChoiceOfThePaymentPageIsDocumented) {
  const auto docs = here.Get(here.url() + "/docs");
  const auto page = here.Get(here.BankPage(Place("0485 12 34 56").at("payment").at("url")));
  ASSERT_TRUE(docs && page);
  const std::string choice = "name=\"action\" value=\"";
  int choices = 0;
  for (auto at = page->body.find(choice); at != std::string::npos;
       at = page->body.find(choice, at + 1), ++choices) {
    const auto begin = at + choice.size();
    const auto name = page->body.substr(begin, page->body.find('"', begin) - begin);
    EXPECT_NE(docs->body.find("<tr><td><code>" + name + "</code>"), std::string::npos) << name;
  }
  EXPECT_GE(choices, 13);
}

}  // namespace
}  // namespace herlaad::testing
