// Selling vouchers and redeeming them, over HTTP.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/vouchers/pin.h"
#include "tests/support/shop.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiSettings;
using testing::ApiWorld;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kSale = R"({"amount":{"amount":1500,"currency":"EUR"},"tender":"cash"})";

class VouchersHttp : public ::testing::Test {
 protected:
  explicit VouchersHttp(ApiSettings settings = {}) : world_(std::move(settings)) {
    world_.PutSim("0470123456", "proximus");
    seller_ = world_.MakeKey("voucher:sell");
  }

  ApiWorld::Headers Seller(const std::string& key) {
    return {{"authorization", "Bearer " + seller_}, {"idempotency-key", key}};
  }
  json Sell(const std::string& key = "s1") {
    const auto sold = world_.Post("/v1/voucher-sales", kSale, Seller(key));
    EXPECT_EQ(sold.status, 201) << sold.body;
    return json::parse(sold.body);
  }
  net::Response Redeem(const std::string& pin, const std::string& key = "r1",
                       const std::string& op = "proximus",
                       const std::string& msisdn = "0470 12 34 56") {
    const json body{{"msisdn", msisdn}, {"operator", op}, {"tender", "voucher"}, {"pin", pin}};
    return world_.Post("/v1/topups", body.dump(), {{"idempotency-key", key}});
  }
  std::string StateOf(const json& sale) {
    const auto read = world_.Get(sale["links"]["self"].get<std::string>(), seller_);
    EXPECT_EQ(read.status, 200) << read.body;
    return json::parse(read.body).value("state", "");
  }
  static std::string CodeOf(const net::Response& response) {
    return json::parse(response.body).value("code", "");
  }
  // Another PIN of the right form.
  static std::string OtherThan(std::string pin, int i = 0) {
    pin.replace(0, 4,
                std::to_string(1'000 + i) == pin.substr(0, 4) ? "9999" : std::to_string(1'000 + i));
    return pin;
  }

  ApiWorld world_;
  std::string seller_;
};

TEST_F(VouchersHttp, SaleGivesAPinAndARepeatGivesTheSame) {
  const json sale = Sell();
  EXPECT_EQ(sale["pin"].get<std::string>().size(), 16U);
  EXPECT_EQ(sale["state"], "active");
  EXPECT_EQ(sale["amount"]["amount"], 1'500);
  for (int i = 0; i < 3; ++i) {
    const auto again = world_.Post("/v1/voucher-sales", kSale, Seller("s1"));
    EXPECT_EQ(again.status, 201);
    EXPECT_EQ(json::parse(again.body), sale);
  }
  EXPECT_NE(Sell("s2")["pin"], sale["pin"]);
}

TEST_F(VouchersHttp, ReadingASaleGivesItsStateAndNoPin) {
  const json sale = Sell();
  const std::string self = sale["links"]["self"];
  const auto read = world_.Get(self, seller_);
  EXPECT_EQ(read.status, 200);
  EXPECT_FALSE(json::parse(read.body).contains("pin"));
  EXPECT_THAT(read.body, Not(HasSubstr(sale["pin"].get<std::string>())));
  EXPECT_EQ(world_.Get(self, world_.MakeKey("voucher:sell")).status, 404) << "another client's";
  EXPECT_EQ(world_.Get(self, world_.MakeKey("topup:read")).status, 200);
  EXPECT_EQ(CodeOf(world_.Get(self, world_.MakeKey("sim:read"))), "scope_missing");
  EXPECT_EQ(CodeOf(world_.Get(self)), "key_required");
  EXPECT_EQ(CodeOf(world_.Get("/v1/voucher-sales/vo_nonsense", seller_)), "voucher_unknown");
}

TEST_F(VouchersHttp, SaleIsRefusedWithTheReason) {
  EXPECT_EQ(CodeOf(world_.Post("/v1/voucher-sales", kSale, {{"idempotency-key", "a"}})),
            "key_required");
  EXPECT_EQ(CodeOf(world_.Post("/v1/voucher-sales", kSale,
                               {{"idempotency-key", "a"},
                                {"authorization", "Bearer " + world_.MakeKey("topup:cash")}})),
            "scope_missing");
  EXPECT_EQ(
      CodeOf(world_.Post("/v1/voucher-sales", kSale, {{"authorization", "Bearer " + seller_}})),
      "idempotency_key_missing");
  const auto sell = [&](const char* body) {
    return CodeOf(world_.Post("/v1/voucher-sales", body, Seller("b")));
  };
  EXPECT_EQ(sell(R"({"amount":{"amount":1500,"currency":"EUR"},"tender":"card"})"),
            "tender_not_offered");
  EXPECT_EQ(sell(R"({"amount":{"amount":1234,"currency":"EUR"},"tender":"cash"})"),
            "amount_not_on_sale");
  Sell("c");
  const auto other =
      world_.Post("/v1/voucher-sales",
                  R"({"amount":{"amount":1000,"currency":"EUR"},"tender":"cash"})", Seller("c"));
  EXPECT_EQ(CodeOf(other), "idempotency_key_reused");
  EXPECT_EQ(json::parse(other.body)["field"], "amount");
}

TEST_F(VouchersHttp, CashCapsOfTheKeyApply) {
  const json made = json::parse(
      world_
          .Local(
              "POST", "/admin/keys",
              R"({"scopes":["topup:cash","voucher:sell"],"cash_caps":{"per_day":{"amount":2000,"currency":"EUR"}}})")
          .body);
  const auto sell = [&](const char* key) {
    return world_.Post(
        "/v1/voucher-sales", kSale,
        {{"authorization", "Bearer " + made["key"].get<std::string>()}, {"idempotency-key", key}});
  };
  EXPECT_EQ(sell("a").status, 201);
  const auto above = sell("b");
  EXPECT_EQ(CodeOf(above), "above_key_day_cap");
  EXPECT_THAT(above.body, HasSubstr("give it back"));
}

TEST_F(VouchersHttp, PinTopsUpOnceAndIsThenUsed) {
  const json sale = Sell();
  const auto redeemed = Redeem(sale["pin"]);
  ASSERT_EQ(redeemed.status, 201) << redeemed.body;
  const json topup = json::parse(redeemed.body);
  EXPECT_EQ(topup["state"], "delivered");
  EXPECT_EQ(topup["tender"], "voucher");
  EXPECT_EQ(topup["total"]["amount"], 1'500);
  EXPECT_THAT(redeemed.body, Not(HasSubstr(sale["pin"].get<std::string>())));
  EXPECT_EQ(StateOf(sale), "redeemed");
  const auto repeated = Redeem(sale["pin"]);
  EXPECT_EQ(repeated.status, 201) << "the same request under the same key";
  EXPECT_EQ(json::parse(repeated.body)["reference"], topup["reference"]);
  EXPECT_EQ(CodeOf(Redeem(sale["pin"], "r2")), "voucher_used");
  EXPECT_TRUE(json::parse(world_.Local("POST", "/admin/verify").body)["difference"].is_null());
}

TEST_F(VouchersHttp, AmountComesFromTheVoucher) {
  const json sale = Sell();
  json body{{"msisdn", "0470123456"},
            {"operator", "proximus"},
            {"tender", "voucher"},
            {"pin", sale["pin"]},
            {"amount", {{"amount", 1'000}, {"currency", "EUR"}}}};
  const auto other = world_.Post("/v1/topups", body.dump(), {{"idempotency-key", "a"}});
  EXPECT_EQ(CodeOf(other), "voucher_other_amount");
  EXPECT_EQ(json::parse(other.body)["amount"]["amount"], 1'500);
  EXPECT_EQ(StateOf(sale), "active");
  body["amount"]["amount"] = 1'500;
  EXPECT_EQ(world_.Post("/v1/topups", body.dump(), {{"idempotency-key", "b"}}).status, 201);
}

TEST_F(VouchersHttp, PinIsReadKindlyAndRequired) {
  const json sale = Sell();
  std::string pin = sale["pin"];
  for (const std::size_t at : {4U, 9U, 14U}) pin.insert(at, at == 9 ? "-" : " ");
  EXPECT_EQ(Redeem(pin).status, 201);
  EXPECT_EQ(CodeOf(Redeem("123", "x")), "pin_invalid");
  const json none{{"msisdn", "0470123456"}, {"operator", "proximus"}, {"tender", "voucher"}};
  EXPECT_EQ(CodeOf(world_.Post("/v1/topups", none.dump(), {{"idempotency-key", "y"}})),
            "field_missing");
  json card = json::parse(testing::Shop::kCardBody);
  card["pin"] = "1234567890123456";
  EXPECT_EQ(CodeOf(world_.Post("/v1/topups", card.dump(), {{"idempotency-key", "z"}})),
            "field_invalid");
}

TEST_F(VouchersHttp, UnknownAndVoidPinsGetOneSameAnswer) {
  const json sale = Sell();
  const auto wrong = Redeem(OtherThan(sale["pin"]), "a");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(CodeOf(wrong), "voucher_refused");
  const auto serial = *vouchers::ParseVoucherId(sale["serial"].get<std::string>());
  vouchers::Voucher voucher = world_.store.FindRow<vouchers::Voucher>(serial).value().value();
  voucher.state = vouchers::VoucherState::kVoid;
  engine::WriteSet writes;
  writes.changed.Put(voucher);
  ASSERT_EQ(world_.store.Commit(writes), engine::CommitResult::kCommitted);
  const auto refused = Redeem(sale["pin"], "b");
  EXPECT_EQ(refused.status, wrong.status);
  EXPECT_EQ(json::parse(refused.body), json::parse(wrong.body));
}

TEST_F(VouchersHttp, PinIsNowhereInTheDatabaseOrTheLog) {
  const json sale = Sell();
  ASSERT_EQ(Redeem(sale["pin"]).status, 201);
  const std::string pin = sale["pin"];
  for (const auto& [event, fields] : world_.logged) {
    for (const auto& [name, text] : fields) EXPECT_EQ(text.find(pin), std::string::npos) << event;
  }
  const auto rows = world_.store.ReadRows(engine::RowQuery<vouchers::Voucher>{});
  ASSERT_EQ(rows->size(), 1U);
  const auto parsed = *vouchers::Pin::Parse(pin);
  EXPECT_NE(rows->front().pin, DigestOf(pin)) << "could be found by trying all PINs";
  EXPECT_EQ(rows->front().pin, vouchers::PinDigest(Secret("an unguessable key of PINs"), parsed));
}

TEST_F(VouchersHttp, OtherPinUnderAUsedKeyIsNamed) {
  const json first = Sell("s1");
  const json second = Sell("s2");
  ASSERT_EQ(Redeem(first["pin"]).status, 201);
  const auto other = Redeem(second["pin"]);
  EXPECT_EQ(CodeOf(other), "idempotency_key_reused");
  EXPECT_EQ(json::parse(other.body)["field"], "pin");
  EXPECT_EQ(StateOf(second), "active");
}

TEST_F(VouchersHttp, SaleIsNoTopup) {
  const json sale = Sell();
  const auto serial = *vouchers::ParseVoucherId(sale["serial"].get<std::string>());
  const std::string reader = world_.MakeKey("topup:read");
  EXPECT_EQ(world_.Get("/v1/topups/" + ToText(OrderId(serial.value())), reader).status, 404);
  EXPECT_TRUE(json::parse(world_.Get("/v1/topups", reader).body)["topups"].empty());
}

TEST_F(VouchersHttp, VouchersAreNotRedeemedInABatch) {
  const json sale = Sell();
  const json body{{"topups",
                   {{{"idempotency_key", "k"},
                     {"msisdn", "0470123456"},
                     {"operator", "proximus"},
                     {"tender", "voucher"},
                     {"pin", sale["pin"]}}}}};
  const auto answer =
      world_.Post("/v1/topups:batch", body.dump(), {{"authorization", "Bearer " + seller_}});
  EXPECT_THAT(answer.body, HasSubstr("tender_not_offered"));
  EXPECT_EQ(StateOf(sale), "active");
}

TEST_F(VouchersHttp, RotatedKeyStillRedeemsAndShowsWhatTheOldOneSold) {
  const json sale = Sell();
  ApiSettings settings;
  settings.vouchers.keys = {Secret("the key after it"), Secret("an unguessable key of PINs")};
  ApiWorld later(settings);
  later.PutSim("0470123456", "proximus");
  const auto rows = world_.store.ReadRows(engine::RowQuery<vouchers::Voucher>{});
  const auto order = world_.store.FindOrder(rows->front().sold_by).value().value();
  engine::WriteSet writes;
  writes.inserted.Put(order);
  writes.changed.Put(rows->front());
  ASSERT_EQ(later.store.Commit(writes), engine::CommitResult::kCommitted);
  const json body{{"msisdn", "0470123456"},
                  {"operator", "proximus"},
                  {"tender", "voucher"},
                  {"pin", sale["pin"]}};
  EXPECT_EQ(later.Post("/v1/topups", body.dump(), {{"idempotency-key", "r"}}).status, 201);
}

ApiSettings FewTries() {
  ApiSettings settings;
  settings.vouchers.tries = {3, 1, 100};
  settings.vouchers.tries_of_client = {3, 1, 100};
  return settings;
}
class FewTriesHttp : public VouchersHttp {
 protected:
  FewTriesHttp() : VouchersHttp(FewTries()) {}
};

TEST_F(FewTriesHttp, WrongPinsAreBoundedAndRightOnesDoNotCount) {
  const json sale = Sell();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(CodeOf(Redeem(OtherThan(sale["pin"], i), "w" + std::to_string(i))),
              "voucher_refused");
  }
  const auto locked = Redeem(sale["pin"], "right");
  EXPECT_EQ(locked.status, 429);
  EXPECT_EQ(CodeOf(locked), "voucher_locked");
  EXPECT_EQ(StateOf(sale), "active") << "nothing was looked up";
  world_.session = world_.NewSession();
  EXPECT_EQ(CodeOf(Redeem(sale["pin"], "right")), "voucher_locked")
      << "another session of the same address";
  world_.clock.Pass(Millis(61'000));
  EXPECT_EQ(Redeem(sale["pin"], "right").status, 201);
  EXPECT_EQ(CodeOf(Redeem(sale["pin"], "once more")), "voucher_used") << "a right PIN never counts";
  EXPECT_EQ(CodeOf(Redeem(sale["pin"], "and again")), "voucher_used");
}

TEST_F(FewTriesHttp, ClientWithAKeyHasABudgetOfItsOwn) {
  const json sale = Sell();
  const auto redeem = [&](const std::string& pin, const std::string& key) {
    const json body{
        {"msisdn", "0470123456"}, {"operator", "proximus"}, {"tender", "voucher"}, {"pin", pin}};
    return world_.Post("/v1/topups", body.dump(), Seller(key));
  };
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(CodeOf(Redeem(OtherThan(sale["pin"], i), "w" + std::to_string(i))),
              "voucher_refused");
  EXPECT_EQ(redeem(sale["pin"], "k").status, 201) << "an anonymous guesser locks nobody else out";
}

TEST_F(VouchersHttp, TestVouchersAreMadeInTheSandboxOnly) {
  const char* const batch =
      R"({"operator":"any","amount":{"amount":1500,"currency":"EUR"},"count":2,"test":true})";
  EXPECT_EQ(CodeOf(world_.Local("POST", "/admin/vouchers", batch)), "sandbox_only");
  ApiSettings settings;
  settings.sandbox = true;
  ApiWorld demo(settings);
  const auto made = demo.Local("POST", "/admin/vouchers", batch);
  ASSERT_EQ(made.status, 201) << made.body;
  const json vouchers = json::parse(made.body)["vouchers"];
  ASSERT_EQ(vouchers.size(), 2U);
  EXPECT_NE(vouchers[0]["pin"], vouchers[1]["pin"]);
  const auto shown =
      demo.Local("GET", "/admin/vouchers/" + vouchers[0]["serial"].get<std::string>());
  EXPECT_EQ(json::parse(shown.body)["state"], "active");
  EXPECT_FALSE(json::parse(shown.body).contains("pin"));
  EXPECT_TRUE(json::parse(demo.Local("POST", "/admin/verify").body)["difference"].is_null());
}

}  // namespace
}  // namespace herlaad::http
