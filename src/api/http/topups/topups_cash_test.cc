// Cash: who may take it, whose till it is, and handing it back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/shop.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiWorld;
using ::testing::HasSubstr;

class CashTest : public testing::Shop {};

TEST_F(CashTest, CashRequiresAKeyWithItsScope) {
  EXPECT_EQ(CodeOf(world_.Post("/v1/topups", kBody, {{"idempotency-key", kKey}})), "key_required");
  const auto refused = world_.Post(
      "/v1/topups", kBody,
      {{"idempotency-key", kKey}, {"authorization", "Bearer " + world_.MakeKey("sim:read")}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(json::parse(refused.body)["scope"], "topup:cash");
}

TEST_F(CashTest, PaymentAccountOfCashIsTheKeysTill) {
  const std::string id = json::parse(world_.Post("/v1/topups", kBody, Till("a")).body)["id"];
  const orders::Order order = world_.OrderOf(id);
  EXPECT_TRUE(order.payment_account.starts_with("cli_"));
  EXPECT_EQ(order.client, "client:" + order.payment_account);
}

// A till whose key may take 20 euros a top-up and 40 a day.
class CappedTillTest : public CashTest {
 protected:
  net::Response Place(const std::string& key, int amount, const std::string& language = "en") {
    json body = json::parse(kBody);
    body["amount"]["amount"] = amount;
    return world_.Post("/v1/topups", body.dump(),
                       {{"idempotency-key", key},
                        {"authorization", "Bearer " + till_},
                        {"accept-language", language}});
  }
  std::string till_ = json::parse(world_
                                      .Local("POST", "/admin/keys",
                                             R"({"scopes":["topup:cash"],"cash_caps":{
                                               "per_topup":{"amount":2000,"currency":"EUR"},
                                               "per_day":{"amount":4000,"currency":"EUR"}}})")
                                      .body)["key"];
};

TEST_F(CappedTillTest, CashAboveTheKeysCapsIsRefusedAndHandedBack) {
  const auto above = Place("a", 2'500);
  EXPECT_EQ(above.status, 422);
  const json problem = json::parse(above.body);
  EXPECT_EQ(problem["code"], "above_key_topup_cap");
  EXPECT_EQ(problem["most"]["amount"], 2'000);
  EXPECT_THAT(problem["detail"], HasSubstr("at most €20.00 in cash for one top-up"));
  EXPECT_THAT(problem["detail"], HasSubstr("give it back"));
  for (const char* const key : {"b", "c"}) {
    ASSERT_EQ(Place(key, 1'500).status, 201);
    world_.clock.Pass(Millis(600'000));
  }
  const auto too_much = Place("d", 1'500);
  EXPECT_EQ(CodeOf(too_much), "above_key_day_cap");
  EXPECT_EQ(json::parse(too_much.body)["most"]["amount"], 1'000);
  EXPECT_EQ(world_.Post("/v1/topups", kBody, Till("e")).status, 201) << "another till";
}

TEST_F(CappedTillTest, RepeatGetsTheSameRefusalAlsoOnTheNextDay) {
  for (const char* const key : {"a", "c"}) {
    ASSERT_EQ(Place(key, 1'500).status, 201);
    world_.clock.Pass(Millis(600'000));
  }
  ASSERT_EQ(CodeOf(Place("b", 1'500)), "above_key_day_cap");
  world_.clock.Pass(Millis(86'400'000));
  const json repeated = json::parse(Place("b", 1'500).body);
  EXPECT_EQ(repeated["code"], "above_key_day_cap");
  EXPECT_THAT(repeated["detail"], HasSubstr("At the first request"));
  EXPECT_EQ(Place("d", 1'500).status, 201) << "a new day";
}

TEST_F(CappedTillTest, RefusalIsInTheLanguageOfTheTill) {
  for (const auto& [language, said] :
       std::map<std::string, std::string>{{"nl", "Deze kassa mag voor één herlading hoogstens"},
                                          {"fr", "Cette caisse peut encaisser au maximum"},
                                          {"de", "Diese Kasse darf für eine Aufladung höchstens"},
                                          {"zh", "此收银台单笔充值最多可收现金"}}) {
    const std::string detail =
        json::parse(Place("in " + language, 2'500, language).body)["detail"].get<std::string>();
    EXPECT_THAT(detail, HasSubstr(said));
  }
}

TEST_F(CashTest, TillRecordsThatCashWasPaidBack) {
  const std::string body =
      R"({"msisdn":"0485123456","operator":"telenet","amount":{"amount":1500,"currency":"EUR"},"tender":"cash"})";
  const json placed = json::parse(world_.Post("/v1/topups", body, Till("a")).body);
  const std::string at = "/v1/topups/" + placed["id"].get<std::string>();
  EXPECT_EQ(CodeOf(world_.Post(at + "/cash-returned", "", Till("b"))), "topup_not_in_attention");
  const json due = json::parse(world_.Post(at + "/cancel", "", Till("c")).body);
  EXPECT_EQ(due["attention"], "cash_refund_due");
  const std::string other = world_.MakeKey("topup:cash");
  const ApiWorld::Headers others = {{"authorization", "Bearer " + other}};
  EXPECT_EQ(world_.Post(at + "/cash-returned", "", others).status, 404) << "not theirs to say";
  EXPECT_EQ(world_.Post(at + "/cash-returned", "").status, 401);
  const auto back = world_.Post(at + "/cash-returned", "", Till("d"));
  ASSERT_EQ(back.status, 200) << back.body;
  EXPECT_EQ(json::parse(back.body)["state"], "refunded");
  EXPECT_EQ(json::parse(back.body)["status"]["money"].back()["code"], "order.refunded.money_cash");
  EXPECT_EQ(world_.Post(at + "/cash-returned", "", Till("e")).body, back.body) << "twice the same";
}

TEST_F(CashTest, RefusalToRecordCashPaidBackSaysThatItWasTaken) {
  const std::string id = json::parse(world_.Post("/v1/topups", kBody, Till("a")).body)["id"];
  const auto refused = world_.Post("/v1/topups/" + id + "/cash-returned", "", Till("b"));
  EXPECT_EQ(CodeOf(refused), "topup_not_in_attention");
  EXPECT_EQ(json::parse(refused.body)["money"], "taken");
}

TEST_F(CashTest, RefusedCashIsHandedBack) {
  const std::map<std::string, std::string> kSaid = {
      {"en", ". Herlaad has not recorded any money; if cash was handed over, give it back."},
      {"nl", ". Herlaad heeft geen geld geregistreerd; is er contant betaald, geef het dan terug."},
      {"fr",
       ". Herlaad n'a enregistré aucun paiement ; si des espèces ont été remises, rendez-les."},
      {"de", ". Herlaad hat keine Zahlung verbucht; wurde Bargeld übergeben, geben Sie es zurück."},
      {"zh", "。Herlaad 未记录任何收款；如已收取现金，请退还。"}};
  const json wish = json::parse(kBody);
  const auto with = [&wish](const json& other) {
    json body = wish;
    body.update(other);
    return body.dump();
  };
  int n = 0;
  for (const auto& [code, body] : std::map<std::string, std::string>{
           {"operator_unknown", with({{"operator", "nobody"}})},
           {"amount_not_on_sale", with({{"amount", {{"amount", 1}, {"currency", "EUR"}}}})},
           {"price_changed", with({{"total", {{"amount", 1}, {"currency", "EUR"}}}})},
           {"number_unknown", with({{"msisdn", "0470123457"}})},
           {"email_invalid", with({{"notify", {{"email", "nobody"}}}})},
           {"notify_not_offered", with({{"notify", {{"msisdn", "0470123456"}}}})}}) {
    for (const auto& [language, said] : kSaid) {
      auto headers = Till("refused " + std::to_string(++n));
      headers.push_back({"accept-language", language});
      const json refused = json::parse(world_.Post("/v1/topups", body, headers).body);
      EXPECT_EQ(refused["code"], code);
      EXPECT_EQ(refused["money"], "not_taken");
      EXPECT_EQ(refused["detail"], refused["title"].get<std::string>() + said) << code;
    }
  }
  (void)world_.Post("/v1/topups", with({{"operator", "nobody"}}), Till("reused"));
  const json reused = json::parse(world_.Post("/v1/topups", kBody, Till("reused")).body);
  EXPECT_EQ(reused["code"], "idempotency_key_reused");
  EXPECT_NE(reused["detail"].get<std::string>().find("has not recorded any money"),
            std::string::npos);
  const json batch{
      {"topups", {json::parse(with({{"operator", "nobody"}, {"idempotency_key", "b"}}))}}};
  EXPECT_NE(world_.Post("/v1/topups:batch", batch.dump(), Till("batch")).body.find("give it back"),
            std::string::npos);
  const auto card = world_.Post("/v1/topups", with({{"operator", "nobody"}, {"tender", "card"}}),
                                {{"idempotency-key", kKey}});
  EXPECT_NE(card.body.find("No money was taken"), std::string::npos);
}

}  // namespace
}  // namespace herlaad::http
