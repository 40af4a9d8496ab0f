// Every example in the description works: the server understands each request, and accepts each id,
// as does the command line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "api/http/staff/staff_fixture.h"
#include "base/core/id.h"
#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using testing::ApiWorld;
using testing::Contract;

ApiWorld::Settings ThatSendsMails() {
  ApiWorld::Settings settings;
  settings.texts = true;
  settings.brakes = engine::BrakesInForce(
      std::make_shared<brakes::Brakes>(brakes::Brakes{{}, Secret("a key of brakes")}));
  return settings;
}

class ExamplesTest : public testing::StaffFixture {
 protected:
  ExamplesTest() : StaffFixture(ThatSendsMails()) {
    Add("boss", "admin");
    Add("money", "finance");
    world_.PutSim("0470123456", "proximus");
    key_ = world_.MakeKey(
        "topup:cash topup:read sim:read audit:read voucher:sell topup:float "
        "webhook:manage dispute:read");
  }

  net::Response Send(const Contract::ExampleRequest& example) {
    ApiWorld::Headers headers(example.headers.begin(), example.headers.end());
    const bool local = example.target.starts_with("/admin/");
    if (IsForPersons(example.target)) {
      headers.push_back(testing::kOwnPage);
      const std::string who = IsForFinance(example.target) ? "money" : "boss";
      headers.emplace_back("cookie", StepUp(SignIn(who), who));
    } else if (!local) {
      headers.emplace_back("authorization", "Bearer " + key_);
    }
    if (example.body) headers.emplace_back("content-type", "application/json");
    net::Request request =
        ApiWorld::MakeRequest(example.method, example.target, example.body.value_or(""), headers);
    request.local = local;
    return world_.Send(std::move(request));
  }

  static bool IsForFinance(const std::string& target) {
    return target.starts_with("/v1/clients/") || target.starts_with("/v1/reconciliation/");
  }
  static bool IsForPersons(const std::string& target) {
    return IsForFinance(target) || target.starts_with("/v1/staff") ||
           target.starts_with("/v1/approvals") || target.starts_with("/v1/brake") ||
           target.starts_with("/v1/blocks") ||
           (target.starts_with("/v1/") && target.ends_with("/resolve"));
  }

  std::string key_;
};

TEST_F(ExamplesTest, EveryExampleRequestIsUnderstood) {
  std::set<std::string> with_body;
  int n = 0;
  for (Contract::ExampleRequest example : world_.contract.ExampleRequests()) {
    SCOPED_TRACE(example.method + " " + example.target + " " + example.body.value_or(""));
    // Two examples of one operation are different requests.
    const auto key = example.headers.find("idempotency-key");
    if (key != example.headers.end() && ++n > 1) key->second = "another-key-" + std::to_string(n);
    const net::Response response = Send(example);
    if (example.target == "/v1/staff/sign-in" || example.target == "/v1/staff/step-up") {
      EXPECT_EQ(response.status, 403) << "nobody has that code";
      continue;
    }
    if (example.target.starts_with("/v1/staff/invitation")) {
      EXPECT_EQ(response.status, 403) << "there is no such invitation";
      continue;
    }
    if (example.target == "/v1/approvals" && example.body) {
      EXPECT_EQ(response.status, 404) << "there is no such top-up";
      continue;
    }
    EXPECT_THAT(response.status, ::testing::AnyOf(200, 201, 204, 302, 303, 404, 503))
        << response.body;
    if (example.body && example.target.find("tu_") == std::string::npos &&
        example.target.find("key_") == std::string::npos &&
        example.target.find("cli_") == std::string::npos &&
        example.target.find("we_") == std::string::npos) {
      EXPECT_LT(response.status, 300) << response.body;
      with_body.insert(example.target);
    }
  }
  EXPECT_THAT(with_body, ::testing::IsSupersetOf({"/v1/topups", "/v1/topups:batch", "/v1/quotes",
                                                  "/admin/keys", "/admin/clients", "/admin/sims",
                                                  "/admin/grants", "/admin/backup", "/v1/staff",
                                                  "/v1/staff/an.peeters"}));
}

TEST_F(ExamplesTest, EveryExampleIdIsValid) {
  const std::vector<std::string> ids = world_.contract.ExampleIds();
  EXPECT_GE(ids.size(), 5U);
  for (const std::string& id : ids) {
    const std::string prefix = id.substr(0, id.find('_') + 1);
    EXPECT_TRUE(ParseIdText(prefix, id).has_value()) << id;
  }
}

}  // namespace
}  // namespace herlaad::http
