#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <mutex>

#include "api/http/core/access/links.h"
#include "api/http/core/router.h"
#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using testing::ApiWorld;
using ::testing::HasSubstr;

net::Response GetWith(ApiWorld& world, const ApiWorld::Headers& headers) {
  return world.Send(ApiWorld::MakeRequest("GET", "/v1/operators", "", headers));
}

TEST(AccessTest, InvalidApiKeyIsRejectedEverywhere) {
  ApiWorld world;
  const std::string key = world.MakeKey("sim:read");
  EXPECT_EQ(GetWith(world, {{"authorization", "Bearer " + key}}).status, 200);
  EXPECT_EQ(GetWith(world, {{"authorization", "bearer  " + key}}).status, 200);
  for (const std::string& value : {std::string("Bearer "), std::string("Bearer"), key,
                                   "Basic " + key, "Bearer " + key + "x", std::string()}) {
    SCOPED_TRACE(value);
    const auto refused = GetWith(world, {{"authorization", value}});
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(json::parse(refused.body)["code"], "key_invalid");
  }
  const auto twice =
      GetWith(world, {{"authorization", "Bearer " + key}, {"authorization", "Bearer " + key}});
  EXPECT_EQ(twice.status, 401);
}

TEST(AccessTest, AnonymousRequestsAreRateLimitedAndRequestsWithAKeyAreNot) {
  testing::ApiSettings settings;
  settings.anonymous = {3, 60, 100};
  ApiWorld world(settings);
  const std::string key = world.MakeKey("sim:read");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(GetWith(world, {}).status, 200);
  const auto refused = GetWith(world, {});
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(json::parse(refused.body)["code"], "rate_limited");
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(GetWith(world, {{"authorization", "Bearer " + key}}).status, 200);
  }
  world.clock.Pass(Millis(1'000));
  EXPECT_EQ(GetWith(world, {}).status, 200);
  EXPECT_EQ(world.Get("/health/live").status, 200);
}

// Each guess used to be read from the database first, and a thousand of them evicted all valid
// keys.
TEST(AccessTest, GuessedKeysAreRejectedBeforeAnythingIsReadAndEvictNoValidKey) {
  testing::ApiSettings settings;
  settings.anonymous = {5, 60, 100};
  ApiWorld world(settings);
  const std::string key = world.MakeKey("sim:read");
  EXPECT_EQ(GetWith(world, {{"authorization", "Bearer " + key}}).status, 200);
  const auto guess = [&world](int i) {
    return GetWith(world, {{"authorization", "Bearer guess " + std::to_string(i)}}).status;
  };
  const int reads = world.store.key_reads;
  for (int i = 0; i < 4; ++i) EXPECT_EQ(guess(i), 401);
  for (int i = 4; i < 3'000; ++i) EXPECT_EQ(guess(i), 429);
  EXPECT_EQ(world.store.key_reads, reads + 4);
  EXPECT_EQ(GetWith(world, {{"authorization", "Bearer " + key}}).status, 200);
  EXPECT_EQ(world.store.key_reads, reads + 4) << "it is still remembered";
  world.clock.Pass(kKeyRemembered + Millis(1));
  for (int i = 0; i < 3'000; ++i) (void)guess(i);
  EXPECT_EQ(GetWith(world, {{"authorization", "Bearer " + key}}).status, 200)
      << "a key that was valid is looked up again without having to be let in";
}

// Whatever a proxy in front adds or omits.
TEST(AccessTest, MetricsAreNotServedWithThePages) {
  ApiWorld world;
  EXPECT_EQ(world.Get("/metrics").status, 404);
  auto request = ApiWorld::MakeRequest("GET", "/metrics");
  request.peer = "127.0.0.1";
  EXPECT_EQ(world.Send(request).status, 404);
  request.headers.push_back({"x-forwarded-for", "127.0.0.1"});
  EXPECT_EQ(world.Send(request).status, 404);
  const auto metrics = world.Local("GET", "/metrics");
  EXPECT_EQ(metrics.status, 200);
  EXPECT_THAT(metrics.body,
              AllOf(HasSubstr("herlaad_orders_open{state=\"awaiting_payment\"} 0"),
                    HasSubstr("herlaad_queue_depth"), HasSubstr("herlaad_batch_seconds_bucket"),
                    HasSubstr("herlaad_outbox_attempts_total{purpose=\"")));
}

TEST(AccessTest, MetricsCountEvents) {
  ApiWorld world;
  world.PutSim("0470123456", "proximus");
  (void)world.Post(
      "/v1/topups",
      R"({"msisdn":"0470123456","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"card"})",
      {{"idempotency-key", "an unguessable key of ours"}});
  const auto metrics = world.Local("GET", "/metrics");
  EXPECT_THAT(metrics.body,
              AllOf(HasSubstr("herlaad_orders_open{state=\"awaiting_payment\"} 1"),
                    HasSubstr("herlaad_orders_entered_total{state=\"awaiting_payment\"} 1")));
}

TEST(HealthTest, LiveAndReadyAreReported) {
  ApiWorld world;
  EXPECT_EQ(json::parse(world.Get("/health/live").body)["status"], "live");
  EXPECT_EQ(json::parse(world.Get("/health/ready").body)["status"], "ready");
  world.store.next_loads.assign(1, engine::StoreError::Kind::kUnavailable);
  const auto unready = world.Get("/health/ready");
  EXPECT_EQ(unready.status, 503);
  EXPECT_EQ(json::parse(unready.body)["status"], "store_unavailable");
  EXPECT_EQ(world.Get("/health/ready").status, 200);
}

// Without a request that fails first.
TEST(HealthTest, StoreOutageIsNotReadyAndInTheMetrics) {
  ApiWorld world;
  EXPECT_THAT(world.Local("GET", "/metrics").body,
              AllOf(HasSubstr("herlaad_store_available{access=\"write\"} 1"),
                    HasSubstr("herlaad_store_available{access=\"read\"} 1")));
  world.stats.store_writes.Set(0);
  world.stats.store_write_failures.Add(3);
  const auto unready = world.Get("/health/ready");
  EXPECT_EQ(unready.status, 503);
  EXPECT_EQ(json::parse(unready.body)["status"], "store_unavailable");
  EXPECT_THAT(world.Local("GET", "/metrics").body,
              AllOf(HasSubstr("herlaad_store_available{access=\"write\"} 0"),
                    HasSubstr("herlaad_store_failures_total{access=\"write\"} 3")));
}

TEST(HealthTest, SilentEngineIsNotReady) {
  testing::ApiSettings settings;
  settings.start_engine = false;
  ApiWorld world(settings);
  auto first = world.SendLater(ApiWorld::MakeRequest("GET", "/health/ready"));
  world.clock.Pass(Millis(2'001));
  const auto overdue = world.Get("/health/ready");
  EXPECT_EQ(overdue.status, 503);
  EXPECT_EQ(json::parse(overdue.body)["status"], "engine_silent");
  // The first request is answered too, and does not wait for a batch that may never end.
  const auto held = first.get();
  EXPECT_EQ(held.status, 503);
  EXPECT_EQ(json::parse(held.body)["status"], "engine_silent");
}

// Without further requests, only the first one itself can time out.
TEST(HealthTest, FirstProbeOfASilentStoreIsAnswered) {
  ApiWorld world;
  const std::string session = world.NewSession();
  std::promise<void> silence;
  std::promise<void> held;
  auto over = silence.get_future().share();
  std::once_flag once;
  world.store.HoldCommits([&] {
    std::call_once(once, [&held] { held.set_value(); });
    over.wait();
  });
  auto placing = world.SendLater(ApiWorld::MakeRequest(
      "POST", "/v1/topups",
      R"({"msisdn":"0485123456","operator":"telenet","amount":{"amount":1500,"currency":"EUR"},"tender":"card"})",
      {{"idempotency-key", "an unguessable key of ours"}, {"herlaad-session", session}}));
  held.get_future().wait();
  const auto unready = world.Get("/health/ready");
  EXPECT_EQ(unready.status, 503);
  EXPECT_EQ(json::parse(unready.body)["status"], "engine_silent");
  silence.set_value();
  EXPECT_EQ(placing.get().status, 201);
}

TEST(DocsTest, DescriptionAndItsPageAreServed) {
  ApiWorld world;
  EXPECT_THAT(world.Get("/api/openapi.yaml").body, HasSubstr("openapi: 3.1.0"));
  const auto page = world.Get("/docs");
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("Place a top-up"), HasSubstr("id=\"quick-start\""),
                    HasSubstr("Idempotency-Key: $key"), HasSubstr("import urllib.request"),
                    HasSubstr("id=\"price_changed\""), ::testing::Not(HasSubstr("<script")),
                    ::testing::Not(HasSubstr("src=\""))));
}

struct Match {
  const char* name;
  const char* pattern;
  const char* path;
  const char* segment;  // nullptr: no match
};
TEST(RouterTest, PathsMatchSegmentBySegment) {
  const Match matches[] = {
      {"the same", "/a/b", "/a/b", ""},
      {"longer", "/a/b", "/a/b/", nullptr},
      {"a segment", "/a/{}", "/a/x", "x"},
      {"no segment", "/a/{}", "/a/", nullptr},
      {"two segments for one", "/a/{}", "/a/x/y", nullptr},
      {"a segment in the middle", "/a/{}/c", "/a/x/c", "x"},
      {"nothing in the middle", "/a/{}/c", "/a//c", nullptr},
      {"another end", "/a/{}/c", "/a/x/d", nullptr},
      {"beginning and end overlap", "/a/{}/a", "/a/a", nullptr},
  };
  for (const Match& match : matches) {
    SCOPED_TRACE(match.name);
    const auto segment = MatchPath(match.pattern, match.path);
    ASSERT_EQ(segment.has_value(), match.segment != nullptr);
    if (segment) {
      EXPECT_EQ(*segment, match.segment);
    }
  }
}

TEST(LinksTest, TokenOpensItsOrderAndNothingElseDoes) {
  const Links links("https://h.example", Secret("0123456789abcdef"));
  const Links others("https://h.example", Secret("0123456789abcdeg"));
  const OrderId order(123'456'789);
  const std::string token = links.Token(order);
  EXPECT_EQ(links.Open(token), order);
  EXPECT_EQ(links.Token(order), token);
  EXPECT_FALSE(others.Open(token));
  EXPECT_NE(links.Token(OrderId(123'456'790)), token);
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == '7' ? '8' : '7';
    EXPECT_FALSE(links.Open(changed)) << i;
    EXPECT_FALSE(links.Open(std::string_view(token).substr(0, i))) << i;
  }
  EXPECT_EQ(links.Page(order), "https://h.example/orders/" + token);
}

// Existing links have this form.
TEST(LinksTest, TokenOfAnEarlierVersionStillOpens) {
  const Links links("https://h.example", Secret("0123456789abcdef"));
  EXPECT_EQ(links.Token(OrderId(123'456'789)), "tu_00000003nqk8n1.3gj3sm47tq5qte1yzhwdpq25ex");
}

TEST(LinksTest, LinkTokenDoesNotCancel) {
  const Links links("https://h.example", Secret("0123456789abcdef"));
  const OrderId order(123'456'789);
  const std::string cancels = links.CancelToken(order).Reveal();
  EXPECT_TRUE(links.Cancels(order, cancels));
  const std::string token = links.Token(order);
  EXPECT_EQ(token.find(cancels), std::string::npos);
  EXPECT_FALSE(links.Cancels(order, token));
  EXPECT_FALSE(links.Cancels(order, token.substr(token.find('.') + 1)));
  EXPECT_FALSE(links.Cancels(order, ""));
  EXPECT_FALSE(links.Cancels(OrderId(123'456'790), cancels));
  EXPECT_FALSE(links.Open(ToText(order) + "." + cancels)) << "nor the other way round";
}

TEST(LinksTest, TokensOfThePreviousKeyOpenAndCannotCancel) {
  const Secret first("0123456789abcdef");
  const Secret second("0123456789abcdeg");
  const Links old("https://h.example", first);
  const Links rotated("https://h.example", second, first);
  const Links dropped("https://h.example", second);
  const OrderId order(123'456'789);
  EXPECT_EQ(rotated.Open(old.Token(order)), order);
  EXPECT_EQ(rotated.Token(order), dropped.Token(order)) << "new links are made with the new key";
  EXPECT_FALSE(rotated.Cancels(order, old.CancelToken(order).Reveal()));
  EXPECT_FALSE(dropped.Open(old.Token(order)));
}

}  // namespace
}  // namespace herlaad::http
