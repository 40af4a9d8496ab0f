// herlaad client pay-in and pay-out, and the sample dealer of the demo.
#include <sstream>

#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The key that the demo prints.
std::string SampleKey(Installation& here) {
  const std::string out = here.server().out();
  const auto at = out.find("SAMPLE dealer");
  EXPECT_NE(at, std::string::npos) << out;
  std::istringstream rest(at == std::string::npos ? "" : out.substr(out.find("hk_", at)));
  std::string key;
  rest >> key;
  return key;
}

std::int64_t BalanceWith(Installation& here, const std::string& key) {
  const auto answer = here.Get(here.url() + "/v1/float", key);
  if (!answer || answer->status != 200) return -1;
  return nlohmann::json::parse(answer->body)["balance"]["amount"];
}

TEST(Float, IsPaidInOnceUnderItsKeyAndPaidOut) {
  Installation here;
  here.StartDemo();
  ASSERT_EQ(here.Run({"client", "create", "Dealer"}).code, 0);
  EXPECT_FALSE(Has(here.Run({"client", "show", "Dealer"}).out, "float:"));
  const std::vector<std::string> pay_in{"client",      "pay-in",     "Dealer", "--amount", "250",
                                        "--reference", "transfer 7", "--key",  "line 17"};
  const Finished paid = here.Run(pay_in);
  EXPECT_EQ(paid.code, 0) << paid.err;
  EXPECT_TRUE(Has(paid.out, "€250.00 paid into the float of cli_")) << paid.out;
  const Finished again = here.Run(pay_in);
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_TRUE(Has(again.out, "Recorded earlier with this key: ")) << again.out;
  const Finished shown = here.Run({"client", "show", "Dealer"});
  EXPECT_TRUE(Has(shown.out, "to pay in by transfer: +++")) << shown.out;
  EXPECT_TRUE(Has(shown.out, "float: €250.00, of which €250.00 can be spent\n")) << shown.out;

  const auto out = here.Json(
      {"client", "pay-out", "Dealer", "--amount", "50.01", "--reference", "to the dealer"});
  EXPECT_EQ(out["float"]["balance"]["amount"], 19'999);
  const Finished too_much =
      here.Run({"client", "pay-out", "Dealer", "--amount", "200", "--reference", "too much"});
  EXPECT_EQ(too_much.code, 1);
  EXPECT_TRUE(Has(too_much.err, "199.99")) << too_much.err;
  EXPECT_EQ(here.Run({"client", "pay-in", "nobody", "--amount", "1", "--reference", "x"}).code, 3);
  EXPECT_EQ(here.Run({"client", "pay-in", "Dealer", "--amount", "x", "--reference", "x"}).code, 2);
  EXPECT_EQ(here.Run({"client", "pay-in", "Dealer", "--amount", "1"}).code, 2);

  EXPECT_TRUE(Has(here.Run({"audit", "list"}).out, "float.pay_in"));
  EXPECT_EQ(here.Run({"verify"}).code, 0);
  EXPECT_EQ(here.StopServer(), 0);
  EXPECT_EQ(here.Run({"client", "pay-in", "Dealer", "--amount", "0.01", "--reference", "y"}).code,
            0)
      << "without a server too";
  EXPECT_EQ(here.Json({"client", "show", "Dealer"})["float"]["balance"]["amount"], 20'000);
  EXPECT_EQ(here.Run({"verify"}).code, 0);
}

TEST(Float, DemoHasASampleDealerAtEachStart) {
  Installation here;
  here.StartDemo();
  const std::string key = SampleKey(here);
  EXPECT_EQ(BalanceWith(here, key), 50'000) << key;
  EXPECT_TRUE(Has(here.Run({"audit", "list"}).out, "SAMPLE MONEY"));
  EXPECT_EQ(
      here.Run({"client", "pay-out", "SAMPLE DEALER", "--amount", "20", "--reference", "x"}).code,
      0);
  here.StopServer();
  here.StartDemo();
  EXPECT_EQ(SampleKey(here), key);
  EXPECT_EQ(BalanceWith(here, key), 48'000) << "it is paid in once";
}

}  // namespace
}  // namespace herlaad::testing
