// The fraud brakes at a terminal: which rules are shown as whose, and what is said of mistakes.
#include <gmock/gmock.h>

#include <fstream>

#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kRule =
    "[[brake]]\nname = \"large_at_night\"\ncount = \"payments\"\nby = \"card\"\nwithin = \"24h\"\n"
    "most = 0\nact = \"hold\"\ncounts = \"all\"\n"
    "when = { hours = \"23:00-06:00\", first_of = \"number_and_card\", amount_from = 4000 }\n";

class BrakeCommand : public ::testing::Test {
 protected:
  BrakeCommand() {
    std::ofstream(File("rules.toml")) << kRule;
    std::ofstream(File("settings.toml")) << "[data]\nbrakes = \"rules.toml\"\n";
  }
  [[nodiscard]] std::string File(const std::string& name) const {
    return here_.folder() + "/" + name;
  }
  void Start() { here_.StartServer({"serve", "--config", File("settings.toml")}); }

  Installation here_;
};

TEST_F(BrakeCommand, RulesInForceAreShownInTheWordsOfTheFile) {
  Start();
  const auto rules = here_.Run({"brake", "rules"});
  EXPECT_EQ(rules.code, 0);
  EXPECT_EQ(
      rules.out,
      "large_at_night: at most 0 payments by card within 24h; hold\n  counts = \"all\"\n"
      "  when = { hours = \"23:00-06:00\", first_of = \"number_and_card\", amount_from = 4000 "
      "}\n");
  EXPECT_EQ(rules.err, "");
  EXPECT_EQ(here_.StopServer(), 0);
  EXPECT_THAT(here_.server().err(), HasSubstr("fraud brakes in force"));
}

TEST_F(BrakeCommand, ARuleThatTakesOneIsSaidInTheSingular) {
  std::string rule = kRule;
  rule.replace(rule.find("most = 0"), std::string("most = 0").size(), "most = 1");
  std::ofstream(File("rules.toml")) << rule;
  Start();
  const auto rules = here_.Run({"brake", "rules"});
  EXPECT_THAT(rules.out, HasSubstr("large_at_night: at most 1 payment by card within 24h; hold"))
      << rules.err;
}

TEST_F(BrakeCommand, WithoutAServerItIsSaidWhoseRulesTheyAre) {
  Start();
  EXPECT_EQ(here_.StopServer(), 0);
  const auto built_in = here_.Run({"brake", "rules"});
  EXPECT_THAT(built_in.err, HasSubstr("No server is running here. These are the built-in rules"));
  EXPECT_THAT(built_in.err, HasSubstr("--config names other settings"));
  const auto own = here_.Run({"brake", "rules", "--config", File("settings.toml")});
  EXPECT_THAT(own.err, HasSubstr("the rules of " + File("rules.toml")));
  EXPECT_THAT(own.out, HasSubstr("large_at_night"));
}

TEST_F(BrakeCommand, AnUnknownRuleStoppedNothingOfWhichMoreIsSaid) {
  Start();
  EXPECT_EQ(here_.Run({"brake", "list", "--rule", "nosuch"}).out,
            "No stop by a rule \"nosuch\".\n");
  EXPECT_EQ(here_.Run({"brake", "list"}).out, "The fraud brakes stopped nothing.\n");
  EXPECT_EQ(here_.StopServer(), 0);
}

TEST_F(BrakeCommand, ABlockThatReplacesAnotherSaysWhich) {
  Start();
  const auto first =
      here_.Run({"block", "add", "number", "0470 12 34 56", "--reason", "dispute lost"});
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_THAT(first.out, Not(HasSubstr("replaces")));
  const auto second = here_.Run(
      {"block", "add", "number", "0470 12 34 56", "--reason", "again", "--until", "2099-12-31"});
  EXPECT_THAT(second.out,
              HasSubstr("This replaces the block \"dispute lost\", for good, set by admin."));
  const auto late = here_.Run(
      {"block", "add", "number", "0470 12 34 56", "--reason", "again", "--until", "morgen"});
  EXPECT_EQ(late.code, 1);
  EXPECT_THAT(late.err, HasSubstr("until must be a later day, such as 2026-12-31"));
  const auto card = here_.Run({"block", "add", "card", "4242", "--reason", "again"});
  EXPECT_THAT(card.err, HasSubstr("--order tu_"));
  EXPECT_EQ(here_.StopServer(), 0);
}

TEST_F(BrakeCommand, AFileThatIsMissingIsNamedWithItsSetting) {
  std::ofstream(File("settings.toml")) << "[data]\nbrakes = \"nowhere.toml\"\n";
  const std::string port = here_.url().substr(here_.url().rfind(':') + 1);
  const auto serve = here_.Run({"serve", "--config", File("settings.toml"), "--port", port});
  EXPECT_NE(serve.code, 0);
  EXPECT_THAT(serve.err,
              HasSubstr("nowhere.toml: No such file or directory; [data] brakes names it"));
  const auto test = testing::Run({{Program(), "brake", "test", File("nowhere.toml")}});
  EXPECT_THAT(test.err, HasSubstr("nowhere.toml: No such file or directory"));
}

}  // namespace
}  // namespace herlaad::testing
