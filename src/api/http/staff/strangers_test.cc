// Strangers who try to sign in: how many tries they have, and that they keep nobody else out.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <future>

#include "api/http/staff/staff_fixture.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiWorld;
using testing::kPassword;

class FewSignIns : public testing::StaffFixture {
 protected:
  FewSignIns() : StaffFixture(Few()) {}
  static ApiWorld::Settings Few() {
    ApiWorld::Settings settings;
    settings.sign_ins = {3, 3, 100};
    return settings;
  }
};

TEST_F(FewSignIns, TriesAreLimitedByAddress) {
  for (int n = 0; n < 3; ++n) EXPECT_EQ(TrySignIn("nobody", "1").status, 403);
  EXPECT_EQ(TrySignIn("nobody", "1").status, 429);
  world_.clock.Pass(Millis(20'000));
  EXPECT_EQ(TrySignIn("nobody", "1").status, 403);
}

class StrangersTest : public testing::StaffFixture {
 protected:
  using StaffFixture::StaffFixture;
  net::Request From(const std::string& peer, const std::string& code,
                    const std::string& password = kPassword) {
    const json body{{"name", "an"}, {"password", password}, {"code", code}};
    net::Request request = ApiWorld::MakeRequest("POST", "/v1/staff/sign-in", body.dump(),
                                                 {{"content-type", "application/json"}});
    request.peer = peer;
    return request;
  }
};

TEST_F(StrangersTest, KeepNobodyOutWhoSignedInFromThereBefore) {
  Add("an", "support");
  EXPECT_EQ(world_.Send(From("2001:db8:1:2::3", Code("an"))).status, 200);
  for (int n = 0; n < 120; ++n) {
    const std::string peer = "198.51." + std::to_string(n / 100) + "." + std::to_string(n % 100);
    EXPECT_EQ(world_.Send(From(peer, "000000", "another password")).status, 403);
  }
  world_.clock.Pass(access::kTimeStep);
  EXPECT_EQ(world_.Send(From("203.0.113.9", Code("an"))).status, 403) << "from a new network";
  EXPECT_EQ(world_.Send(From("2001:db8:1:2:ffff::1", Code("an"))).status, 200)
      << "another address of the same /64";
  EXPECT_FALSE(Ask(world_.Local("GET", "/v1/staff"), 200)["staff"][0]["must_wait_until"].is_null());
  world_.clock.Pass(access::kStrangerEvery * 25);
  EXPECT_EQ(world_.Send(From("203.0.113.9", Code("an"))).status, 200);
}

TEST_F(StrangersTest, NetworksAreNotReadableInTheDatabase) {
  Add("an", "support");
  SignIn("an");
  Add("bo", "support");
  SignIn("bo");
  const auto an = (*world_.store.FindRow<engine::StaffMember>("an"))->tries.networks;
  const auto bo = (*world_.store.FindRow<engine::StaffMember>("bo"))->tries.networks;
  ASSERT_EQ(an.size(), 1U);
  ASSERT_EQ(bo.size(), 1U);
  EXPECT_NE(an.front().network, bo.front().network) << "the same address of two persons";
}

class SlowHashes : public StrangersTest {
 protected:
  SlowHashes() : StrangersTest(Slow()) {}
  static ApiWorld::Settings Slow() {
    ApiWorld::Settings settings;
    settings.hash_cost = credentials::HashCost::kFull;
    return settings;
  }
};

// Each /64 has a limit of its own, and whoever has a /48 has 65,536 of them.
TEST_F(SlowHashes, FloodFromOneNeighbourhoodLeavesRoomForOthers) {
  Add("an", "support");
  std::vector<std::future<net::Response>> flood;
  for (int n = 0; n < 60; ++n) {
    const std::string network = std::to_string(n);
    flood.push_back(world_.SendLater(From("2001:db8:7:" + network + "::1", "000000", "wrong one")));
    flood.push_back(world_.SendLater(From("2001:db8:8:" + network + "::1", "000000", "wrong one")));
  }
  EXPECT_EQ(world_.Send(From("203.0.113.9", Code("an"))).status, 200);
  int refused = 0;
  for (auto& answer : flood) {
    const net::Response response = answer.get();
    if (response.status != 503) continue;
    ++refused;
    EXPECT_TRUE(std::any_of(response.headers.begin(), response.headers.end(),
                            [](const auto& header) { return header.name == "Retry-After"; }));
  }
  EXPECT_GT(refused, 60);
}

}  // namespace
}  // namespace herlaad::http
