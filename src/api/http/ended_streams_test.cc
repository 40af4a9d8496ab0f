// Streams of events whose reader's session or key ends while they are open.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "adapters/net/server/open_body.h"
#include "api/http/staff/staff_fixture.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiWorld;
using ::testing::HasSubstr;
using ::testing::Not;

class EndedStreams : public testing::StaffFixture {
 protected:
  EndedStreams() : StaffFixture(Settings()) {
    world_.PutSim("0470123456", "proximus");
    world_.gateway.tells.kind = engine::GatewayAnswer::Kind::kPaid;
    world_.gateway.tells.received = 1500;
    world_.gateway.tells.reference = "ch_1";
    const auto placed = world_.Post(
        "/v1/topups",
        R"({"msisdn":"0470123456","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"card"})",
        {{"idempotency-key", "a-key-of-a-payer"}});
    topup_ = Ask(placed, 201)["id"];
  }
  static ApiWorld::Settings Settings() {
    ApiWorld::Settings settings;
    settings.follow.first_look = Millis(60'000);
    settings.follow.longest_look = Millis(60'000);
    settings.follow.pause = Millis(1);
    return settings;
  }
  net::Response Follow(const std::pair<std::string, std::string>& who) {
    net::Response response =
        world_.Send(ApiWorld::MakeRequest("GET", "/v1/topups/" + topup_ + "/events", "", {who}));
    EXPECT_EQ(response.status, 200) << response.body;
    return response;
  }
  void Pay() {
    const auto payment = orders::PartReference(world_.OrderOf(topup_).id, 'p', 1);
    EXPECT_EQ(world_.Post("/v1/callbacks/bank", payment, {{"signature", "good"}}).status, 204);
  }
  // What comes until the stream ends. The placing itself may be told in it, if the stream began
  // before that was noticed; what happened after the reader's end is `delivered`.
  static std::string Rest(net::Response& response) {
    std::string text;
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < until) {
      if (response.open->TakeInto(text) != net::BodyPipe::Taken::kMore) return text;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ADD_FAILURE() << "the stream does not end";
    return text;
  }

  std::string topup_;
};

TEST_F(EndedStreams, ReaderWhoIsStillThereIsTold) {
  Add("su", "support");
  net::Response stream = Follow({"cookie", SignIn("su")});
  Pay();
  EXPECT_THAT(Rest(stream), HasSubstr("\"delivered\""));
}

TEST_F(EndedStreams, NothingIsSentAfterTheSession) {
  Add("su", "support");
  net::Response stream = Follow({"cookie", SignIn("su")});
  ASSERT_EQ(world_.Local("DELETE", "/v1/staff/su/sessions").status, 204);
  Pay();
  EXPECT_THAT(Rest(stream), Not(HasSubstr("delivered")));
}

TEST_F(EndedStreams, NothingIsSentAfterTheSessionHasExpired) {
  Add("su", "support");
  net::Response stream = Follow({"cookie", SignIn("su")});
  world_.clock.Pass(access::kSessionIdle);
  Pay();
  EXPECT_THAT(Rest(stream), Not(HasSubstr("delivered")));
}

TEST_F(EndedStreams, NothingIsSentAfterTheKeyWasRevoked) {
  const json key = Ask(world_.Local("POST", "/admin/keys", R"({"scopes":["topup:read"]})"), 201);
  net::Response stream = Follow({"authorization", "Bearer " + key["key"].get<std::string>()});
  const std::string id = key["id"];
  ASSERT_LT(world_.Local("POST", "/admin/keys/" + id + "/revoke").status, 300);
  Pay();
  EXPECT_THAT(Rest(stream), Not(HasSubstr("delivered")));
}

}  // namespace
}  // namespace herlaad::http
