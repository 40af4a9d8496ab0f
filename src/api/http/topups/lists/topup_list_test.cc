// The filters of a list of top-ups.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/calendar/calendar.h"
#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kCash = R"({"msisdn":"+32470123456","operator":"proximus",
    "amount":{"amount":1500,"currency":"EUR"},"tender":"cash"})";

class TopupListTest : public ::testing::Test {
 protected:
  void SetUp() override { world_.PutSim("0470123456", "proximus"); }
  // Placed in cash by the till; returns the reference.
  std::string Place(const std::string& key) {
    world_.clock.Pass(Millis(1'000));
    const auto placed =
        world_.Post("/v1/topups", std::string(kCash),
                    {{"authorization", "Bearer " + till_}, {"idempotency-key", key}});
    return json::parse(placed.body)["reference"];
  }
  std::vector<std::string> List(const std::string& query, const std::string& key) {
    const auto page = world_.Get("/v1/topups?" + query, key);
    EXPECT_EQ(page.status, 200) << query << page.body;
    std::vector<std::string> references;
    const json body = json::parse(page.body);
    for (const json& topup : body["topups"]) {
      references.push_back(topup["reference"]);
    }
    return references;
  }
  std::string Now() { return ToRfc3339(world_.clock.Now()); }

  testing::ApiWorld world_;
  std::string till_ = world_.MakeKey("topup:cash");
  std::string reader_ = world_.MakeKey("topup:read");
};

TEST_F(TopupListTest, ListIsFilteredByTime) {
  const std::string first = Place("a");
  world_.clock.Pass(Millis(1'000));
  const std::string between = Now();
  const std::string second = Place("b");
  EXPECT_THAT(List("from=" + between, till_), ElementsAre(second));
  EXPECT_THAT(List("until=" + between, till_), ElementsAre(first));
  const std::string today = calendar::LocalDate(world_.clock.Now());
  EXPECT_THAT(List("from=" + today + "&until=" + today, till_), ElementsAre(second, first))
      << "the whole day, its end too";
  EXPECT_THAT(List("until=2026-01-01", till_), IsEmpty());
}

// After a clock was set back, ids go on from the last one: their time is not the one that is shown.
TEST_F(TopupListTest, ListIsFilteredByTheTimeThatIsShown) {
  const std::string first = Place("a");
  orders::Order order = world_.OrderOf(first);
  const std::string now = ToRfc3339(order.created_at);
  const std::string after = ToRfc3339(order.created_at + Millis(1));
  order.id = OrderId(FirstIdAt(Shard{}, order.created_at + Millis(100LL * 86'400'000)) + 1);
  order.previous = OrderId();
  world_.store.Put(order);
  EXPECT_THAT(List("from=" + now + "&until=" + after, till_), ElementsAre(ToText(order.id), first));
  EXPECT_THAT(List("from=" + after, till_), IsEmpty());
}

TEST_F(TopupListTest, TopupWithoutAReceiptIsNotFoundByIt) {
  std::string by_card(kCash);
  by_card.replace(by_card.find("cash"), 4, "card");
  const std::string unpaid =
      json::parse(world_.Post("/v1/topups", by_card, {{"idempotency-key", "a"}}).body)["reference"];
  ASSERT_THAT(List("state=awaiting_payment", reader_), ElementsAre(unpaid));
  const std::string query = "receipt=re_" + unpaid.substr(3);
  EXPECT_THAT(List(query, reader_), IsEmpty());
  const json page = json::parse(world_.Get("/v1/topups?count=true&" + query, reader_).body);
  EXPECT_EQ(page["total"], 0);
}

TEST_F(TopupListTest, DayBeginsAndEndsInBrussels) {
  const Instant before_midnight = ParseRfc3339("2027-07-01T21:59:58Z").value();
  world_.clock.Pass(before_midnight - world_.clock.Now());
  const std::string first = Place("a");   // in the last second of 1 July
  const std::string second = Place("b");  // in the first second of 2 July
  EXPECT_THAT(List("from=2027-07-02", till_), ElementsAre(second));
  EXPECT_THAT(List("until=2027-07-01", till_), ElementsAre(first));
  EXPECT_THAT(List("from=2027-07-01&until=2027-07-02", till_), ElementsAre(second, first));
}

TEST_F(TopupListTest, ListIsFilteredByClient) {
  const std::string ours = Place("a");
  const std::string till =
      json::parse(world_.Local("GET", "/admin/keys").body)["keys"][0]["client"];
  EXPECT_THAT(List("client=" + till, reader_), ElementsAre(ours));
  EXPECT_THAT(List("client=client:" + till, reader_), ElementsAre(ours)) << "as the history says";
  EXPECT_EQ(world_.Get("/v1/topups?client=key_0d3m9k2v7x8q15", reader_).status, 422)
      << "orders belong to clients";
  EXPECT_THAT(List("client=anonymous", reader_), IsEmpty());
  EXPECT_THAT(List("client=" + till, till_), ElementsAre(ours)) << "one's own";
  const auto refused = world_.Get("/v1/topups?client=anonymous", till_);
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(json::parse(refused.body)["scope"], "topup:read");
}

TEST_F(TopupListTest, ListIsFilteredByReceiptOrBankReference) {
  const std::string first = Place("a");
  (void)Place("b");
  const std::string digits = first.substr(3);
  EXPECT_THAT(List("receipt=re_" + digits, till_), ElementsAre(first));
  EXPECT_THAT(List("bank_reference=" + first + "-p1", till_), ElementsAre(first))
      << "as the bank was told";
  EXPECT_THAT(List("bank_reference=ch_nowhere", till_), IsEmpty());
  EXPECT_THAT(List("receipt=re_" + digits + "&state=refunded", till_), IsEmpty())
      << "all that is asked for has to fit";
  EXPECT_THAT(List("receipt=re_" + digits, world_.MakeKey("topup:cash")), IsEmpty())
      << "nobody finds what is not theirs";
}

TEST_F(TopupListTest, ListCountsItsOrdersOnRequest) {
  for (const char* key : {"a", "b", "c"}) (void)Place(key);
  const json page = json::parse(world_.Get("/v1/topups?count=true&limit=2", till_).body);
  EXPECT_EQ(page["topups"].size(), 2U);
  EXPECT_EQ(page["total"], 3);
  EXPECT_EQ(page["total_exact"], true);
  EXPECT_FALSE(json::parse(world_.Get("/v1/topups", till_).body).contains("total"));
}

// A misspelt filter would otherwise return everything.
TEST_F(TopupListTest, UnknownParameterIsRejectedEverywhereInTheApi) {
  for (const char* path : {"/v1/topups?stat=paid", "/v1/operators?stat=1", "/v1/products?stat=1",
                           "/v1/quotes?msisdn=0470123456&stat=1", "/v1/topups/tu_1?stat",
                           "/v1/sims/1?%73tat=1", "/v1/topups?limit=2&stat=1&state=paid"}) {
    SCOPED_TRACE(path);
    const auto refused = world_.Get(path, reader_);
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(json::parse(refused.body)["code"], "parameter_unknown");
    EXPECT_EQ(json::parse(refused.body)["parameter"], "stat");
  }
  const json problem = json::parse(world_.Get("/v1/products?stat=1", reader_).body);
  EXPECT_EQ(problem["parameter"], "stat");
  EXPECT_EQ(problem["known"], json({"operator"}));
  EXPECT_EQ(world_.Local("GET", "/admin/keys?stat=1").status, 400);
  EXPECT_NE(world_.Get("/orders/tu_1?utm_source=x").status, 400)
      << "links to pages come to have some";
}

}  // namespace
}  // namespace herlaad::http
