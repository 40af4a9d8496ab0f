// The page with the open disputes: who sees it, in which order they stand, and what it offers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "api/http/staff/open_disputes.h"
#include "api/http/staff/staff_fixture.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using orders::DisputeState;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Millis kDay{86'400'000};

class StaffDisputePage : public testing::StaffFixture {
 protected:
  StaffDisputePage() {
    world_.PutSim("0470123456", "proximus");
    Add("an", "finance");
  }
  // The id of a top-up whose charge is in dispute, with a deadline so long from now; 0: none.
  std::string Disputed(const std::string& charge, DisputeState state, Millis due,
                       const std::string& reason = "product_not_received") {
    const auto placed = world_.Post(
        "/v1/topups",
        R"({"msisdn":"0470123456","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"card"})",
        {{"idempotency-key", "an unguessable key for " + charge}});
    const OrderId id = world_.OrderOf(json::parse(placed.body).at("id")).id;
    auto& tells = world_.gateway.tells;
    tells.received = 1'500;
    tells.reference = charge;
    tells.dispute.state = state;
    tells.dispute.reference = "du_" + charge;
    tells.dispute.reason = reason;
    tells.dispute.due_at = due.count() == 0 ? Instant{} : world_.clock.Now() + due;
    for (const auto kind :
         {engine::GatewayAnswer::Kind::kPaid, engine::GatewayAnswer::Kind::kDisputed}) {
      tells.kind = kind;
      const auto told = world_.Post("/v1/callbacks/bank", orders::PartReference(id, 'p', 1),
                                    {{"signature", "good"}});
      EXPECT_EQ(told.status, 204) << told.body;
    }
    return ToText(id);
  }
  std::string Page(const std::string& cookie, const std::string& language = "en") {
    const auto page = As(cookie, "GET", "/" + language + "/staff/disputes");
    EXPECT_EQ(page.status, 200) << page.body;
    return page.body;
  }
  static std::string EvidenceOf(const std::string& id) {
    return "/v1/topups/" + id + "/evidence.pdf";
  }
  // In the order in which they stand in the page; one that is not there is left out.
  static std::vector<std::string> Listed(const std::string& page, std::vector<std::string> ids) {
    std::erase_if(ids, [&](const auto& id) { return page.find(id) == std::string::npos; });
    std::sort(ids.begin(), ids.end(),
              [&](const auto& a, const auto& b) { return page.find(a) < page.find(b); });
    return ids;
  }
};

TEST_F(StaffDisputePage, MostUrgentStandsFirst) {
  const std::string later = Disputed("ch_1", DisputeState::kOpened, kDay * 7);
  const std::string reviewed = Disputed("ch_2", DisputeState::kUnderReview, Millis(0));
  const std::string undated = Disputed("ch_3", DisputeState::kWarned, Millis(0));
  const std::string sooner = Disputed("ch_4", DisputeState::kWarned, kDay);
  const std::string lost = Disputed("ch_5", DisputeState::kLost, Millis(0));
  const std::string page = Page(SignIn("an"));
  EXPECT_EQ(Listed(page, {later, reviewed, undated, sooner, lost}),
            (std::vector{sooner, later, undated, reviewed}))
      << "and what has ended is not there";
}

TEST_F(StaffDisputePage, SaysStatusAmountReasonAndWhetherEvidenceCanBeSent) {
  const std::string id = Disputed("ch_1", DisputeState::kOpened, kDay);
  const std::string cookie = SignIn("an");
  const std::string page = Page(cookie);
  for (const char* const part : {"Evidence can be sent", "Disputed; evidence is awaited", "€15.00",
                                 "product not received", "du_ch_1"}) {
    EXPECT_THAT(page, HasSubstr(part));
  }
  EXPECT_THAT(page, HasSubstr("href=\"" + EvidenceOf(id) + "\""));
  const auto pdf = As(cookie, "GET", EvidenceOf(id));
  EXPECT_EQ(pdf.status, 200);
  EXPECT_EQ(pdf.body.substr(0, 5), "%PDF-");
}

TEST_F(StaffDisputePage, AfterTheDeadlineItSaysThatItIsTooLate) {
  const std::string late = Disputed("ch_1", DisputeState::kOpened, kDay);
  const std::string open = Disputed("ch_2", DisputeState::kOpened, kDay * 7);
  world_.clock.Pass(kDay);
  const std::string page = Page(SignIn("an"));
  EXPECT_EQ(Listed(page, {late, open}), (std::vector{open, late}));
  EXPECT_THAT(page, HasSubstr("Evidence can no longer be sent"));
}

TEST_F(StaffDisputePage, DeadlineItselfIsTooLate) {
  orders::Dispute dispute;
  EXPECT_TRUE(CanSendEvidence(dispute, Instant{5})) << "without a deadline";
  dispute.due_at = Instant{5};
  EXPECT_TRUE(CanSendEvidence(dispute, Instant{4}));
  EXPECT_FALSE(CanSendEvidence(dispute, Instant{5}));
  dispute.state = DisputeState::kUnderReview;
  EXPECT_FALSE(CanSendEvidence(dispute, Instant{4})) << "none is wanted";
}

TEST_F(StaffDisputePage, IsWholeInEveryLanguageAndStatus) {
  for (const auto state : {DisputeState::kWarned, DisputeState::kOpened, DisputeState::kUnderReview,
                           DisputeState::kWarningReview, DisputeState::kAppealOpened,
                           DisputeState::kAppealUnderReview}) {
    Disputed("ch_" + std::string(orders::Name(state)), state, kDay);
  }
  const std::string cookie = SignIn("an");
  for (const char* const language : {"nl", "fr", "de", "en", "zh"}) {
    const std::string page = Page(cookie, language);
    EXPECT_THAT(page, Not(HasSubstr("{topup}"))) << language;
    EXPECT_THAT(page, Not(HasSubstr("{time}"))) << language;
    EXPECT_THAT(page, HasSubstr(std::string("href=\"/") + language + "/staff\""));
    EXPECT_THAT(page, HasSubstr("href=\"/nl/staff/disputes\"")) << "in another language";
  }
}

TEST_F(StaffDisputePage, IsForRolesThatMayReadDisputes) {
  const std::string id = Disputed("ch_1", DisputeState::kOpened, kDay);
  for (const char* const role : {"clerk", "dealer", "support"}) {
    const std::string name = std::string("my-") + role;
    Add(name, role);
    const std::string cookie = SignIn(name);
    const auto refused = As(cookie, "GET", "/en/staff/disputes");
    EXPECT_EQ(refused.status, 403) << role;
    EXPECT_THAT(refused.body, HasSubstr("role=\"alert\""));
    EXPECT_THAT(refused.body, Not(HasSubstr(id)));
    EXPECT_THAT(As(cookie, "GET", "/en/staff").body, Not(HasSubstr("/staff/disputes\"")));
  }
  Add("ad", "admin");
  const std::string cookie = SignIn("ad");
  EXPECT_THAT(Page(cookie), HasSubstr(id));
  EXPECT_THAT(As(cookie, "GET", "/en/staff").body, HasSubstr("href=\"/en/staff/disputes\""));
}

TEST_F(StaffDisputePage, WhoeverHasNotSignedInSeesTheForm) {
  const std::string id = Disputed("ch_1", DisputeState::kOpened, kDay);
  const auto form = world_.Get("/fr/staff/disputes");
  EXPECT_EQ(form.status, 200);
  EXPECT_THAT(form.body, HasSubstr("action=\"/fr/staff/sign-in\""));
  EXPECT_THAT(form.body, Not(HasSubstr(id)));
}

TEST_F(StaffDisputePage, IsFoundInTheReadersLanguage) {
  const auto answer = world_.Get("/staff/disputes");
  EXPECT_EQ(answer.status, 303);
  EXPECT_TRUE(std::any_of(answer.headers.begin(), answer.headers.end(), [](const auto& header) {
    return header.name == "Location" && header.value == "/en/staff/disputes";
  }));
}

TEST_F(StaffDisputePage, SaysIfThereAreNone) {
  Disputed("ch_1", DisputeState::kWon, Millis(0));
  EXPECT_THAT(Page(SignIn("an")), HasSubstr("No disputes are open"));
}

TEST_F(StaffDisputePage, WordsOfTheProviderAreNoMarkup) {
  Disputed("ch_1", DisputeState::kOpened, kDay, "<script>alert(1)</script>");
  EXPECT_THAT(Page(SignIn("an")), Not(HasSubstr("<script>alert")));
}

}  // namespace
}  // namespace herlaad::http
