// Approvals of a second person, and the act that needs them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "api/http/staff/staff_fixture.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiWorld;

constexpr std::int64_t kAbove = 2'000;  // cents; above what api_world.cc sets

class ApprovalsTest : public testing::StaffFixture {
 protected:
  ApprovalsTest() {
    Add("an", "finance");
    Add("bo", "finance");
    Add("su", "support");
    world_.clock.Pass(access::kGivesNothingFor);
    SignInAll();
    till_ = world_.MakeKey("topup:cash");
  }
  // The id of a top-up in cash whose money must be returned.
  std::string InReview(std::int64_t amount) {
    return InReview(amount, {"authorization", "Bearer " + till_});
  }
  // Placed and cancelled by whom the header names.
  std::string InReview(std::int64_t amount, const std::pair<std::string, std::string>& who) {
    const json body{{"msisdn", "0485123456"},
                    {"operator", "telenet"},
                    {"amount", {{"amount", amount}, {"currency", "EUR"}}},
                    {"tender", "cash"}};
    const std::string key = "key " + std::to_string(++n_);
    const auto placed = world_.Send(ApiWorld::MakeRequest(
        "POST", "/v1/topups", body.dump(),
        {testing::kOwnPage, who, {"idempotency-key", key}, {"content-type", "application/json"}}));
    EXPECT_EQ(placed.status, 201) << placed.body;
    std::string id = json::parse(placed.body)["id"];
    const auto cancelled =
        world_.Post("/v1/topups/" + id + "/cancel", "", {testing::kOwnPage, who});
    EXPECT_EQ(json::parse(cancelled.body)["state"], "attention");
    return id;
  }
  net::Response Resolve(const std::string& cookie, const std::string& id,
                        const std::string& approval = "") {
    json body{{"resolution", "paid_out"}, {"reason", "counter 2"}};
    if (!approval.empty()) body["approval"] = approval;
    return As(cookie, "POST", "/v1/topups/" + id + "/resolve", body.dump());
  }
  std::string Request(const std::string& cookie, const std::string& id) {
    const json body{{"action", "topup.resolve"},
                    {"subject", id},
                    {"detail", "paid_out"},
                    {"reason", "the payer stands here"}};
    return Ask(As(cookie, "POST", "/v1/approvals", body.dump()), 201)["id"];
  }
  void SignInAll() {
    an_ = SignIn("an");
    bo_ = SignIn("bo");
    su_ = SignIn("su");
  }
  // With the password and a code, in the session of that cookie.
  net::Response Give(const std::string& cookie, const std::string& approval) {
    StepUp(cookie, cookie == an_ ? "an" : cookie == bo_ ? "bo" : "su");
    return As(cookie, "POST", "/v1/approvals/" + approval + "/give");
  }

  std::string an_;
  std::string bo_;
  std::string su_;
  std::string till_;
  std::string id_;
  int n_ = 0;
};

TEST_F(ApprovalsTest, SmallSumsNeedNoSecondPerson) {
  const std::string id = InReview(1'500);
  EXPECT_EQ(Ask(Resolve(su_, id), 200)["state"], "refunded");
  EXPECT_EQ(world_.store.Audit().back().actor, "staff:su");
  EXPECT_EQ(world_.store.Audit().back().action, "topup.resolve");
}

TEST_F(ApprovalsTest, LargeSumsNeedOne) {
  const std::string id = InReview(kAbove);
  const json refused = Ask(Resolve(an_, id), 409);
  EXPECT_EQ(refused["code"], "approval_required");
  EXPECT_EQ(refused["approval"], "not_given");
  const std::string approval = Request(an_, id);
  EXPECT_EQ(Ask(Resolve(an_, id, approval), 409)["approval"], "not_given");
  EXPECT_EQ(Ask(Give(an_, approval), 409)["approval"], "same_person");
  EXPECT_EQ(Ask(Give(su_, approval), 403)["code"], "scope_missing");
  EXPECT_EQ(world_.store.Audit().back().action, "approval.give_refused");
  EXPECT_EQ(world_.store.Audit().back().actor, "staff:su");
  EXPECT_EQ(Ask(As(SignIn("bo"), "POST", "/v1/approvals/" + approval + "/give"), 403)["code"],
            "step_up_required");
  EXPECT_EQ(Ask(As(bo_, "GET", "/v1/approvals"), 200)["approvals"][0]["id"], approval);
  EXPECT_EQ(Ask(Give(bo_, approval), 200)["given_by"], "bo");
  EXPECT_EQ(Ask(Give(bo_, approval), 409)["approval"], "already_given");
  EXPECT_EQ(Ask(Resolve(bo_, id, approval), 409)["approval"], "other_person");
  EXPECT_EQ(Ask(Resolve(an_, id, approval), 200)["state"], "refunded");
  EXPECT_TRUE(Ask(As(bo_, "GET", "/v1/approvals"), 200)["approvals"].empty());
  const auto audit = world_.store.Audit();
  EXPECT_EQ(audit.back().action, "topup.resolve");
  EXPECT_EQ(audit.at(audit.size() - 2).action, "approval.use");
  EXPECT_EQ(audit.at(audit.size() - 2).detail, "given by staff:bo");
}

TEST_F(ApprovalsTest, RefusalsAreInTheAuditTrail) {
  const std::string id = InReview(kAbove);
  Ask(Resolve(an_, id), 409);
  EXPECT_EQ(world_.store.Audit().back().action, "topup.resolve_refused");
  EXPECT_EQ(world_.store.Audit().back().subject, id);
  EXPECT_EQ(world_.store.Audit().back().detail, "paid_out: not_given");
  Add("cl", "clerk");
  EXPECT_EQ(Ask(Resolve(SignIn("cl"), id), 403)["code"], "scope_missing");
  EXPECT_EQ(world_.store.Audit().back().actor, "staff:cl");
  EXPECT_EQ(world_.store.Audit().back().detail, "paid_out: not_allowed");
}

// One administrator's session makes no second person.
TEST_F(ApprovalsTest, WhoWasAddedOrChangedLatelyGivesNone) {
  Add("boss", "admin");
  world_.clock.Pass(access::kGivesNothingFor);
  SignInAll();
  const std::string boss = StepUp(SignIn("boss"), "boss");
  const json added =
      Ask(As(boss, "POST", "/v1/staff", R"({"name":"new","full_name":"New","role":"admin"})"), 201);
  ReadInvitation("new", added["invitation"]);
  Ask(Accept("new", added["invitation"]), 204);
  const std::string fresh = SignIn("new");
  const auto give = [this](const std::string& cookie, const std::string& asking) {
    const std::string approval = Request(asking, id_);
    StepUp(cookie, "new");
    return json::parse(As(cookie, "POST", "/v1/approvals/" + approval + "/give").body);
  };
  id_ = InReview(kAbove);
  EXPECT_EQ(give(fresh, boss)["approval"], "changed_lately");
  EXPECT_EQ(give(fresh, an_)["approval"], "changed_lately");
  world_.clock.Pass(access::kGivesNothingFor);
  SignInAll();
  const std::string later = SignIn("new");
  EXPECT_EQ(give(later, SignIn("boss"))["approval"], "changed_by_asker");
  EXPECT_EQ(give(later, an_)["given_by"], "new");
  const std::string approval = Request(later, id_);
  const std::string boss_later = StepUp(SignIn("boss"), "boss");
  EXPECT_EQ(Ask(As(boss_later, "POST", "/v1/approvals/" + approval + "/give"), 409)["approval"],
            "asker_changed");
}

TEST_F(ApprovalsTest, ApprovalEndsWithTheRoleOfWhoGaveIt) {
  const std::string id = InReview(kAbove);
  const std::string approval = Request(an_, id);
  Ask(Give(bo_, approval), 200);
  Ask(world_.Local("PATCH", "/v1/staff/bo", R"({"role":"support"})"), 200);
  EXPECT_EQ(Ask(Resolve(an_, id, approval), 409)["approval"], "giver_may_not");
  Ask(world_.Local("PATCH", "/v1/staff/bo", R"({"role":"finance","disabled":true})"), 200);
  EXPECT_EQ(Ask(Resolve(an_, id, approval), 409)["approval"], "giver_may_not");
  Ask(world_.Local("PATCH", "/v1/staff/bo", R"({"disabled":false})"), 200);
  EXPECT_EQ(Ask(Resolve(an_, id, approval), 200)["state"], "refunded");
}

TEST_F(ApprovalsTest, ApprovalIsWithdrawnOrDeclined) {
  const std::string id = InReview(kAbove);
  const auto end = [this](const std::string& cookie, const std::string& approval,
                          const std::string& how) {
    return As(cookie, "POST", "/v1/approvals/" + approval + "/" + how);
  };
  const std::string declined = Request(an_, id);
  EXPECT_EQ(Ask(end(su_, declined, "decline"), 409)["approval"], "not_allowed");
  EXPECT_EQ(Ask(end(bo_, declined, "withdraw"), 409)["approval"], "not_allowed");
  EXPECT_EQ(Ask(end(bo_, declined, "decline"), 200)["state"], "declined");
  EXPECT_EQ(Ask(Give(bo_, declined), 409)["approval"], "ended");
  const std::string withdrawn = Request(an_, id);
  EXPECT_EQ(Ask(Give(bo_, withdrawn), 200)["state"], "given");
  EXPECT_EQ(Ask(end(bo_, withdrawn, "withdraw"), 200)["ended_by"], "bo");
  EXPECT_EQ(Ask(end(an_, withdrawn, "withdraw"), 409)["approval"], "already_ended");
  EXPECT_EQ(Ask(Resolve(an_, id, withdrawn), 409)["approval"], "ended");
  EXPECT_TRUE(Ask(As(bo_, "GET", "/v1/approvals"), 200)["approvals"].empty());
  EXPECT_EQ(end(an_, "ap_0d3m9k2v7x8q15", "withdraw").status, 404);
  EXPECT_EQ(end(an_, "ap_x", "decline").status, 404);
}

TEST_F(ApprovalsTest, ListHasPagesAndAPersonHasFewOpen) {
  const std::string id = InReview(kAbove);
  std::set<std::string> asked;
  for (std::size_t n = 0; n < access::kOpenRequestsMax; ++n) {
    asked.insert(Request(an_, id));
    asked.insert(Request(su_, id));
  }
  const json one_more{
      {"action", "topup.resolve"}, {"subject", id}, {"detail", "paid_out"}, {"reason", "more"}};
  EXPECT_EQ(Ask(As(su_, "POST", "/v1/approvals", one_more.dump()), 409)["code"],
            "approvals_too_many");
  std::set<std::string> listed;
  std::string cursor;
  for (int pages = 0; pages < 10; ++pages) {
    const json page = Ask(As(bo_, "GET", "/v1/approvals?limit=15" + cursor), 200);
    for (const json& one : page["approvals"]) EXPECT_TRUE(listed.insert(one["id"]).second);
    if (page["next"].is_null()) break;
    EXPECT_EQ(page["approvals"].size(), 15U);
    cursor = "&cursor=" + page["next"].get<std::string>();
  }
  EXPECT_EQ(listed, asked);
  EXPECT_EQ(As(bo_, "GET", "/v1/approvals?limit=101").status, 422);
  EXPECT_EQ(As(bo_, "GET", "/v1/approvals?cursor=x").status, 422);
}

TEST_F(ApprovalsTest, ApprovalIsForOneOrderAndExpires) {
  const std::string one = InReview(kAbove);
  world_.clock.Pass(Millis(121'000));  // the pause between two top-ups of a number
  const std::string other = InReview(kAbove);
  const std::string approval = Request(an_, one);
  Ask(Give(bo_, approval), 200);
  EXPECT_EQ(Ask(Resolve(an_, other, approval), 409)["approval"], "other_act");
  world_.clock.Pass(access::kApprovalLifetime);
  SignInAll();
  EXPECT_EQ(Ask(Resolve(an_, one, approval), 409)["approval"], "expired");
}

TEST_F(ApprovalsTest, ApprovalThatIsNotNeededIsNotUsedUp) {
  const std::string id = InReview(1'500);
  const std::string approval = Request(an_, id);
  Ask(Give(bo_, approval), 200);
  EXPECT_EQ(Resolve(an_, id, approval).status, 200);
  const json listed = Ask(As(bo_, "GET", "/v1/approvals"), 200)["approvals"][0];
  EXPECT_TRUE(listed["used_at"].is_null());
  EXPECT_EQ(listed["state"], "overtaken");
}

TEST_F(ApprovalsTest, ApprovalIsOvertakenOnceTheOrderIsDecidedOtherwise) {
  const std::string id = InReview(kAbove);
  const std::string approval = Request(an_, id);
  EXPECT_EQ(Ask(As(bo_, "GET", "/v1/approvals"), 200)["approvals"][0]["state"], "open");
  Ask(world_.Local("POST", "/v1/topups/" + id + "/resolve",
                   R"({"resolution":"paid_out","reason":"counter 2"})"),
      200);
  EXPECT_EQ(Ask(As(bo_, "GET", "/v1/approvals"), 200)["approvals"][0]["state"], "overtaken");
  const json refused = Ask(Give(bo_, approval), 409);
  EXPECT_EQ(refused["code"], "approval_overtaken");
  EXPECT_EQ(refused["approval"], "overtaken");
  EXPECT_EQ(Ask(Give(su_, approval), 403)["code"], "scope_missing");
  EXPECT_EQ(Ask(Resolve(an_, id, approval), 409)["code"], "topup_not_in_attention");
  EXPECT_EQ(Ask(As(an_, "POST", "/v1/approvals/" + approval + "/withdraw"), 200)["state"],
            "withdrawn");
  EXPECT_TRUE(Ask(As(bo_, "GET", "/v1/approvals"), 200)["approvals"].empty());
}

TEST_F(ApprovalsTest, OvertakenOnesDoNotCountAsOpen) {
  const std::string id = InReview(kAbove);
  for (std::size_t n = 0; n < access::kOpenRequestsMax; ++n) Request(an_, id);
  world_.clock.Pass(Millis(121'000));  // the pause between two top-ups of a number
  const std::string other = InReview(kAbove);
  const json body{
      {"action", "topup.resolve"}, {"subject", other}, {"detail", "paid_out"}, {"reason", "more"}};
  EXPECT_EQ(Ask(As(an_, "POST", "/v1/approvals", body.dump()), 409)["code"], "approvals_too_many");
  Ask(world_.Local("POST", "/v1/topups/" + id + "/resolve",
                   R"({"resolution":"paid_out","reason":"counter 2"})"),
      200);
  EXPECT_EQ(Ask(As(an_, "POST", "/v1/approvals", body.dump()), 201)["state"], "open");
}

TEST_F(ApprovalsTest, ApprovalIsAskedForWhatIsInReview) {
  const std::string id = InReview(kAbove);
  const std::string approval = Request(an_, id);
  Ask(Give(bo_, approval), 200);
  EXPECT_EQ(Ask(Resolve(an_, id, approval), 200)["state"], "refunded");
  const auto asking = [this](const std::string& subject, const char* detail = "paid_out") {
    const json body{{"action", "topup.resolve"},
                    {"subject", subject},
                    {"detail", detail},
                    {"reason", "once more"}};
    return As(an_, "POST", "/v1/approvals", body.dump());
  };
  world_.clock.Pass(Millis(121'000));  // the pause between two top-ups of a number
  const json unfit = Ask(asking(InReview(kAbove), "not_paid"), 409);
  EXPECT_EQ(unfit["code"], "resolution_does_not_fit");
  EXPECT_EQ(unfit["resolutions"], json::array({"paid_out"}));
  EXPECT_EQ(Ask(asking(id), 409)["code"], "topup_not_in_attention");
  EXPECT_EQ(Ask(asking("tu_0d3m9k2v7x8q15"), 404)["code"], "topup_unknown");
}

// At a till as in the console: above the sum nobody hands cash back alone.
TEST_F(ApprovalsTest, ClerkHandsBackSmallSumsAlone) {
  Add("cl", "clerk");
  const std::string clerk = SignIn("cl");
  const auto hand_back = [&](const std::string& id) {
    return As(clerk, "POST", "/v1/topups/" + id + "/cash-returned");
  };
  const std::pair<std::string, std::string> who{"cookie", clerk};
  const std::string small = InReview(1'500, who);
  EXPECT_EQ(Ask(hand_back(small), 200)["state"], "refunded");
  world_.clock.Pass(Millis(121'000));  // the pause between two top-ups of a number
  const std::string large = InReview(kAbove, who);
  const json refused = Ask(hand_back(large), 409);
  EXPECT_EQ(refused["code"], "approval_required");
  EXPECT_EQ(refused["resolution"], "paid_out");
}

TEST_F(ApprovalsTest, OnlyPersonsResolveAskAndGive) {
  const std::string id = InReview(1'500);
  const std::string key = world_.MakeKey("topup:cash topup:read");
  const ApiWorld::Headers headers{{"authorization", "Bearer " + key}};
  EXPECT_EQ(world_.Post("/v1/topups/" + id + "/resolve", "{}", headers).status, 403);
  EXPECT_EQ(world_.Post("/v1/approvals", "{}", headers).status, 403);
  EXPECT_EQ(world_.Get("/v1/approvals", key).status, 403);
  EXPECT_EQ(world_.Local("GET", "/v1/approvals").status, 403);
  Add("cl", "clerk");
  const std::string clerk = SignIn("cl");
  EXPECT_EQ(Resolve(clerk, id).status, 403);
  EXPECT_EQ(As(clerk, "GET", "/v1/approvals").status, 403);
}

TEST_F(ApprovalsTest, BadRequestsAreExplained) {
  const auto field = [this](json change) {
    json body{{"action", "topup.resolve"},
              {"subject", "tu_0d3m9k2v7x8q15"},
              {"detail", "refunded"},
              {"reason", "x"}};
    body.update(change);
    return json::parse(As(an_, "POST", "/v1/approvals", body.dump()).body)["field"];
  };
  EXPECT_EQ(field({{"action", "topup.free"}}), "action");
  EXPECT_EQ(field({{"subject", "tu_x"}}), "subject");
  EXPECT_EQ(field({{"detail", "magic"}}), "detail");
  EXPECT_EQ(field({{"reason", " "}}), "reason");
  EXPECT_EQ(field({{"reason", "\xC2\xA0"}}), "reason") << "a no-break space";
  EXPECT_EQ(Give(bo_, "ap_x").status, 404);
  EXPECT_EQ(Give(bo_, "ap_0d3m9k2v7x8q15").status, 404);
  EXPECT_EQ(Ask(Resolve(an_, InReview(1'500), "x"), 422)["field"], "approval");
}

}  // namespace
}  // namespace herlaad::http
