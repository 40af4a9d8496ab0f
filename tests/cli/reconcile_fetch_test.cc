// herlaad reconcile fetch with a real server and the demo's stand-in for Stripe: the balance of a
// day is read page by page, compared with the orders, and booked once.
#include <algorithm>
#include <chrono>
#include <thread>

#include "domain/reconcile/day.h"
#include "tests/cli/installation.h"
#include "tests/cli/spoil.h"

namespace herlaad::testing {
namespace {

using nlohmann::json;

constexpr int kFees = 120;  // more than a page of Stripe's lists
constexpr std::int64_t kFee = 2;

class ReconcileFetch : public ::testing::Test {
 protected:
  ReconcileFetch() { Start(); }

  void Start() {
    here_.StartDemo();
    const std::string out = here_.server().out();
    const auto at = out.find("stand-in for Stripe at ");
    ASSERT_NE(at, std::string::npos) << out;
    const auto begin = out.find("http", at);
    url_ = out.substr(begin, out.find(';', begin) - begin);
  }

  json Stripe(const std::string& method, const std::string& path, const std::string& body = {}) {
    net::ClientRequest request;
    request.method = method;
    request.url = url_ + path;
    request.headers = {{"authorization", "Bearer sk_test_herlaad_demo"}};
    if (!body.empty()) request.headers.push_back({"content-type", "application/json"});
    request.body = body;
    const auto answer = client_.Send(request);
    EXPECT_TRUE(answer.ok());
    if (!answer.ok()) return {};
    EXPECT_LT(answer->status, 300) << path << ": " << answer->body;
    return answer->body.empty() ? json() : json::parse(answer->body);
  }

  // A top-up of 15 euros that the payer pays; waits until it is in that state.
  void Pay(const std::string& number, const std::string& state) {
    const json topup = here_.Json({"topup", "place", number, "--amount", "15", "--operator",
                                   "telenet", "--tender", "paypal", "--no-wait"});
    here_.Press(topup["payment"]["url"], "approve");
    const std::string reference = topup["reference"];
    json now = json::object();
    for (int i = 0; i < 300 && now.value("state", "") != state; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      now = here_.Json({"topup", "show", reference});
    }
    ASSERT_EQ(now["state"], state) << now.dump(2);
  }

  // All of Stripe's balance becomes that of yesterday at noon.
  void MoveToYesterday() {
    ASSERT_EQ(here_.StopServer(), 0);
    const std::string noon =
        std::to_string(reconcile::StartOf(yesterday_).ms / 1'000 + 12LL * 3'600);
    const std::string sql = "UPDATE object SET created_s = " + noon +
                            ", body = json_set(body, '$.created', " + noon +
                            ") WHERE kind = 'balance_transaction'";
    Spoil(here_.data() + "/sandbox/stripe.db", sql.c_str());
    Start();
  }

  Finished Fetch(reconcile::Day day) {
    return here_.Run({"reconcile", "fetch", "--date", reconcile::DayText(day)});
  }
  json Lists() { return here_.Json({"reconcile", "list", "--files"})["lists"]; }

  // What Stripe kept and paid out, by its own list.
  std::pair<std::int64_t, std::int64_t> FeesAndPayouts() {
    std::int64_t fees = kFees * kFee;
    std::int64_t payouts = 0;
    const json payments = Stripe("GET", "/v1/balance_transactions?limit=100&type=payment");
    for (const json& each : payments["data"]) fees += each["fee"].get<std::int64_t>();
    const json paid_out = Stripe("GET", "/v1/balance_transactions?limit=100&type=payout");
    for (const json& each : paid_out["data"]) payouts -= each["amount"].get<std::int64_t>();
    return {fees, payouts};
  }

  Installation here_;
  net::Client client_;
  std::string url_;
  reconcile::Day yesterday_ = reconcile::DayOf(SystemClock().Now()) - 1;
};

TEST_F(ReconcileFetch, TheBalanceOfADayIsComparedWithTheOrdersAndBookedOnce) {
  Pay("0485123000", "delivered");
  Pay("0485124000", "delivered");
  Pay("0485123003", "refunded");  // refused by the operator
  const json charges = Stripe("GET", "/v1/charges?limit=10")["data"];
  const auto kept = std::find_if(charges.begin(), charges.end(),
                                 [](const json& charge) { return charge["amount_refunded"] == 0; });
  ASSERT_NE(kept, charges.end());
  Stripe("POST", "/control/reversals/" + (*kept)["id"].get<std::string>(), "{}");
  for (int i = 0; i < kFees; ++i)
    Stripe("POST", "/control/fees", R"({"amount": )" + std::to_string(kFee) + "}");
  Stripe("POST", "/control/payouts", "{}");
  MoveToYesterday();
  const auto [fees, payouts] = FeesAndPayouts();
  EXPECT_GT(payouts, 0);

  const json fetched = here_.Json({"reconcile", "fetch", "--date", reconcile::DayText(yesterday_)});
  EXPECT_EQ(fetched["compared"], 3 + 1 + 1 + kFees + 1);
  EXPECT_EQ(fetched["matched"], 3 + 1 + kFees + 1);
  EXPECT_EQ(fetched["differences"], 1);
  const json differences = here_.Json({"reconcile", "list"})["differences"];
  ASSERT_EQ(differences.size(), 1U) << differences.dump(2);
  EXPECT_EQ(differences[0]["class"], "missing_here");
  EXPECT_EQ(differences[0]["theirs"], -(*kept)["amount"].get<std::int64_t>());
  EXPECT_EQ(differences[0]["their_reference"], (*kept)["payment_intent"]);
  EXPECT_EQ(Lists()[0]["fees"], fees);
  EXPECT_EQ(Lists()[0]["payouts"], payouts);

  const Finished again = Fetch(yesterday_);
  EXPECT_NE(again.code, 0);
  EXPECT_NE(again.err.find("This day was fetched already"), std::string::npos) << again.err;
  EXPECT_EQ(Lists().size(), 1U);
  EXPECT_EQ(here_.StopServer(), 0);
  EXPECT_EQ(here_.Run({"verify"}).code, 0);
}

TEST_F(ReconcileFetch, ADayThatCannotBeReadToItsEndImportsNothing) {
  const Finished nothing = Fetch(yesterday_ - 1);
  EXPECT_EQ(nothing.code, 0) << nothing.err;
  EXPECT_NE(nothing.out.find(": 0 lines compared"), std::string::npos) << nothing.out;
  EXPECT_NE(Fetch(yesterday_ + 1).code, 0) << "it is not over";
  for (int i = 0; i < kFees; ++i)
    Stripe("POST", "/control/fees", R"({"amount": )" + std::to_string(kFee) + "}");
  MoveToYesterday();
  Stripe("POST", "/control/faults",
         R"({"fault": "error_500", "path": "/v1/balance_transactions", "times": 100})");
  const Finished away = Fetch(yesterday_);
  EXPECT_NE(away.code, 0);
  EXPECT_NE(away.err.find("Nothing was imported"), std::string::npos) << away.err;
  EXPECT_EQ(Lists().size(), 1U) << "that of the day without anything";
  Stripe("POST", "/control/faults/clear", "{}");
  EXPECT_EQ(Fetch(yesterday_).code, 0);
  const json lists = Lists();
  EXPECT_EQ(lists.size(), 2U);
  const bool has_fees = std::any_of(lists.begin(), lists.end(),
                                    [](const json& list) { return list["lines"] == kFees; });
  EXPECT_TRUE(has_fees) << lists.dump(2);
}

}  // namespace
}  // namespace herlaad::testing
