// /v1/webhooks as a client uses it. Every answer is checked against the description.
#include "api/http/webhooks/webhooks.h"

#include <gtest/gtest.h>

#include "tests/support/shop.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiWorld;

class WebhooksHttp : public testing::Shop {
 protected:
  WebhooksHttp() {
    const json made =
        json::parse(world_
                        .Local("POST", "/admin/keys",
                               R"({"name":"Shop","scopes":["topup:cash","webhook:manage"]})")
                        .body);
    key_ = made.at("key");
    client_ = made.at("client");
  }
  net::Response Ask(const std::string& method, const std::string& path,
                    const std::string& body = "") {
    ApiWorld::Headers headers{{"authorization", "Bearer " + key_}};
    if (!body.empty()) headers.emplace_back("content-type", "application/json");
    return world_.Send(ApiWorld::MakeRequest(method, path, body, headers));
  }
  json Create(const std::string& events = R"(["topup.paid"])") {
    const auto made = Ask("POST", "/v1/webhooks",
                          R"({"url":"https://shop.example/hooks","events":)" + events + "}");
    EXPECT_EQ(made.status, 201) << made.body;
    return json::parse(made.body);
  }
  json Buy(const std::string& idempotency_key = "k1", const std::string& more = "") {
    std::string body = kBody;
    body.insert(1, more);
    const auto placed =
        world_.Post("/v1/topups", body,
                    {{"authorization", "Bearer " + key_}, {"idempotency-key", idempotency_key}});
    EXPECT_EQ(placed.status, 201) << placed.body;
    return json::parse(placed.body);
  }
  json Deliveries(const std::string& id, const std::string& query = "") {
    return json::parse(Ask("GET", "/v1/webhooks/" + id + "/deliveries" + query).body);
  }

  std::string key_;
  std::string client_;
};

TEST_F(WebhooksHttp, SecretIsShownOnceAndNeverLogged) {
  const json made = Create();
  const std::string secret = made.at("secret");
  EXPECT_EQ(secret.size(), 38U);
  const std::string id = made.at("id");
  EXPECT_FALSE(json::parse(Ask("GET", "/v1/webhooks/" + id).body).contains("secret"));
  EXPECT_EQ(Ask("GET", "/v1/webhooks").body.find("whsec_"), std::string::npos);
  for (const auto& [event, fields] : world_.logged) {
    for (const auto& [name, value] : fields) EXPECT_EQ(value.find("whsec_"), std::string::npos);
  }
  const auto row =
      **world_.store.FindRow<webhooks::Endpoint>(webhooks::EndpointId(*ParseIdText("we_", id)));
  EXPECT_EQ(row.secret.find(secret.substr(6)), std::string::npos) << "it is sealed";
}

TEST_F(WebhooksHttp, EventsOfTheClientAreDeliveries) {
  const std::string id = Create(R"(["topup.paid","topup.delivered"])").at("id");
  const json topup = Buy();
  const json page = Deliveries(id);
  ASSERT_EQ(page.at("deliveries").size(), 2U);
  for (const json& delivery : page.at("deliveries")) {
    EXPECT_EQ(delivery.at("topup"), topup.at("reference"));
    EXPECT_EQ(delivery.at("state"), "pending");
    EXPECT_EQ(delivery.at("attempts"), 0);
  }
  EXPECT_EQ(page.at("deliveries")[0].at("type"), "topup.delivered") << "the newest first";
  const json first = Deliveries(id, "?limit=1");
  const json second = Deliveries(id, "?limit=1&cursor=" + first.at("next").get<std::string>());
  EXPECT_EQ(second.at("deliveries")[0].at("type"), "topup.paid");
  EXPECT_TRUE(second.at("next").is_null());
}

TEST_F(WebhooksHttp, WebhookIsChangedDisabledAndDeleted) {
  const std::string path = "/v1/webhooks/" + Create().at("id").get<std::string>();
  json now = json::parse(
      Ask("PATCH", path, R"({"events":["topup.refunded"],"description":"Refunds"})").body);
  EXPECT_EQ(now.at("events"), json::parse(R"(["topup.refunded"])"));
  EXPECT_EQ(now.at("description"), "Refunds");
  now = json::parse(Ask("PATCH", path, R"({"disabled":true})").body);
  EXPECT_EQ(now.at("disabled_by"), "client");
  EXPECT_EQ(CodeOf(Ask("POST", path + "/test")), "webhook_disabled");
  now = json::parse(Ask("PATCH", path, R"({"disabled":false})").body);
  EXPECT_FALSE(now.at("disabled").get<bool>());
  EXPECT_EQ(Ask("DELETE", path).status, 204);
  EXPECT_EQ(CodeOf(Ask("GET", path)), "webhook_unknown");
  EXPECT_EQ(json::parse(Ask("GET", "/v1/webhooks").body).at("webhooks").size(), 0U);
}

TEST_F(WebhooksHttp, RotationGivesANewSecretBesideTheOldOne) {
  const json made = Create();
  const std::string path = "/v1/webhooks/" + made.at("id").get<std::string>();
  const json rotated = json::parse(Ask("POST", path + "/rotate").body);
  EXPECT_NE(rotated.at("secret"), made.at("secret"));
  EXPECT_EQ(rotated.at("old_secret_until"), "2026-11-23T13:02:11.042Z") << "a day";
  const json at_once =
      json::parse(Ask("POST", path + "/rotate", R"({"old_valid_for_seconds":0})").body);
  EXPECT_FALSE(at_once.contains("old_secret_until"));
  EXPECT_EQ(CodeOf(Ask("POST", path + "/rotate", R"({"old_valid_for_seconds":604801})")),
            "field_invalid");
}

TEST_F(WebhooksHttp, SecretIsRefusedOnceFourOldOnesSignAndSaysWhenItIsPossible) {
  const std::string path = "/v1/webhooks/" + Create().at("id").get<std::string>();
  for (int i = 1; i <= 4; ++i) {
    EXPECT_EQ(json::parse(Ask("POST", path + "/rotate").body).at("old_secrets"), i);
    world_.clock.Pass(Millis(1'000));
  }
  const auto refused = Ask("POST", path + "/rotate");
  EXPECT_EQ(CodeOf(refused), "webhook_secrets_too_many");
  EXPECT_EQ(json::parse(refused.body).at("retry_at"), "2026-11-23T13:02:11.042Z");
  EXPECT_NE(refused.body.find("from 2026-11-23T13:02:11.042Z on"), std::string::npos);
  EXPECT_EQ(json::parse(Ask("GET", path).body).at("old_secrets"), 4);
  const auto at_once = Ask("POST", path + "/rotate", R"({"old_valid_for_seconds":0})");
  EXPECT_FALSE(json::parse(at_once.body).contains("old_secrets"));
}

TEST_F(WebhooksHttp, WhatWaitedIsShownAsDroppedOnceTheWebhookWasDisabled) {
  const std::string id = Create().at("id");
  const std::string path = "/v1/webhooks/" + id;
  (void)Buy();
  world_.clock.Pass(Millis(1'000));
  for (const char* const body : {R"({"disabled":true})", R"({"disabled":false})"}) {
    (void)Ask("PATCH", path, body);
    const json delivery = Deliveries(id).at("deliveries").at(0);
    EXPECT_EQ(delivery.at("state"), "dropped") << body;
    EXPECT_FALSE(delivery.contains("next_attempt_at"));
  }
  const std::string delivery = Deliveries(id).at("deliveries").at(0).at("id");
  const auto replayed = Ask("POST", path + "/deliveries/" + delivery + "/replay");
  EXPECT_EQ(json::parse(replayed.body).at("state"), "pending") << replayed.body;
  (void)Buy("k2");
  EXPECT_EQ(Deliveries(id).at("deliveries").at(0).at("state"), "pending");
}

TEST_F(WebhooksHttp, OpenDeliveryIsNotReplayed) {
  const std::string id = Create().at("id");
  const auto test = Ask("POST", "/v1/webhooks/" + id + "/test");
  EXPECT_EQ(test.status, 202);
  const json delivery = json::parse(test.body);
  EXPECT_EQ(delivery.at("type"), "webhook.test");
  const std::string replay =
      "/v1/webhooks/" + id + "/deliveries/" + delivery.at("id").get<std::string>() + "/replay";
  EXPECT_EQ(CodeOf(Ask("POST", replay)), "webhook_delivery_open");
  EXPECT_EQ(CodeOf(Ask("POST", "/v1/webhooks/" + id + "/deliveries/msg_x/replay")),
            "webhook_delivery_unknown");
}

TEST_F(WebhooksHttp, OthersSeeNothing) {
  const std::string path = "/v1/webhooks/" + Create().at("id").get<std::string>();
  key_ = world_.MakeKey("webhook:manage");
  for (const auto& [method, target] :
       std::vector<std::pair<std::string, std::string>>{{"GET", path},
                                                        {"DELETE", path},
                                                        {"POST", path + "/rotate"},
                                                        {"POST", path + "/test"},
                                                        {"GET", path + "/deliveries"}}) {
    EXPECT_EQ(CodeOf(Ask(method, target)), "webhook_unknown") << method << " " << target;
  }
  EXPECT_EQ(json::parse(Ask("GET", "/v1/webhooks").body).at("webhooks").size(), 0U);
  key_ = world_.MakeKey("topup:cash");
  EXPECT_EQ(CodeOf(Ask("GET", "/v1/webhooks")), "scope_missing");
  EXPECT_EQ(CodeOf(world_.Get("/v1/webhooks")), "key_required");
}

struct Row {
  const char* sentence;
  const char* body;
  const char* code;
};
const Row kWrong[] = {
    {"no url", R"({"events":["topup.paid"]})", "field_missing"},
    {"no events", R"({"url":"https://shop.example/"})", "field_missing"},
    {"an empty list of events", R"({"url":"https://shop.example/","events":[]})", "field_invalid"},
    {"an unknown event", R"({"url":"https://shop.example/","events":["topup.payed"]})",
     "field_invalid"},
    {"the test event", R"({"url":"https://shop.example/","events":["webhook.test"]})",
     "field_invalid"},
    {"a field that is not known", R"({"url":"https://a.be/","events":["topup.paid"],"uri":1})",
     "field_unknown"},
    {"plain http", R"({"url":"http://shop.example/","events":["topup.paid"]})", "field_invalid"},
    {"loopback", R"({"url":"https://127.0.0.1/","events":["topup.paid"]})", "field_invalid"},
    {"localhost", R"({"url":"https://localhost/","events":["topup.paid"]})", "field_invalid"},
    {"loopback as a number", R"({"url":"https://2130706433/","events":["topup.paid"]})",
     "field_invalid"},
    {"a private address", R"({"url":"https://10.0.0.1/","events":["topup.paid"]})",
     "field_invalid"},
    {"link-local", R"({"url":"https://169.254.169.254/","events":["topup.paid"]})",
     "field_invalid"},
    {"an address with a password", R"({"url":"https://a:b@shop.example/","events":["topup.paid"]})",
     "field_invalid"},
    {"no address", R"({"url":"shop","events":["topup.paid"]})", "field_invalid"},
    {"two lines", R"({"url":"https://a.be/","events":["topup.paid"],"description":"a\nb"})",
     "field_invalid"},
    {"a mark that turns the text around",
     R"({"url":"https://a.be/","events":["topup.paid"],"description":"a\u202eb"})",
     "field_invalid"},
    {"port 0", R"({"url":"https://shop.example:0/","events":["topup.paid"]})", "field_invalid"},
    {"port 00", R"({"url":"https://shop.example:00/","events":["topup.paid"]})", "field_invalid"},
    {"port 65536", R"({"url":"https://shop.example:65536/","events":["topup.paid"]})",
     "field_invalid"},
};

// In the reader's language as well.
TEST_F(WebhooksHttp, RefusalNamesWhatIsWrong) {
  const auto detail = [&](const std::string& body, const char* language) {
    const auto answer = world_.Send(ApiWorld::MakeRequest("POST", "/v1/webhooks", body,
                                                          {{"authorization", "Bearer " + key_},
                                                           {"content-type", "application/json"},
                                                           {"accept-language", language}}));
    EXPECT_EQ(answer.status, 422) << answer.body;
    return json::parse(answer.body).at("detail").get<std::string>();
  };
  struct {
    const char* body;
    std::vector<const char*> words;
  } const rows[] = {
      {R"({"url":"https://a.be/","events":["topup.payed"]})",
       {"topup.payed", "topup.needs_attention"}},
      {R"({"url":"https://a.be/","events":["topup.paid"],"uri":1})", {"uri"}},
      {R"({"events":["topup.paid"]})", {"url"}},
      {R"({"url":"https://a.be:0/","events":["topup.paid"]})", {"65535"}},
      {R"({"url":7,"events":["topup.paid"]})", {"url"}},
      {R"({"url":"https://a.be/","events":["topup.paid"],"description":"a\nb"})", {"description"}},
  };
  for (const auto& row : rows) {
    for (const char* const language : {"en", "nl", "fr", "de", "zh"}) {
      const std::string said = detail(row.body, language);
      for (const char* const word : row.words)
        EXPECT_NE(said.find(word), std::string::npos) << language << ": " << said;
    }
  }
}

TEST_F(WebhooksHttp, WhatCannotBeAWebhookIsRefused) {
  for (const Row& row : kWrong)
    EXPECT_EQ(CodeOf(Ask("POST", "/v1/webhooks", row.body)), row.code) << row.sentence;
  const std::string longest = "https://shop.example/" + std::string(480, 'a');
  EXPECT_EQ(CodeOf(Ask("POST", "/v1/webhooks",
                       R"({"url":")" + longest + R"(","events":["topup.paid"]})")),
            "field_invalid");
}

TEST_F(WebhooksHttp, SeventeenthWebhookIsRefused) {
  for (int i = 0; i < 16; ++i) (void)Create();
  EXPECT_EQ(CodeOf(Ask("POST", "/v1/webhooks",
                       R"({"url":"https://shop.example/","events":["topup.paid"]})")),
            "webhooks_too_many");
}

TEST_F(WebhooksHttp, AdministratorManagesThoseOfAnyClient) {
  const std::string base = "/admin/clients/" + client_ + "/webhooks";
  const auto made =
      world_.Local("POST", base, R"({"url":"https://shop.example/hooks","events":["topup.paid"]})");
  EXPECT_EQ(made.status, 201) << made.body;
  const std::string path = "/admin/webhooks/" + json::parse(made.body).at("id").get<std::string>();
  EXPECT_EQ(json::parse(world_.Local("GET", base).body).at("webhooks").size(), 1U);
  EXPECT_EQ(world_.Local("GET", path).status, 200);
  EXPECT_EQ(world_.Local("POST", path + "/rotate").status, 200);
  EXPECT_EQ(world_.Local("POST", path + "/test").status, 202);
  EXPECT_EQ(world_.Local("GET", path + "/deliveries").status, 200);
  EXPECT_EQ(world_.Local("PATCH", path, R"({"disabled":true})").status, 200);
  EXPECT_EQ(world_.Local("DELETE", path).status, 204);
  EXPECT_EQ(CodeOf(world_.Local("POST", "/admin/clients/cli_x/webhooks",
                                R"({"url":"https://a.be/","events":["topup.paid"]})")),
            "client_unknown");
}

// --- What a client says about a top-up for its own use

constexpr const char* kDetails =
    R"("client_reference":"Order 17","return_url":"https://shop.example/thanks?o=17#top",)"
    R"("metadata":{"basket":"17","läßt":"\"x\""},)";

TEST_F(WebhooksHttp, DetailsAreShownToTheClientAndFound) {
  const json placed = Buy("k1", kDetails);
  EXPECT_EQ(placed.at("client_reference"), "Order 17");
  EXPECT_EQ(placed.at("return_url"), "https://shop.example/thanks?o=17#top");
  EXPECT_EQ(placed.at("metadata"),
            json::parse("{\"basket\":\"17\",\"l\u00e4\u00dft\":\"\\\"x\\\"\"}"));
  EXPECT_EQ(json::parse(Ask("GET", "/v1/topups/" + placed.at("id").get<std::string>()).body)
                .at("metadata"),
            placed.at("metadata"));
  (void)Buy("k2");
  const json found = json::parse(Ask("GET", "/v1/topups?client_reference=Order%2017").body);
  ASSERT_EQ(found.at("topups").size(), 1U);
  EXPECT_EQ(found.at("topups")[0].at("id"), placed.at("id"));
  EXPECT_EQ(CodeOf(Ask("GET", "/v1/topups?client_reference=")), "parameter_invalid");
}

TEST_F(WebhooksHttp, PayerSeesOnlyWhereToReturn) {
  const json placed = Buy("k1", kDetails);
  const std::string page = placed.at("links").at("page");
  const std::string token = page.substr(page.rfind('/') + 1);
  const json seen = json::parse(world_.Get("/v1/topups/" + token).body);
  EXPECT_EQ(seen.at("return"),
            json::parse(R"({"host":"shop.example","url":"https://shop.example/thanks?o=17#top"})"));
  for (const char* const name : {"client_reference", "return_url", "metadata"})
    EXPECT_FALSE(seen.contains(name)) << name;
  const std::string html = world_.Get("/nl/orders/" + token).body;
  EXPECT_NE(html.find("Terug naar shop.example"), std::string::npos);
  EXPECT_EQ(html.find("Order 17"), std::string::npos);
}

// Who does not want to pay, or whose bank takes days, would be stuck on our page.
TEST_F(WebhooksHttp, PayerFindsTheWayBackBeforeItIsPaid) {
  std::string body = kCardBody;
  body.insert(1, kDetails);
  const auto placed = world_.Post("/v1/topups", body,
                                  {{"authorization", "Bearer " + key_}, {"idempotency-key", "k1"}});
  ASSERT_EQ(placed.status, 201) << placed.body;
  const std::string page = json::parse(placed.body).at("links").at("page");
  const std::string token = page.substr(page.rfind('/') + 1);
  const json seen = json::parse(world_.Get("/v1/topups/" + token).body);
  EXPECT_EQ(seen.at("state"), "awaiting_payment");
  EXPECT_EQ(seen.at("return").at("host"), "shop.example");
  const std::string html = world_.Get("/nl/orders/" + token).body;
  EXPECT_NE(html.find("Terug naar shop.example"), std::string::npos);
}

TEST_F(WebhooksHttp, RepeatWithOtherDetailsNamesTheField) {
  (void)Buy("k1", kDetails);
  std::string body = kBody;
  body.insert(1, R"("client_reference":"Order 18",)");
  const auto refused = world_.Post(
      "/v1/topups", body, {{"authorization", "Bearer " + key_}, {"idempotency-key", "k1"}});
  EXPECT_EQ(CodeOf(refused), "idempotency_key_reused");
  EXPECT_EQ(json::parse(refused.body).at("field"), "client_reference");
  EXPECT_EQ(Buy("k1", kDetails).at("client_reference"), "Order 17");
}

TEST_F(WebhooksHttp, NobodyWithoutAKeySaysDetails) {
  for (const char* const more : {R"("client_reference":"x",)", R"("metadata":{"a":"b"},)",
                                 R"("return_url":"https://shop.example/",)"}) {
    std::string body = kCardBody;
    body.insert(1, more);
    const auto refused = world_.Post("/v1/topups", body, {{"idempotency-key", kKey}});
    EXPECT_EQ(CodeOf(refused), "key_required") << more;
    EXPECT_NE(refused.body.find("need its API key"), std::string::npos);
  }
}

TEST_F(WebhooksHttp, KeyOfAnotherClientWithThePayersLinkSeesNoDetails) {
  const json placed = Buy("k1", R"("client_reference":"Order 17","metadata":{"a":"secret"},)");
  const std::string page = placed.at("links").at("page");
  const std::string link = "/v1/topups/" + page.substr(page.rfind('/') + 1);
  const auto seen = world_.Get(link, world_.MakeKey("webhook:manage"));
  EXPECT_EQ(seen.status, 200) << seen.body;
  EXPECT_EQ(seen.body.find("Order 17"), std::string::npos) << seen.body;
  EXPECT_EQ(seen.body.find("secret"), std::string::npos) << seen.body;
}

// More than a row keeps beside its batch ended the server.
TEST_F(WebhooksHttp, MetadataIsBoundedInBytesToo) {
  std::string pairs;
  for (int i = 0; i < 20; ++i) {
    std::string value;
    for (int n = 0; n < 500; ++n) value += "\xC3\xA9";
    pairs += "\"k" + std::to_string(i) + "\":\"" + value + "\",";
  }
  pairs.pop_back();
  std::string body = kBody;
  body.insert(1, "\"metadata\":{" + pairs + "},");
  const auto refused = world_.Post("/v1/topups", body,
                                   {{"authorization", "Bearer " + key_}, {"idempotency-key", "k"}});
  EXPECT_EQ(refused.status, 422) << refused.body;
  EXPECT_EQ(json::parse(refused.body)["field"], "metadata");
}

TEST_F(WebhooksHttp, DetailsHaveBounds) {
  std::string pairs;
  for (int i = 0; i < 21; ++i) pairs += "\"k" + std::to_string(i) + "\":\"\",";
  pairs.pop_back();
  const std::string bad[] = {
      R"("client_reference":"",)",
      R"("client_reference":")" + std::string(101, 'x') + R"(",)",
      R"("client_reference":17,)",
      R"x("return_url":"javascript:alert(1)",)x",
      R"("return_url":"http://shop.example/",)",
      R"("return_url":"http://localhost/",)",
      R"("return_url":"https://user@shop.example/",)",
      R"("metadata":[],)",
      R"("metadata":{"a":1},)",
      R"("metadata":{"":"x"},)",
      R"("metadata":{"a":"x\ny"},)",
      R"("metadata":{"a":"x\u202ey"},)",
      R"("metadata":{"a\u2028":"x"},)",
      R"("client_reference":"x\u200fy",)",
      R"("return_url":"https://shop.example:0/",)",
      R"("metadata":{")" + std::string(41, 'k') + R"(":"x"},)",
      R"("metadata":{"a":")" + std::string(501, 'v') + R"("},)",
      "\"metadata\":{" + pairs + "},",
  };
  for (const std::string& more : bad) {
    std::string body = kBody;
    body.insert(1, more);
    const auto refused = world_.Post(
        "/v1/topups", body, {{"authorization", "Bearer " + key_}, {"idempotency-key", "k"}});
    EXPECT_EQ(refused.status, 422) << more;
    EXPECT_EQ(CodeOf(refused), "field_invalid") << more;
  }
  (void)Buy("k1", R"("client_reference":")" + std::string(100, 'x') + R"(","metadata":{")" +
                      std::string(40, 'k') + R"(":")" + std::string(500, 'v') + R"("},)");
}

}  // namespace
}  // namespace herlaad::http
