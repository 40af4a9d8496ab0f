#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/brakes/rule.h"

namespace herlaad::brakes {
namespace {

using ::testing::HasSubstr;

// A rule that is right, with `more` lines at its end; a line that begins with a key of it replaces
// that one.
std::string File(const std::string& more) {
  std::string text = "[[brake]]\n";
  for (const auto& [key, line] : {std::pair<std::string, std::string>{"name", "name = \"a\""},
                                  {"count", "count = \"payments\""},
                                  {"by", "by = \"card\""},
                                  {"within", "within = \"24h\""},
                                  {"most", "most = 3"},
                                  {"act", "act = \"refund\""}}) {
    if (("\n" + more).find("\n" + key + " ") == std::string::npos) text += line + "\n";
  }
  return text + more + "\n";
}

std::string ErrorOf(const std::string& more) {
  const auto rules = ParseRules(File(more), "brakes.toml");
  return rules.ok() ? "" : catalogue::Text(rules.error());
}

TEST(BrakeRules, AreReadWithAllTheirConditions) {
  const auto rules = ParseRules(
      File("counts = \"all\"\nwhen = { hours = \"23:00-06:30\", first_of = \"number_and_card\", "
           "amount_from = 4000, methods = \"card, bancontact\", not_from = \"BE, NL\", "
           "ordered_by = \"everybody\" }"),
      "brakes.toml");
  ASSERT_TRUE(rules.ok()) << catalogue::Text(rules.error());
  Rule rule{"a", Counted::kPayments, By::kCard, Millis(86'400'000), 3, Act::kRefund, {}, true};
  rule.when = {.first_of_number = true,
               .first_of_card = true,
               .strangers = false,
               .hours = Hours{23 * 60, 6 * 60 + 30},
               .methods = {payments::PaymentMethod::kCard, payments::PaymentMethod::kBancontact},
               .amount_from = 4'000,
               .not_from = {"BE", "NL"}};
  EXPECT_EQ(rules->rules, std::vector{rule});
}

TEST(BrakeRules, AFileMayHaveNone) {
  EXPECT_TRUE(ParseRules("", "brakes.toml").ok());
  EXPECT_TRUE(ParseRules("# none\n", "brakes.toml").ok());
}

struct Row {
  const char* more;
  const char* error;
};

TEST(BrakeRules, AMistakeIsReportedWithItsLineAndWhatToWrite) {
  for (const Row& row : {
           Row{"most = -1", "brakes.toml:7:8: most must be 0 to"},
           Row{"within = \"1 day\"",
               "brakes.toml:7:10: within must be a whole number of minutes, "
               "hours or days, of 1 minute to 31 days: write \"90m\""},
           Row{"within = \"32d\"", "within must be"},
           Row{"within = \"0h\"", "within must be"},
           Row{"name = \"Card day\"", "name must begin with a to z"},
           Row{"by = \"person\"", "by must be \"card\" or \"address\""},
           Row{"act = \"refuse\"",
               "the card is known only after the payment: write act = "
               "\"refund\" or \"hold\""},
           Row{"by = \"device\"", "a payment is judged before it is made: write act = \"refuse\""},
           Row{"by = \"address\"\nact = \"refuse\"\nwhen = { not_from = \"BE\" }",
               "known only after the payment"},
           Row{"when = { hours = \"23-6\" }", "write \"23:00-06:00\""},
           Row{"when = { hours = \"24:00-06:00\" }", "write \"23:00-06:00\""},
           Row{"when = { methods = \"credit card\" }", "there is no method credit: write some of"},
           Row{"when = { methods = \"cash\" }", "only methods with a payment page"},
           Row{"when = { not_from = \"Belgium\" }", "write \"BE, NL, LU\""},
           Row{"when = { country = \"BE\" }", "unknown key \"country\""},
           Row{"color = 1", "unknown key \"color\""},
           Row{"when = { country = \"BE\" }", "unknown key \"country\" in when of brake a"},
           Row{"color = 1", "unknown key \"color\" in brake a"},
           Row{"[brake", "brakes.toml:8:7: this heading is not closed"},
           Row{"color = 1\ncolor = 2", "brakes.toml:9:9: this key or heading is there twice"},
           Row{"counts = \"all", "brakes.toml:8:14: this text has no closing quote"},
       }) {
    EXPECT_THAT(ErrorOf(row.more), HasSubstr(row.error)) << row.more;
  }
}

TEST(BrakeRules, AMissingKeyIsReportedWithTheNameOfTheBrake) {
  const auto rules = ParseRules(File("") + "[[brake]]\nname = \"card_day\"\n", "brakes.toml");
  ASSERT_FALSE(rules.ok());
  EXPECT_THAT(catalogue::Text(rules.error()),
              HasSubstr("brakes.toml:9:1: missing key \"most\" in brake card_day"));
}

TEST(BrakeRules, OneBracketInsteadOfTwoIsNamed) {
  const std::string one = "[brake]\n" + File("").substr(std::string("[[brake]]\n").size());
  const auto alone = ParseRules(one, "brakes.toml");
  ASSERT_FALSE(alone.ok());
  EXPECT_THAT(catalogue::Text(alone.error()),
              HasSubstr("brakes.toml:1:1: write [[brake]], with two brackets"));
  const auto among = ParseRules(File("") + one, "brakes.toml");
  ASSERT_FALSE(among.ok());
  EXPECT_THAT(catalogue::Text(among.error()), HasSubstr("write [[name]] each time"));
}

TEST(BrakeRules, ANameIsThereOnce) {
  const auto rules = ParseRules(File("") + File("most = 4"), "brakes.toml");
  ASSERT_FALSE(rules.ok());
  EXPECT_THAT(catalogue::Text(rules.error()),
              HasSubstr("brakes.toml:10:8: brake a is there twice: give each its own name"));
}

TEST(BrakeRules, HoursMayEndOnTheNextDay) {
  const Hours night{23 * 60, 6 * 60};
  EXPECT_TRUE(night.Contains(23 * 60));
  EXPECT_TRUE(night.Contains(0));
  EXPECT_FALSE(night.Contains(6 * 60));
  const Hours day{9 * 60, 17 * 60};
  EXPECT_TRUE(day.Contains(9 * 60));
  EXPECT_FALSE(day.Contains(17 * 60));
}

}  // namespace
}  // namespace herlaad::brakes
