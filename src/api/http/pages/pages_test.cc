#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/http/core/html/html.h"
#include "engine/commands/outbox/begin_attempt.h"
#include "engine/commands/outbox/record_delivery.h"
#include "engine/commands/outbox/record_payment.h"
#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using engine::GatewayAnswer;
using nlohmann::json;
using ::testing::AllOf;
using testing::ApiWorld;
using ::testing::HasSubstr;
using ::testing::Not;

auto LooksAgainAfter(int seconds) {
  return HasSubstr("http-equiv=\"refresh\" content=\"" + std::to_string(seconds) + "\"");
}

std::string HeaderOf(const net::Response& response, const std::string& name) {
  for (const net::Header& header : response.headers) {
    if (header.name == name) return header.value;
  }
  return "";
}

class PagesTest : public ::testing::Test {
 protected:
  PagesTest() { world_.PutSim("0470123456", "proximus"); }

  std::string Place(const std::string& number = "0470123456", const std::string& op = "proximus") {
    const json body{{"msisdn", number},
                    {"operator", op},
                    {"amount", {{"amount", 1500}, {"currency", "EUR"}}},
                    {"tender", "card"}};
    const auto placed = world_.Post("/v1/topups", body.dump(),
                                    {{"idempotency-key", "an unguessable key " + number}});
    EXPECT_EQ(placed.status, 201) << placed.body;
    return json::parse(placed.body).at("id");
  }
  void Tell(const std::string& token, GatewayAnswer answer) {
    (void)world_.Decide(
        engine::RecordPayment::CalledBack(world_.OrderOf(token).id, 1, std::move(answer), "bank"));
  }
  void Open(const std::string& token) {
    GatewayAnswer open;
    open.kind = GatewayAnswer::Kind::kOpen;
    open.url = "https://bank.example/pay/1";
    Tell(token, open);
  }
  void Pay(const std::string& token) {
    GatewayAnswer paid;
    paid.kind = GatewayAnswer::Kind::kPaid;
    paid.received = 1500;
    paid.reference = "ch_1";
    Tell(token, paid);
  }
  void Close(const std::string& token, orders::CloseReason reason) {
    GatewayAnswer closed;
    closed.kind = GatewayAnswer::Kind::kClosed;
    closed.reason = reason;
    Tell(token, closed);
  }
  std::string Page(const std::string& token) {
    const auto page = world_.Get("/en/orders/" + token);
    EXPECT_EQ(page.status, 200);
    return page.body;
  }

  ApiWorld world_;
};

TEST_F(PagesTest, PageReloadsWhileThePaymentIsBeingOpened) {
  const std::string token = Place();
  const auto page = world_.Get("/pay/" + token);
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("http-equiv=\"refresh\" content=\"1\""),
                               HasSubstr("You were not charged")));
  world_.clock.Pass(Millis(10'000));
  EXPECT_THAT(world_.Get("/pay/" + token).body,
              AllOf(HasSubstr("The payment page is not opening"), HasSubstr("You were not charged"),
                    HasSubstr("been open since 14:02"), HasSubstr("You can leave")));
}

TEST_F(PagesTest, OpenPaymentRedirectsToTheBank) {
  const std::string token = Place();
  Open(token);
  const auto page = world_.Get("/pay/" + token);
  EXPECT_EQ(page.status, 302);
  EXPECT_EQ(HeaderOf(page, "Location"), "https://bank.example/pay/1");
}

TEST_F(PagesTest, PaidOrderIsNotPaidAgain) {
  const std::string token = Place();
  Open(token);
  Pay(token);
  const auto page = world_.Get("/pay/" + token);
  EXPECT_EQ(page.status, 303);
  EXPECT_EQ(HeaderOf(page, "Location"), "/en/orders/" + token);
}

TEST_F(PagesTest, ForgedLinkOpensNoOrder) {
  const std::string token = Place();
  std::string forged = token;
  forged.back() = forged.back() == '0' ? '1' : '0';
  for (const std::string& link :
       {forged, token.substr(0, token.find('.')), token + "0", std::string("x.y")}) {
    SCOPED_TRACE(link);
    EXPECT_EQ(world_.Get("/en/orders/" + link).status, 404);
    EXPECT_EQ(world_.Get("/pay/" + link).status, 404);
  }
}

TEST_F(PagesTest, UnpaidOrderShowsItsStatusAndWhereToPay) {
  const std::string token = Place();
  Open(token);
  EXPECT_THAT(
      Page(token),
      AllOf(HasSubstr("Waiting for your payment"), HasSubstr("No payment has been reported"),
            HasSubstr("https://herlaad.example/pay/" + token), HasSubstr("0470 12 34 56"),
            HasSubstr("You can pay until 14:32"), LooksAgainAfter(5)));
}

TEST_F(PagesTest, DeliveredOrderShowsTheCreditAndStopsReloading) {
  const std::string token = Place();
  Pay(token);
  EXPECT_THAT(Page(token), AllOf(HasSubstr("€15.00 added to the number"),
                                 HasSubstr("adds a bonus of €1.50, valid until"),
                                 HasSubstr("valid until 22\u00a0Nov\u00a02027"),
                                 HasSubstr("of which €2.60 VAT"), Not(HasSubstr("http-equiv"))));
}

// As on its receipt.
TEST_F(PagesTest, RefundedOrderClaimsNoVat) {
  const std::string token = Place();
  Open(token);
  EXPECT_THAT(Page(token), HasSubstr("of which €2.60 VAT"));
  Close(token, orders::CloseReason::kDeclined);
  Pay(token);
  EXPECT_THAT(Page(token), AllOf(HasSubstr("on its way"), Not(HasSubstr("VAT"))));
  EXPECT_EQ(json::parse(world_.Get("/v1/topups/" + token).body)["vat"]["amount"], 0);
}

TEST_F(PagesTest, SilenceOfTheBankIsSaidAfterTenSeconds) {
  const std::string token = Place();
  Open(token);
  EXPECT_THAT(Page(token), HasSubstr("usually hear of it within seconds"));
  world_.clock.Pass(Millis(10'000));
  EXPECT_THAT(Page(token), AllOf(HasSubstr("nothing since 14:02, so nothing is certain yet"),
                                 Not(HasSubstr("within seconds"))));
}

TEST_F(PagesTest, PaymentThatDidNotGoThroughTookNoMoney) {
  const std::string token = Place();
  Close(token, orders::CloseReason::kDeclined);
  EXPECT_THAT(Page(token),
              AllOf(HasSubstr("The payment did not go through"), HasSubstr("No money was taken."),
                    Not(HasSubstr("was declined")), Not(HasSubstr("/pay/"))));
}

TEST_F(PagesTest, SilentOperatorLeavesTheMoneySafe) {
  const std::string token = Place("0485123456", "telenet");
  Pay(token);
  EXPECT_THAT(Page(token), AllOf(HasSubstr("The credit is on its way"), HasSubstr("your card")));
  const auto found = world_.store.FindOrder(world_.OrderOf(token).id);
  const orders::OutboxMessage outbox_message = *(*found)->outbox_message;
  (void)world_.Decide(engine::BeginAttempt::Check(outbox_message));
  (void)world_.Decide(engine::RecordDelivery::Answered(outbox_message, {}, Millis(0)));
  const json topup = json::parse(world_.Get("/v1/topups/" + token).body);
  EXPECT_EQ(topup["payment"]["paid_at"], "2026-11-22T13:02:11.042Z");
  EXPECT_EQ(topup["delivery"],
            (json{{"state", "unknown"}, {"sent_at", "2026-11-22T13:02:11.042Z"}}));
  EXPECT_THAT(Page(token), AllOf(HasSubstr("has not answered yet"), HasSubstr("Your money is safe"),
                                 HasSubstr("no clear answer"), LooksAgainAfter(10)));
}

TEST_F(PagesTest, LanguagesAreLinksToTheSamePageThatNeedNoScript) {
  const std::string token = Place();
  for (const std::string& body : {Page(token), world_.Get("/en/orders/tu_none").body}) {
    const auto begin = body.find("<nav class=\"languages\"");
    ASSERT_NE(begin, std::string::npos);
    EXPECT_EQ(body.substr(0, begin).find("<noscript>", body.find("<header")), std::string::npos);
    const std::string nav = body.substr(begin, body.find("</nav>") - begin);
    const std::string page = body.find(token) != std::string::npos ? token : "tu_none";
    for (const char* language : {"nl", "fr", "de", "en", "zh"}) {
      EXPECT_THAT(nav, HasSubstr("href=\"/" + std::string(language) + "/orders/" + page + "\""));
    }
    EXPECT_THAT(nav, HasSubstr("lang=\"zh-Hans\" hreflang=\"zh-Hans\""));
  }
}

TEST_F(PagesTest, NoSpaceFollowsAChineseFullStop) {
  const std::string page = world_.Get("/zh/orders/" + Place()).body;
  EXPECT_THAT(page, HasSubstr("<html lang=\"zh-Hans\">"));
  EXPECT_THAT(page, HasSubstr("此页面会自动刷新。<a"));
  EXPECT_THAT(page, Not(HasSubstr("。 ")));
}

TEST_F(PagesTest, NoLineEndsInADateOrANumber) {
  const std::string token = Place();
  Pay(token);
  EXPECT_THAT(world_.Get("/zh/orders/" + token).body,
              AllOf(HasSubstr("<span class=\"whole\">2027年11月22日</span>"),
                    HasSubstr("<span class=\"whole\">0470 12 34 56</span>")));
}

TEST(HtmlTest, WordsKeepNumbersTogetherAndAreNeverMarkup) {
  EXPECT_EQ(Html().Words("<b> 0470 12 34 56.").out(),
            "&lt;b&gt; <span class=\"whole\">0470 12 34 56</span>.");
}

TEST(HtmlTest, TextIsNeverMarkup) {
  EXPECT_EQ(Html().Text("<b>&\"'").out(), "&lt;b&gt;&amp;&quot;&#39;");
}

TEST(Guides, EachThatTheDescriptionNamesIsServedAndLinked) {
  ApiWorld world;
  const std::string description = world.Get("/api/openapi.yaml").body;
  const std::string page = world.Get("/docs").body;
  int found = 0;
  for (std::size_t at = description.find("/docs/"); at != std::string::npos;
       at = description.find("/docs/", at + 1)) {
    const std::string path = description.substr(at, description.find(".md", at) + 3 - at);
    if (path.size() > 30) continue;  // the path of the guides itself
    ++found;
    const auto guide = world.Get(path);
    EXPECT_EQ(guide.status, 200) << path;
    EXPECT_EQ(guide.content_type, "text/plain; charset=utf-8");
    EXPECT_EQ(guide.body.substr(0, 2), "# ") << path;
    EXPECT_THAT(page, HasSubstr("<a href=\"" + path + "\">" + path + "</a>"));
  }
  EXPECT_GE(found, 3);
  EXPECT_EQ(world.Get("/docs/operations.md").status, 404);
}

}  // namespace
}  // namespace herlaad::http
