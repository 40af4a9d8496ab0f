#include "apps/herlaad/config/gateway_costs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "apps/herlaad/config/config.h"

namespace herlaad::app {
namespace {

using payments::PaymentMethod;
using ::testing::HasSubstr;

// Five lines: a gateway that takes payments and does not report what it keeps of them.
std::string Bank(const std::string& id) {
  return "[[gateway]]\nid = \"" + id +
         "\"\nkind = \"sandbox_bank\"\nbase_url = \"http://x\"\nsecret_env = \"HOME\"\n";
}

TEST(GatewayCosts, BelongToOneMethodAtOneGateway) {
  const auto config = ParseConfig(Bank("a") +
                                      "[gateway.costs]\n"
                                      "card = { cents = 25, basis_points = 140 }\n"
                                      "bancontact = { cents = 39 }\n" +
                                      Bank("b") + "costs.card.basis_points = 90\n" + Bank("c"),
                                  "my.toml");
  ASSERT_TRUE(config.ok()) << config.error();
  const payments::MethodCosts expected{{{"a", PaymentMethod::kCard}, {25, {140}}},
                                       {{"a", PaymentMethod::kBancontact}, {39, {0}}},
                                       {{"b", PaymentMethod::kCard}, {0, {90}}}};
  EXPECT_EQ(config->costs, expected);
  EXPECT_EQ(config->gateways.size(), 3U);
}

TEST(GatewayCosts, MistakesAreReportedWithTheirPlace) {
  struct {
    const char* name;
    const char* costs;  // lines 6 and 7 of the file
    const char* says;
  } const rows[] = {
      {"a surcharge", "surcharge = { cents = 1 }\n",
       "my.toml:7:1: \"surcharge\" in [gateway.costs] is forbidden"},
      {"a surcharge for a method", "card_surcharge = { cents = 1 }\n",
       "my.toml:7:1: \"card_surcharge\" in [gateway.costs] is forbidden"},
      {"a cost of no method", "visa = { cents = 1 }\n",
       "my.toml:7:8: [gateway.costs] has the payment methods that a gateway can take: card, "
       "bancontact, paypal, alipay, wechat_pay"},
      {"a cost of cash", "cash = { cents = 1 }\n",
       "my.toml:7:8: [gateway.costs] has the payment methods"},
      {"decimals", "card = { cents = 0.25 }\n", "my.toml:7:18: cents must be a whole number"},
      {"less than nothing", "card = { cents = -1 }\n", "cents must be 0 to 10000, not -1"},
      {"more than all of it", "card = { basis_points = 10001 }\n",
       "basis_points must be 0 to 10000, not 10001"},
      {"neither of both", "card = {}\n",
       "my.toml:7:8: the costs of a payment method need cents, basis_points or both"},
      {"a number", "card = 25\n", "my.toml:7:8: card must be a table"},
      {"percent", "card = { cents = 1, percent = 1 }\n",
       "unknown key \"percent\" in the costs of a payment method"},
  };
  for (const auto& row : rows) {
    const auto config = ParseConfig(Bank("a") + "[gateway.costs]\n" + row.costs, "my.toml");
    ASSERT_FALSE(config.ok()) << row.name;
    EXPECT_THAT(config.error(), HasSubstr(row.says)) << row.name;
  }
  EXPECT_THAT(ParseConfig(Bank("a") + "costs = 25\n", "my.toml").error(),
              HasSubstr("my.toml:6:9: costs must be a table"));
}

// They would be booked twice: when money is taken in, and when the balance is read.
TEST(GatewayCosts, AreRefusedWhereTheGatewayReportsThem) {
  for (const std::string kind : {"stripe", "stripe_test"}) {
    const auto config = ParseConfig("[[gateway]]\nid = \"s\"\nkind = \"" + kind +
                                        "\"\nsecret_key_env = \"HOME\"\n"
                                        "webhook_secret_env = \"HOME\"\n"
                                        "costs = { card = { cents = 25 } }\n",
                                    "my.toml");
    ASSERT_FALSE(config.ok());
    EXPECT_THAT(config.error(),
                HasSubstr("my.toml:6:9: costs must be left out: a gateway of the kind \"" + kind +
                          "\" reports what it keeps of each payment"));
    EXPECT_THAT(config.error(), HasSubstr("herlaad reconcile fetch"));
  }
}

}  // namespace
}  // namespace herlaad::app
