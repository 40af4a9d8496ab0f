#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "adapters/net/server/open_body.h"
#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiWorld;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kCardBody =
    R"({"msisdn":"0470.12.34.56","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"card"})";

// Long enough that polling finds nothing, unless a test wants it.
ApiWorld::Settings Settings() {
  ApiWorld::Settings settings;
  settings.follow.first_look = Millis(60'000);
  settings.follow.longest_look = Millis(60'000);
  settings.follow.pause = Millis(1);
  return settings;
}

// The events of an open stream.
class Reading {
 public:
  explicit Reading(net::Response response) : response_(std::move(response)) {
    text_ = response_.body;
  }

  // The data of the next event; empty if none comes in time.
  std::string Next(std::chrono::milliseconds wait = std::chrono::seconds(10)) {
    const auto until = std::chrono::steady_clock::now() + wait;
    SkipComments();
    while (text_.find("\n\n") == std::string::npos && std::chrono::steady_clock::now() < until) {
      Take();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    const std::size_t end = text_.find("\n\n");
    if (end == std::string::npos) return "";
    std::string event = text_.substr(0, end);
    text_.erase(0, end + 2);
    return event;
  }
  // Whether this many comments come, and no event.
  bool Comments(int count) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (comments_ < count && text_.empty() && std::chrono::steady_clock::now() < until) {
      Take();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return comments_ >= count && text_.empty();
  }
  json NextTopup() {
    const std::string event = Next();
    const std::size_t at = event.find("event: topup\ndata: ");
    EXPECT_NE(at, std::string::npos) << event;
    return at == std::string::npos ? json() : json::parse(event.substr(at + 19));
  }
  bool Ends(std::chrono::milliseconds wait = std::chrono::seconds(10)) {
    const auto until = std::chrono::steady_clock::now() + wait;
    while (!ended_ && std::chrono::steady_clock::now() < until) {
      Take();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return ended_ && text_.empty();
  }
  void Leave() { response_.open.reset(); }

 private:
  void Take() {
    if (response_.open) ended_ |= response_.open->TakeInto(text_) != net::BodyPipe::Taken::kMore;
    SkipComments();
  }
  // Comments are lines between two events.
  void SkipComments() {
    while (text_.starts_with(":\n")) {
      text_.erase(0, 2);
      ++comments_;
    }
  }

  net::Response response_;
  std::string text_;
  int comments_ = 0;
  bool ended_ = false;
};

class EventsTest : public ::testing::Test {
 protected:
  explicit EventsTest(ApiWorld::Settings settings = Settings()) : world_(settings) {
    world_.PutSim("0470123456", "proximus");
    world_.gateway.tells.kind = engine::GatewayAnswer::Kind::kPaid;
    world_.gateway.tells.received = 1500;
    world_.gateway.tells.reference = "ch_1";
  }
  // The token of a new unpaid order.
  std::string Place(const std::string& key = "an unguessable key of ours") {
    const auto placed = world_.Post("/v1/topups", kCardBody, {{"idempotency-key", key}});
    EXPECT_EQ(placed.status, 201) << placed.body;
    placed_ = json::parse(placed.body);
    return placed_.at("id");
  }
  net::Response Follow(const std::string& token, const std::string& peer = "192.0.2.7") {
    auto request = ApiWorld::MakeRequest("GET", "/v1/topups/" + token + "/events");
    request.peer = peer;
    return world_.Send(std::move(request));
  }
  void Pay(const std::string& token) {
    const auto payment = orders::PartReference(world_.OrderOf(token).id, 'p', 1);
    EXPECT_EQ(world_.Post("/v1/callbacks/bank", payment, {{"signature", "good"}}).status, 204);
  }

  ApiWorld world_;
  json placed_;  // the last one
};

TEST_F(EventsTest, StreamSendsTheCurrentStateAndThenEveryChange) {
  const std::string token = Place();
  net::Response response = Follow(token);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "text/event-stream");
  EXPECT_THAT(response.body, StartsWith(":\nretry: 3000\nid: ")) << "something comes at once";
  Reading reading(std::move(response));
  EXPECT_EQ(reading.NextTopup(), json::parse(world_.Get("/v1/topups/" + token).body));
  Pay(token);
  EXPECT_EQ(reading.NextTopup(), json::parse(world_.Get("/v1/topups/" + token).body));
  EXPECT_TRUE(reading.Ends()) << "delivered is the last state";
}

TEST_F(EventsTest, FinalStateIsSentOnceAndEndsTheStream) {
  const std::string token = Place();
  Pay(token);
  const net::Response response = Follow(token);
  EXPECT_EQ(response.open, nullptr);
  EXPECT_THAT(response.body, HasSubstr("\"state\":\"delivered\""));
}

// The npm package eventsource reconnected every three seconds, and received `delivered` each time.
TEST_F(EventsTest, ReaderThatKnowsTheFinalStateIsEnded) {
  const std::string token = Place();
  const auto again = [&](const std::string& last) {
    auto request = ApiWorld::MakeRequest("GET", "/v1/topups/" + token + "/events");
    request.headers.push_back({"last-event-id", last});
    return world_.Send(std::move(request));
  };
  const auto id_in = [](const std::string& text) {
    const std::size_t at = text.find("id: ") + 4;
    return text.substr(at, text.find('\n', at) - at);
  };
  const std::string waiting = id_in(Follow(token).body);
  EXPECT_EQ(again(waiting).status, 200) << "there is more to come";
  Pay(token);
  EXPECT_EQ(again(waiting).status, 200);
  const std::string last = id_in(Follow(token).body);
  EXPECT_NE(last, waiting);
  const net::Response over = again(last);
  EXPECT_EQ(over.status, 204);
  EXPECT_EQ(over.body, "");
  EXPECT_EQ(again("nothing of ours").status, 200);
}

TEST_F(EventsTest, StreamContinuesUntilTheOrderIsFinal) {
  const std::string token = Place();
  Reading reading(Follow(token));
  reading.NextTopup();
  EXPECT_EQ(world_.Cancel(placed_).status, 200);
  EXPECT_EQ(reading.NextTopup()["payment"]["reason"], "cancelled");
  EXPECT_FALSE(reading.Ends(std::chrono::milliseconds(50)));
}

TEST_F(EventsTest, EachFollowerReceivesItsOwnView) {
  const std::string token = Place();
  const std::string key = world_.MakeKey("topup:read");
  const std::string reference = token.substr(0, token.find('.'));
  Reading payer(Follow(token));
  Reading other(Follow(token, "192.0.2.8"));
  Reading support(world_.Get("/v1/topups/" + reference + "/events", key));
  for (Reading* reading : {&payer, &other, &support}) reading->NextTopup();
  Pay(token);
  EXPECT_EQ(payer.NextTopup()["id"], token);
  EXPECT_EQ(other.NextTopup()["id"], token);
  EXPECT_EQ(support.NextTopup()["id"], reference);
}

TEST_F(EventsTest, ChangesOfOtherOrdersAreNotSent) {
  const std::string mine = Place("an unguessable key of mine");
  const std::string theirs = Place("an unguessable key of theirs");
  Reading reading(Follow(mine));
  reading.NextTopup();
  Pay(theirs);
  EXPECT_EQ(reading.Next(std::chrono::milliseconds(50)), "");
}

TEST_F(EventsTest, StreamIsForClientsThatMayReadTheOrder) {
  const std::string token = Place();
  const std::string reference = token.substr(0, token.find('.'));
  EXPECT_EQ(Follow(reference).status, 401);
  EXPECT_EQ(Follow(token + "0").status, 404);
  EXPECT_EQ(Follow("tu_nothing").status, 404);
  EXPECT_EQ(world_.Get("/v1/topups/" + reference + "/events", world_.MakeKey("sim:read")).status,
            404);
}

class CrowdTest : public EventsTest {
 protected:
  static ApiWorld::Settings Few() {
    ApiWorld::Settings settings = Settings();
    settings.follow.in_all = 3;
    settings.follow.per_customer = 2;
    return settings;
  }
  CrowdTest() : EventsTest(Few()) {}
};

TEST_F(CrowdTest, FollowersAreBoundedForEachCustomerAndInTotal) {
  const std::string token = Place();
  std::vector<net::Response> open;
  for (int i = 0; i < 2; ++i) open.push_back(Follow(token, "192.0.2.1"));
  const net::Response refused = Follow(token, "192.0.2.1");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(json::parse(refused.body)["code"], "busy");
  open.push_back(Follow(token, "192.0.2.2"));
  EXPECT_EQ(open.back().status, 200);
  EXPECT_EQ(Follow(token, "192.0.2.3").status, 503);
  open.pop_back();
  EXPECT_EQ(Follow(token, "192.0.2.3").status, 200) << "the place of who has left is free";
}

TEST_F(CrowdTest, FollowersAreCounted) {
  const std::string token = Place();
  {
    const net::Response open = Follow(token, "192.0.2.1");
    EXPECT_EQ(world_.stats.followers.Value(), 1);
  }
  for (int i = 0; i < 10; ++i) EXPECT_EQ(Follow(token, "192.0.2.1").status, 200);
  EXPECT_LE(world_.stats.followers.Value(), 2) << "those who have gone are not";
}

TEST_F(CrowdTest, AddressesOfOneIpv6NetworkAreOneCustomer) {
  const std::string token = Place();
  std::vector<net::Response> open;
  open.push_back(Follow(token, "2001:db8::1"));
  open.push_back(Follow(token, "2001:db8::2"));
  EXPECT_EQ(Follow(token, "2001:db8::3").status, 503);
}

class LookingTest : public EventsTest {
 protected:
  static ApiWorld::Settings Looking() {
    ApiWorld::Settings settings = Settings();
    settings.watch_commits = false;
    settings.follow.first_look = Millis(5);
    settings.follow.longest_look = Millis(20);
    settings.follow.comment_every = Millis(100);
    return settings;
  }
  LookingTest() : EventsTest(Looking()) {}
};

TEST_F(LookingTest, PollingFindsChangesOfAnotherProcess) {
  const std::string token = Place();
  Reading reading(Follow(token));
  reading.NextTopup();
  Pay(token);
  EXPECT_EQ(reading.NextTopup()["state"], "delivered");
}

// An operator's date beyond the calendar used to end the whole server while a page followed the
// order.
TEST_F(LookingTest, OrderThatCannotBeShownEndsOnlyItsOwnFollowers) {
  const std::string broken = Place();
  const std::string other = Place("another unguessable key of ours");
  Reading of_broken(Follow(broken));
  Reading of_other(Follow(other));
  of_broken.NextTopup();
  of_other.NextTopup();
  orders::Order order = world_.OrderOf(broken);
  order.created_at = Instant{INT64_MAX};
  world_.store.Put(std::move(order));
  EXPECT_TRUE(of_broken.Ends());
  Pay(other);
  EXPECT_EQ(of_other.NextTopup()["state"], "delivered");
}

class ShortTest : public EventsTest {
 protected:
  static ApiWorld::Settings Short() {
    ApiWorld::Settings settings = Settings();
    settings.follow.comment_every = Millis(10);
    settings.follow.longest = Millis(50);
    return settings;
  }
  ShortTest() : EventsTest(Short()) {}
};

// Whoever reconnects shows its key again, which may have been revoked meanwhile.
TEST_F(ShortTest, StreamEndsAfterAWhileThoughTheOrderIsNotFinal) {
  Reading reading(Follow(Place()));
  EXPECT_EQ(reading.NextTopup()["state"], "awaiting_payment");
  EXPECT_TRUE(reading.Ends());
  EXPECT_EQ(world_.stats.followers.Value(), 0);
}

TEST_F(LookingTest, UnchangedStateIsNotRepeatedAndCommentsKeepTheStreamOpen) {
  const std::string token = Place();
  Reading reading(Follow(token));
  reading.NextTopup();
  EXPECT_TRUE(reading.Comments(4)) << "the first with the first event";
}

}  // namespace
}  // namespace herlaad::http
