#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/support/shop.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiWorld;
using ::testing::HasSubstr;

std::string HeaderOf(const net::Response& response, const std::string& name) {
  for (const net::Header& header : response.headers) {
    if (header.name == name) return header.value;
  }
  return "";
}

class TopupsTest : public testing::Shop {};

TEST_F(TopupsTest, CashAtAHostedOperatorIsCreditedBeforeTheAnswer) {
  const auto placed = world_.Post("/v1/topups", kBody, Till("a"));
  ASSERT_EQ(placed.status, 201) << placed.body;
  const json topup = json::parse(placed.body);
  EXPECT_EQ(topup["state"], "delivered");
  EXPECT_EQ(topup["msisdn"], "+32470123456");
  EXPECT_EQ(topup["operator"], "proximus");
  EXPECT_EQ(topup["amount"], (json{{"amount", 1500}, {"currency", "EUR"}}));
  EXPECT_EQ(topup["total"], (json{{"amount", 1500}, {"currency", "EUR"}}));
  EXPECT_EQ(topup["vat"]["amount"], 260);
  EXPECT_EQ(topup["tender"], "cash");
  EXPECT_EQ(topup["created_at"], "2026-11-22T13:02:11.042Z");
  EXPECT_EQ(topup["delivered_at"], "2026-11-22T13:02:11.042Z");
  EXPECT_EQ(topup["delivery"],
            (json{{"state", "confirmed"}, {"settled_at", "2026-11-22T13:02:11.042Z"}}));
  EXPECT_EQ(topup["credited"]["amount"], 1500);
  EXPECT_EQ(topup["bonus"]["amount"], 150);
  EXPECT_EQ(topup["valid_until"], "2027-11-22T22:59:59.999Z");
  EXPECT_EQ(topup["id"], topup["reference"]);
  EXPECT_FALSE(topup.contains("payment"));
  EXPECT_EQ(HeaderOf(placed, "Location"), "/v1/topups/" + topup["id"].get<std::string>());
  EXPECT_EQ(HeaderOf(placed, "Idempotency-Replayed"), "");
}

TEST_F(TopupsTest, OrderKeepsTheLanguageItWasPlacedIn) {
  auto headers = Till("a");
  headers.emplace_back("accept-language", "fr-BE,fr;q=0.9,en;q=0.5");
  const auto placed = world_.Post("/v1/topups", kBody, headers);
  const std::string id = json::parse(placed.body)["id"];
  EXPECT_EQ(world_.OrderOf(id).language, messages::Language::kFr);
  EXPECT_FALSE(world_.OrderOf(id).texts.Has(orders::Texts::kWanted)) << "nobody carries texts here";
  headers.back().second = "de";
  EXPECT_EQ(world_.Post("/v1/topups", kBody, headers).status, 201)
      << "a repeat in another language is a repeat";
  EXPECT_EQ(world_.OrderOf(id).language, messages::Language::kFr);
}

TEST_F(TopupsTest, ReadingGivesTheSameAsPlacing) {
  const auto placed = world_.Post("/v1/topups", kBody, Till("a"));
  const std::string id = json::parse(placed.body)["id"];
  const auto read = world_.Get("/v1/topups/" + id, till_);
  EXPECT_EQ(read.status, 200);
  EXPECT_EQ(read.body, placed.body);
}

TEST_F(TopupsTest, RepeatReturnsTheSameOrderAndIsMarked) {
  const auto first = world_.Post("/v1/topups", kBody, Till("a"));
  const auto again = world_.Post("/v1/topups", kBody, Till("a"));
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(HeaderOf(again, "Idempotency-Replayed"), "true");
}

TEST_F(TopupsTest, QuotedKeyEqualsTheBareOne) {
  const auto first = world_.Post("/v1/topups", kBody, Till("a key"));
  const auto again = world_.Post("/v1/topups", kBody, Till("\"a key\""));
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(HeaderOf(again, "Idempotency-Replayed"), "true");
}

TEST_F(TopupsTest, EquivalentRequestIsARepeat) {
  const auto first = world_.Post("/v1/topups", kBody, Till("a"));
  const auto again = world_.Post(
      "/v1/topups",
      R"( {"tender":"cash", "amount":{"currency":"EUR","amount":1500}, "operator":"proximus", "msisdn":"0470 12 34 56"} )",
      Till("a"));
  EXPECT_EQ(again.body, first.body);
}

TEST_F(TopupsTest, DifferentRequestUnderTheSameKeyIsRejected) {
  (void)world_.Post("/v1/topups", kBody, Till("a"));
  const auto other = world_.Post(
      "/v1/topups",
      R"({"msisdn":"+32470123456","operator":"proximus","amount":{"amount":2500,"currency":"EUR"},"tender":"cash"})",
      Till("a"));
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(CodeOf(other), "idempotency_key_reused");
  EXPECT_EQ(HeaderOf(other, "Idempotency-Replayed"), "");
}

TEST_F(TopupsTest, SameKeyOfAnotherClientIsAnotherOrder) {
  const auto first = world_.Post("/v1/topups", kBody, Till("a"));
  const std::string other_till = world_.MakeKey("topup:cash");
  const auto other = world_.Post(
      "/v1/topups", kBody, {{"authorization", "Bearer " + other_till}, {"idempotency-key", "a"}});
  EXPECT_EQ(other.status, 201);
  EXPECT_NE(json::parse(other.body)["id"], json::parse(first.body)["id"]);
}

TEST_F(TopupsTest, SixtyFourConcurrentIdenticalRequestsAreOneOrder) {
  std::vector<std::future<net::Response>> answers;
  for (int i = 0; i < 64; ++i) {
    answers.push_back(
        world_.SendLater(ApiWorld::MakeRequest("POST", "/v1/topups", kBody, Till("a"))));
  }
  std::set<std::string> bodies;
  int first = 0;
  for (auto& answer : answers) {
    const net::Response response = answer.get();
    world_.HoldAgainstContract("POST", "/v1/topups", response);
    EXPECT_EQ(response.status, 201);
    bodies.insert(response.body);
    if (HeaderOf(response, "Idempotency-Replayed").empty()) ++first;
  }
  EXPECT_EQ(bodies.size(), 1U);
  EXPECT_EQ(first, 1);
  const auto number = world_.store.FindSubscriber(*Msisdn::Parse("0470123456"));
  EXPECT_EQ((*number)->sim->credit.amount, 15'000'000);
}

TEST_F(TopupsTest, RefusalIsRepeatedToo) {
  world_.PutSim("0479000001", "proximus", prepaid::SimState::kTerminated);
  const std::string body =
      R"({"msisdn":"0479000001","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"cash"})";
  const auto refused = world_.Post("/v1/topups", body, Till("a"));
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(CodeOf(refused), "number_terminated");
  world_.PutSim("0479000001", "proximus", prepaid::SimState::kActive);
  const auto again = world_.Post("/v1/topups", body, Till("a"));
  EXPECT_EQ(again.body, refused.body);
  EXPECT_EQ(HeaderOf(again, "Idempotency-Replayed"), "true");
  EXPECT_EQ(world_.Post("/v1/topups", body, Till("b")).status, 201);
}

TEST_F(TopupsTest, ChangedPriceIsReported) {
  const auto refused = world_.Post(
      "/v1/topups",
      R"({"msisdn":"+32470123456","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"total":{"amount":1400,"currency":"EUR"},"tender":"cash"})",
      Till("a"));
  EXPECT_EQ(refused.status, 409);
  const json problem = json::parse(refused.body);
  EXPECT_EQ(problem["code"], "price_changed");
  EXPECT_EQ(problem["money"], "not_taken");
  EXPECT_EQ(problem["total"]["amount"], 1500);
}

struct Refusal {
  const char* name;
  const char* msisdn;
  const char* op;
  int amount;
  const char* code;
};

TEST_F(TopupsTest, KnownProblemIsRefusedBeforePayment) {
  world_.PutSim("0479000001", "proximus", prepaid::SimState::kTerminated);
  world_.PutSim("0479000002", "proximus", prepaid::SimState::kSuspended);
  world_.PutSim("0479000003", "proximus", prepaid::SimState::kPreactive);
  world_.PutSim("0472334455", "orange");
  const Refusal refusals[] = {
      {"an operator that is not sold", "0470123456", "vodafone", 1500, "operator_unknown"},
      {"an amount that is not on sale", "0470123456", "proximus", 1501, "amount_not_on_sale"},
      {"the largest amount there is", "0470123456", "proximus", 2'147'483'647,
       "amount_not_on_sale"},
      {"a number the house does not have", "0479999999", "proximus", 1500, "number_unknown"},
      {"a number that moved", "0472334455", "proximus", 1500, "wrong_operator"},
      {"a terminated number", "0479000001", "proximus", 1500, "number_terminated"},
      {"a suspended number", "0479000002", "proximus", 1500, "number_suspended"},
      {"a number not activated", "0479000003", "proximus", 1500, "number_not_activated"},
  };
  for (const Refusal& refusal : refusals) {
    SCOPED_TRACE(refusal.name);
    const json body{{"msisdn", refusal.msisdn},
                    {"operator", refusal.op},
                    {"amount", {{"amount", refusal.amount}, {"currency", "EUR"}}},
                    {"tender", "card"}};
    const auto refused = world_.Post("/v1/topups", body.dump(), Till(refusal.name));
    EXPECT_EQ(refused.status, 422) << refused.body;
    EXPECT_EQ(CodeOf(refused), refusal.code);
    EXPECT_EQ(json::parse(refused.body)["money"], "not_taken");
  }
}

TEST_F(TopupsTest, MonthLimitRefusalSaysWhatIsLeft) {
  for (int i = 0; i < 16; ++i) {
    ASSERT_EQ(world_.Post("/v1/topups", kBody, Till("k" + std::to_string(i))).status, 201);
  }
  json card = json::parse(kBody);
  card["tender"] = "card";
  const auto refused = world_.Post("/v1/topups", card.dump(), Till("one more"));
  EXPECT_EQ(CodeOf(refused), "above_month_limit");
  EXPECT_EQ(json::parse(refused.body)["most"]["amount"], 1000);
  EXPECT_EQ(json::parse(refused.body)["frees_at"], "2026-11-30T23:00:00.000Z");
  EXPECT_THAT(
      json::parse(refused.body)["detail"].get<std::string>(),
      ::testing::StartsWith("€10.00 can still be added this month; the smallest amount sold "
                            "is €15.00. No money was taken. From 1\u00a0December "))
      << "10 euros are left, and the operator sells none so small";
  const auto again = json::parse(world_.Post("/v1/topups", card.dump(), Till("one more")).body);
  EXPECT_THAT(again["detail"].get<std::string>(), HasSubstr("€10.00 could still be added"))
      << "its month may be over";
  const auto cash = json::parse(world_.Post("/v1/topups", kBody, Till("in cash")).body);
  EXPECT_THAT(cash["detail"].get<std::string>(),
              ::testing::AllOf(HasSubstr("€10.00 can still be added this month"),
                               HasSubstr("From 1\u00a0December"), HasSubstr("if cash was")));
}

TEST_F(TopupsTest, MonthLimitRefusalWithNothingLeftNamesNoAmount) {
  orders::Subscriber number(*Msisdn::Parse("0470123456"));
  number.sim = prepaid::NewSim("proximus", prepaid::SimState::kActive, world_.clock.Now());
  number.usage =
      limits::Take({}, calendar::MonthOf(world_.clock.Now()), world_.clock.Now(), 25'000);
  world_.store.Put(number);
  json card = json::parse(kBody);
  card["tender"] = "card";
  const auto refused = json::parse(world_.Post("/v1/topups", card.dump(), Till("none left")).body);
  EXPECT_EQ(refused["code"], "above_month_limit");
  EXPECT_FALSE(refused.contains("most"));
  EXPECT_THAT(refused["detail"].get<std::string>(), HasSubstr("no amount is possible any more"));
}

TEST_F(TopupsTest, DeclinedPaymentCanBeRetriedAtOnce) {
  const std::string body =
      R"({"msisdn":"0485123456","operator":"telenet","amount":{"amount":1500,"currency":"EUR"},"tender":"card"})";
  const auto first = world_.Post("/v1/topups", body, {{"idempotency-key", "first"}});
  ASSERT_EQ(first.status, 201) << first.body;
  const auto meanwhile = world_.Post("/v1/topups", body, {{"idempotency-key", "meanwhile"}});
  EXPECT_EQ(meanwhile.status, 201) << "what is not paid takes nothing of a number's pause";
  world_.gateway.tells.kind = engine::GatewayAnswer::Kind::kClosed;
  world_.gateway.tells.reason = orders::CloseReason::kDeclined;
  const std::string reference = json::parse(first.body).at("reference");
  EXPECT_LT(world_.Post("/v1/callbacks/bank", reference + "-p1", {{"signature", "good"}}).status,
            300);
  EXPECT_EQ(world_.Post("/v1/topups", body, {{"idempotency-key", "again"}}).status, 201);
}

TEST_F(TopupsTest, CardTopupHasAPaymentLinkAndNeedsNoKey) {
  const json topup = PlaceCard();
  EXPECT_EQ(topup["state"], "awaiting_payment");
  EXPECT_EQ(topup["payment"]["state"], "opening");
  EXPECT_EQ(topup["payment"]["url"],
            "https://herlaad.example/pay/" + topup["id"].get<std::string>());
  EXPECT_EQ(topup["expires_at"], "2026-11-22T13:32:11.042Z");
  EXPECT_FALSE(topup.contains("delivered_at"));
}

TEST_F(TopupsTest, OrderIsReadWithTheLinkAndNotWithTheReference) {
  const json topup = PlaceCard();
  const std::string id = topup["id"];
  const std::string reference = topup["reference"];
  json read = topup;
  read.erase("cancel_token");
  EXPECT_EQ(json::parse(world_.Get("/v1/topups/" + id).body), read);
  EXPECT_EQ(world_.Get("/v1/topups/" + reference).status, 401);
  EXPECT_EQ(world_.Get("/v1/topups/" + reference, till_).status, 404);
  std::string forged = id;
  forged.back() = forged.back() == '0' ? '1' : '0';
  EXPECT_EQ(world_.Get("/v1/topups/" + forged).status, 404);
}

TEST_F(TopupsTest, OrderIsVisibleToItsKeyAndToKeysThatReadAll) {
  const std::string id = json::parse(world_.Post("/v1/topups", kBody, Till("a")).body)["id"];
  EXPECT_EQ(world_.Get("/v1/topups/" + id, world_.MakeKey("topup:cash")).status, 404);
  EXPECT_EQ(world_.Get("/v1/topups/" + id, world_.MakeKey("topup:read")).status, 200);
  EXPECT_EQ(world_.Local("GET", "/v1/topups/" + id).status, 200);
  EXPECT_EQ(world_.Get("/v1/topups/tu_00000000000000", till_).status, 404);
}

// A phone's address changes when it moves between networks.
TEST_F(TopupsTest, SessionIsIndependentOfTheAddress) {
  auto request = ApiWorld::MakeRequest(
      "POST", "/v1/topups", kCardBody,
      {{"idempotency-key", "short"}, {"herlaad-session", world_.NewSession()}});
  const json before = json::parse(world_.Send(request).body);
  request.peer = "192.0.2.8";
  EXPECT_EQ(json::parse(world_.Send(request).body)["id"], before["id"]);
  EXPECT_EQ(world_.OrderOf(before["id"]).client, "anonymous") << "no address is kept";
}

TEST_F(TopupsTest, PaymentMethodWithoutAGatewayIsNotOffered) {
  const auto refused = world_.Post(
      "/v1/topups",
      R"({"msisdn":"+32470123456","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"paypal"})",
      {{"idempotency-key", kKey}});
  EXPECT_EQ(CodeOf(refused), "tender_not_offered");
}

TEST_F(TopupsTest, DeliveredTopupCannotBeCancelled) {
  const std::string id = json::parse(world_.Post("/v1/topups", kBody, Till("a")).body)["id"];
  const auto refused = world_.Post("/v1/topups/" + id + "/cancel", "", Till("b"));
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(CodeOf(refused), "topup_delivered");
  EXPECT_EQ(json::parse(refused.body)["money"], "taken");
}

// Nothing is recorded, but the cashier may hold the cash.
TEST_F(TopupsTest, StatusIsInTheRequestedLanguage) {
  const std::string id = PlaceCard()["id"];
  const auto in = [&](const std::string& language) {
    auto request =
        ApiWorld::MakeRequest("GET", "/v1/topups/" + id, "", {{"accept-language", language}});
    return json::parse(world_.Send(std::move(request)).body)["status"]["headline"];
  };
  EXPECT_EQ(in("en")["text"], "Opening the payment page");
  EXPECT_EQ(in("de")["code"], in("en")["code"]);
  EXPECT_NE(in("de")["text"], in("en")["text"]);
}

TEST_F(TopupsTest, RowsOfAListHaveNoStatusButAReason) {
  (void)world_.Cancel(PlaceCard());
  const auto list = world_.Get("/v1/topups", world_.MakeKey("topup:read"));
  const json row = json::parse(list.body)["topups"][0];
  EXPECT_FALSE(row.contains("status"));
  EXPECT_EQ(row["reason"], "by_payer");
}

// The link of an order opens it for whoever has it.
TEST_F(TopupsTest, ClientThatMayOnlyReadDoesNotGetTheLink) {
  const std::string token = PlaceCard()["id"];
  const std::string secret = token.substr(token.find('.'));
  (void)world_.Post("/v1/topups", kBody, Till("a"));
  const std::string reader = world_.MakeKey("topup:read");
  const auto list = world_.Get("/v1/topups", reader);
  const json topups = json::parse(list.body)["topups"];
  ASSERT_EQ(topups.size(), 2U);
  for (const json& topup : topups) {
    EXPECT_FALSE(topup["links"].contains("page")) << topup;
    EXPECT_EQ(topup.dump().find(secret), std::string::npos) << topup;
  }
  EXPECT_EQ(world_.Get("/v1/topups/" + token, reader).body.find(secret), std::string::npos);
  EXPECT_NE(world_.Get("/v1/topups", till_).body.find("/orders/tu_"), std::string::npos)
      << "its own";
  EXPECT_NE(world_.Local("GET", "/v1/topups").body.find(secret), std::string::npos);
}

TEST_F(TopupsTest, ListContinuesFromItsCursor) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    world_.clock.Pass(Millis(10));
    ids.insert(
        ids.begin(),
        json::parse(world_.Post("/v1/topups", kBody, Till("k" + std::to_string(i))).body)["id"]);
  }
  std::vector<std::string> read;
  std::string cursor;
  for (int pages = 0; pages < 10; ++pages) {
    const auto page = json::parse(
        world_.Get("/v1/topups?limit=2" + (cursor.empty() ? "" : "&cursor=" + cursor), till_).body);
    for (const json& topup : page["topups"]) read.push_back(topup["id"]);
    if (page["next"].is_null()) break;
    cursor = page["next"];
  }
  EXPECT_EQ(read, ids);
}

TEST_F(TopupsTest, ListContainsOwnOrdersUnlessTheKeyReadsAll) {
  (void)world_.Post("/v1/topups", kBody, Till("a"));
  (void)PlaceCard();
  const auto count = [this](const std::string& key, const std::string& filter = "") {
    return json::parse(world_.Get("/v1/topups" + filter, key).body)["topups"].size();
  };
  const std::string reader = world_.MakeKey("topup:read");
  EXPECT_EQ(count(till_), 1U);
  EXPECT_EQ(count(reader), 2U);
  EXPECT_EQ(count(world_.MakeKey("topup:cash")), 0U);
  EXPECT_EQ(count(reader, "?state=delivered"), 1U);
  EXPECT_EQ(count(reader, "?msisdn=0470%2012%2034%2056&state=awaiting_payment"), 1U);
  EXPECT_EQ(count(reader, "?msisdn=0470123457"), 0U);
  EXPECT_EQ(CodeOf(world_.Get("/v1/topups")), "key_required");
}

TEST_F(TopupsTest, InvalidListParametersAreNamed) {
  for (const char* query :
       {"limit=0", "limit=101", "limit=2.5", "limit=", "state=lost", "cursor=x", "client=nobody",
        "from=yesterday", "from=2026-02-30", "from=9999-01-01", "until=1970-01-01",
        "until=", "receipt=tu_0000000000001z", "bank_reference=", "count=yes", "limit=1&limit=2"}) {
    SCOPED_TRACE(query);
    const auto refused = world_.Get(std::string("/v1/topups?") + query, till_);
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(CodeOf(refused), "parameter_invalid");
    EXPECT_THAT(query, HasSubstr(json::parse(refused.body)["parameter"].get<std::string>()));
  }
}

// Every outage used to be answered with an unknown outcome. Nothing is known of an earlier attempt
// under the key, so nothing is said of its money.
TEST_F(TopupsTest, UnreachableOrFullDatabaseHasDoneNothingAndSaysSo) {
  world_.store.next_loads.assign(1, engine::StoreError::Kind::kUnavailable);
  const auto gone = world_.Post("/v1/topups", kBody, Till("a"));
  EXPECT_EQ(gone.status, 503);
  EXPECT_EQ(CodeOf(gone), "store_unavailable");
  EXPECT_EQ(HeaderOf(gone, "Retry-After"), "2");
  EXPECT_EQ(json::parse(gone.body)["money"], "unknown");
  world_.store.next_commits = {engine::CommitResult::kFailed};
  EXPECT_EQ(CodeOf(world_.Post("/v1/topups", kBody, Till("a"))), "store_unavailable");
  EXPECT_EQ(world_.Post("/v1/topups", kBody, Till("a")).status, 201);
}

TEST_F(TopupsTest, LostAnswerOfTheDatabaseIsAnUnknownOutcome) {
  world_.store.unknown_keeps = true;
  world_.store.next_commits = {engine::CommitResult::kUnknown};
  world_.store.after_commit = [this] {
    world_.store.next_loads.assign(2, engine::StoreError::Kind::kUnavailable);
  };
  const auto refused = world_.Post("/v1/topups", kBody, Till("a"));
  world_.store.after_commit = {};
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(CodeOf(refused), "outcome_unknown");
  EXPECT_EQ(json::parse(refused.body)["money"], "unknown");
  const auto repeat = world_.Post("/v1/topups", kBody, Till("a"));
  EXPECT_EQ(repeat.status, 201);
  EXPECT_EQ(HeaderOf(repeat, "Idempotency-Replayed"), "true");
}

TEST(TopupsWhenFullTest, FullQueueIsBusyAndNothingIsDone) {
  testing::ApiSettings settings;
  settings.engine.queue_max = 1;
  settings.start_engine = false;
  ApiWorld world(settings);
  auto waiting = world.SendLater(ApiWorld::MakeRequest(
      "POST", "/v1/topups", testing::Shop::kCardBody,
      {{"idempotency-key", testing::Shop::kKey}, {"herlaad-session", world.NewSession()}}));
  const auto refused =
      world.Post("/v1/topups", testing::Shop::kCardBody, {{"idempotency-key", "another"}});
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(json::parse(refused.body)["code"], "busy");
  EXPECT_EQ(json::parse(refused.body)["money"], "unknown") << "it may be a repeat";
  EXPECT_EQ(HeaderOf(refused, "Retry-After"), "1");
}

// For the receipt, the messages and the payment provider's page.
TEST_F(TopupsTest, LanguageOfThePayerIsAFieldOrThatOfTheRequest) {
  const auto language = [&](const std::string& key, const std::string& more) {
    std::string body = kBody;
    body.insert(1, more);
    ApiWorld::Headers headers = Till(key);
    headers.emplace_back("accept-language", "de");
    const auto placed = world_.Post("/v1/topups", body, headers);
    EXPECT_EQ(placed.status, 201) << placed.body;
    return world_.OrderOf(json::parse(placed.body).at("id")).language;
  };
  EXPECT_EQ(language("k1", ""), messages::Language::kDe);
  EXPECT_EQ(language("k2", R"("language":"zh",)"), messages::Language::kZh);
  std::string body = kBody;
  body.insert(1, R"("language":"es",)");
  const auto refused = world_.Post("/v1/topups", body, Till("k3"));
  EXPECT_EQ(CodeOf(refused), "field_invalid");
  EXPECT_EQ(json::parse(refused.body).at("field"), "language");
}

}  // namespace
}  // namespace herlaad::http
