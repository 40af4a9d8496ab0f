// herlaad voucher: test vouchers in a batch, and what is shown of one.
#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The order, if the PIN pays for credit of that number.
nlohmann::json Redeem(Installation& here, const std::string& pin, const std::string& key) {
  net::Client client;
  net::ClientRequest request;
  request.method = "POST";
  request.url = here.url() + "/v1/topups";
  request.headers = {{"Content-Type", "application/json"},
                     {"Herlaad-Session", here.NewSession()},
                     {"Idempotency-Key", key}};
  request.body = nlohmann::json{
      {"msisdn", "0470000001"},
      {"operator", "proximus"},
      {"amount", {{"amount", 1'500}, {"currency", "EUR"}}},
      {"tender", "voucher"},
      {"pin", pin}}.dump();
  const auto answer = client.Send(request);
  EXPECT_TRUE(answer.ok());
  return answer.ok() ? nlohmann::json::parse(answer->body) : nlohmann::json();
}

TEST(Voucher, BatchIsPrintedOnceAndEachIsShown) {
  Installation here;
  here.StartDemo();
  const auto batch =
      here.Json({"voucher", "batch", "create", "--amount", "1500", "--count", "2", "--test"});
  ASSERT_EQ(batch["vouchers"].size(), 2U);
  EXPECT_EQ(batch["test"], true);
  const std::string serial = batch["vouchers"][0]["serial"];
  const std::string pin = batch["vouchers"][0]["pin"];
  EXPECT_TRUE(serial.starts_with("vo_")) << serial;
  EXPECT_NE(pin, batch["vouchers"][1]["pin"]);
  const std::string fresh = here.Run({"voucher", "show", serial}).out;
  EXPECT_TRUE(fresh.starts_with(serial + "  €15.00, active\n  sold      ")) << fresh;
  EXPECT_TRUE(Has(fresh, "\n  valid     until ")) << fresh;
  EXPECT_FALSE(Has(fresh, "redeemed")) << fresh;
  EXPECT_FALSE(Has(fresh, pin)) << "its PIN is stored nowhere";

  EXPECT_EQ(here.Run({"sim", "seed", "--first", "0470000001", "--operator", "proximus"}).code, 0);
  const auto order = Redeem(here, pin, "the first time it is used");
  EXPECT_EQ(order["state"], "delivered") << order;
  const std::string used = here.Run({"voucher", "show", serial}).out;
  EXPECT_TRUE(used.starts_with(serial + "  €15.00, redeemed\n")) << used;
  EXPECT_TRUE(Has(used, "\n  redeemed  ")) << used;
  const std::string id = order["id"];  // with the secret of its link behind a dot
  EXPECT_EQ(here.Json({"voucher", "show", serial})["redeemed_by"], id.substr(0, id.find('.')));
  EXPECT_EQ(Redeem(here, pin, "the second time it is used")["code"], "voucher_used");
  EXPECT_EQ(here.Run({"verify"}).code, 0);
}

// As text the PINs are in groups of four, to be read aloud.
TEST(Voucher, PinsAreShownInGroups) {
  Installation here;
  here.StartDemo();
  const std::string out =
      here.Run({"voucher", "batch", "create", "--amount", "1500", "--test"}).out;
  EXPECT_TRUE(Has(out, "shown this once:\n  vo_")) << out;
  const auto at = out.find("€15.00  ");
  ASSERT_NE(at, std::string::npos) << out;
  std::istringstream rest(out.substr(at + std::string("€15.00  ").size()));
  std::vector<std::string> groups;
  for (std::string group; rest >> group;) groups.push_back(group);
  ASSERT_EQ(groups.size(), 4U) << out;
  for (const std::string& group : groups) EXPECT_EQ(group.size(), 4U) << out;
}

TEST(Voucher, WrongUseIsExplained) {
  Installation here;
  here.StartDemo();
  const Finished unknown = here.Run({"voucher", "show", "vo_0d3m9k2v7x8q15"});
  EXPECT_EQ(unknown.code, 3);
  EXPECT_TRUE(Has(unknown.err, "voucher")) << unknown.err;
  EXPECT_EQ(here.Run({"voucher", "show", "tu_1"}).code, 3);
  EXPECT_EQ(here.Run({"voucher", "show", "../keys"}).code, 1) << "and no key is shown";
  EXPECT_EQ(here.Run({"voucher", "show"}).code, 2);
  const Finished real = here.Run({"voucher", "batch", "create", "--amount", "1500"});
  EXPECT_EQ(real.code, 2);
  EXPECT_TRUE(Has(real.err, "add --test")) << real.err;
  const Finished odd = here.Run({"voucher", "batch", "create", "--amount", "1234", "--test"});
  EXPECT_EQ(odd.code, 1) << "no operator sells that";
  EXPECT_FALSE(odd.err.empty());
  const auto create = [&here](const char* option, const char* value) {
    return here.Run({"voucher", "batch", "create", "--amount", "1500", "--test", option, value})
        .code;
  };
  EXPECT_EQ(create("--count", "1001"), 2);
  EXPECT_EQ(create("--count", "0"), 2);
  EXPECT_EQ(create("--operator", "proximus"), 1) << "for any operator only";
}

}  // namespace
}  // namespace herlaad::testing
