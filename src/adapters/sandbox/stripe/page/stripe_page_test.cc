// The hosted page, as a payer's browser gets it.
#include <gmock/gmock.h>

#include <algorithm>

#include "adapters/sandbox/stripe/stripe_stand_in_testing.h"
#include "base/messages/messages.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

class StripePageTest : public StripeStandInTest {};

TEST_F(StripePageTest, PageSaysThatNoMoneyMovesInEveryLanguage) {
  Start();
  const std::string path = PathOf(Open());
  for (const char* const language : {"nl", "fr", "de", "en", "zh"}) {
    const auto page = Send("GET", path + "?lang=" + language);
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("class=\"mark\"")) << language;
    EXPECT_THAT(page.body, HasSubstr("Stripe")) << language;
    EXPECT_THAT(page.body, HasSubstr("Top-up &lt;b&gt;")) << "what the shop writes is text";
    EXPECT_THAT(page.body, Not(HasSubstr("<script")));
    EXPECT_THAT(page.body, Not(HasSubstr("style=\"")));
  }
  EXPECT_THAT(Send("GET", path).Find("content-security-policy").value_or(""),
              HasSubstr("form-action 'self' https://shop.example"));
  EXPECT_THAT(Send("GET", "/sandbox/style.css").body, HasSubstr(".qr"));
  EXPECT_EQ(Send("GET", "/pay/none").status, 404);
  EXPECT_EQ(Send("POST", "/pay/none", "action=approve").status, 404);
}

TEST_F(StripePageTest, PageHasALookForEachMethod) {
  Start();
  for (const char* const method : {"card", "bancontact", "paypal", "alipay", "wechat_pay"}) {
    const std::string name(method);
    const bool scanned = name == "alipay" || name == "wechat_pay";
    const auto page = Send("GET", PathOf(Open("&allowed_payment_method_types[]=" + name +
                                              "&payment_method_options[wechat_pay][client]=web")));
    EXPECT_THAT(page.body, HasSubstr("class=\"method " + name + "\""));
    EXPECT_EQ(page.body.find("<svg") != std::string::npos, scanned) << name;
    EXPECT_EQ(page.body.find("value=\"authenticate\"") != std::string::npos,
              name == "card" || name == "bancontact")
        << name;
  }
  const std::string both = PathOf(
      Open("&allowed_payment_method_types[]=card&allowed_payment_method_types[]=bancontact"));
  EXPECT_THAT(Send("GET", both + "?method=bancontact").body,
              HasSubstr("class=\"method bancontact"));
  EXPECT_THAT(Send("GET", both + "?method=ideal").body, HasSubstr("class=\"method card"));
}

TEST_F(StripePageTest, NumbersAndReferencesStayOnOneLine) {
  Start();
  std::string form = SessionForm() + "&client_reference_id=tu_0d3m9k2v7x8q1r-p1";
  const std::string name = "Top-up+%3Cb%3E";
  form.replace(form.find(name), name.size(),
               "Top-up+0470+%E2%80%A2%E2%80%A2+%E2%80%A2%E2%80%A2+56");
  const std::string page =
      Send("GET", PathOf(Parse(Send("POST", "/v1/checkout/sessions", form)))).body;
  EXPECT_THAT(page, HasSubstr("Top-up <span class=\"whole\">0470 •• •• 56</span>"));
  EXPECT_THAT(page, HasSubstr("<span class=\"whole\">tu_0d3m9k2v7x8q1r-p1</span>"));
}

TEST_F(StripePageTest, MethodIsALabelledRowThatDoesNotLookLikeAButton) {
  Start();
  EXPECT_THAT(Send("GET", PathOf(Open()) + "?lang=en").body,
              HasSubstr("<span class=\"label\">Payment method</span> "
                        "<span class=\"name\">Card •••• 4242</span>"));
  const std::string style = Send("GET", "/sandbox/style.css").body;
  const auto begin = style.find("\n.method {");
  ASSERT_NE(begin, std::string::npos);
  const std::string rule = style.substr(begin, style.find('}', begin) - begin);
  for (const char* const word : {"background", "border", "shadow", "min-height", "padding"})
    EXPECT_THAT(rule, Not(HasSubstr(word)));
}

TEST_F(StripePageTest, PageOffersEveryOutcomeAndFoldsTheFaults) {
  Start();
  const json session = Open();
  const std::string path = PathOf(session);
  const std::string page = Send("GET", path).body;
  const auto folded = page.find("<details>");
  ASSERT_NE(folded, std::string::npos);
  const auto place = [&page](const std::string& action) {
    return page.find("value=\"" + action + "\"");
  };
  for (const char* const action : {"approve", "decline", "decline_funds", "decline_expired",
                                   "decline_limit", "process", "process_shortly"})
    EXPECT_LT(place(action), folded) << action;
  EXPECT_THAT(page, HasSubstr("href=\"https://shop.example/back\"")) << "to leave";
  for (const char* const action : {"approve_repeating", "approve_reordering", "approve_silently",
                                   "double_charge", "wrong_amount"}) {
    EXPECT_GT(place(action), folded) << action;
    EXPECT_NE(place(action), std::string::npos) << action;
  }
  const std::string wallet =
      Send("GET", PathOf(Open("&allowed_payment_method_types[]=paypal"))).body;
  EXPECT_THAT(wallet, Not(HasSubstr("decline_expired"))) << "no card";
  EXPECT_EQ(Send("POST", "/v1/checkout/sessions/" + session.at("id").get<std::string>() + "/expire")
                .status,
            200);
  EXPECT_THAT(Send("GET", path).body, HasSubstr("value=\"late\""));
  EXPECT_THAT(Send("POST", path, "action=late").Find("location").value_or(""), HasSubstr("/pay/"));
  EXPECT_THAT(Send("GET", path).body, HasSubstr("class=\"done\""));
}

TEST_F(StripePageTest, DeclineIsReadAloud) {
  Start();
  const std::string path = PathOf(Open());
  EXPECT_THAT(Send("GET", path).body, Not(HasSubstr("role=\"alert\"")));
  EXPECT_EQ(Send("POST", path, "action=decline_limit").status, 303);
  EXPECT_THAT(Send("GET", path).body, HasSubstr("role=\"alert\""));
}

TEST_F(StripePageTest, PageThatTheShopClosedIsNotCalledExpired) {
  Start();
  const std::string closed(Text(messages::Language::kEn, "sandbox.stripe_closed"));
  const std::string expired(Text(messages::Language::kEn, "sandbox.stripe_expired"));
  const json cancelled = Open();
  const std::string path = PathOf(cancelled);
  const json answer = Parse(
      Send("POST", "/v1/checkout/sessions/" + cancelled.at("id").get<std::string>() + "/expire"));
  EXPECT_FALSE(answer.contains("_closed_by_shop")) << "not a member of Stripe's";
  EXPECT_THAT(Send("GET", path + "?lang=en").body, HasSubstr(closed));
  EXPECT_THAT(Send("GET", path + "?lang=en").body, Not(HasSubstr(expired)));
  const std::string left = PathOf(Open());
  Control("clock", {{"advance_s", 24 * 3'600}});
  EXPECT_THAT(Send("GET", left + "?lang=en").body, HasSubstr(expired));
  EXPECT_THAT(Send("GET", left + "?lang=en").body, Not(HasSubstr(closed)));
}

TEST_F(StripePageTest, PageSaysWhyAPaymentWasDeclined) {
  Start();
  struct Case {
    const char* action;
    messages::Key says;
  };
  constexpr Case kCases[] = {
      {"decline", "sandbox.stripe_try_again"},
      {"decline_funds", "sandbox.stripe_declined_funds"},
      {"decline_expired", "sandbox.stripe_declined_expired"},
      {"decline_limit", "sandbox.stripe_declined_limit"},
      {"fail_authentication", "sandbox.stripe_declined_authentication"},
  };
  const std::string path = PathOf(Open());
  for (const Case& each : kCases) {
    EXPECT_EQ(Send("POST", path, std::string("action=") + each.action).status, 303);
    const std::string page = Send("GET", path + "?lang=zh").body;
    EXPECT_THAT(page, HasSubstr(std::string(Text(messages::Language::kZh, each.says))))
        << each.action;
  }
}

TEST_F(StripePageTest, PayerReturnsToTheShopAfterPaying) {
  Start();
  const json session = Open();
  const std::string path = PathOf(session);
  const auto declined = Send("POST", path, "action=decline");
  EXPECT_EQ(declined.status, 303);
  EXPECT_THAT(declined.Find("location").value_or(""), HasSubstr("/pay/")) << "to try again";
  const auto paid = Send("POST", path, "action=approve");
  EXPECT_EQ(paid.Find("location"), "https://shop.example/o/" + session.at("id").get<std::string>());
  EXPECT_THAT(Send("POST", path, "action=approve").Find("location").value_or(""),
              HasSubstr("/pay/"))
      << "already paid";
  EXPECT_EQ(Send("POST", path, "action=nonsense").status, 303);
  EXPECT_THAT(Send("GET", path).body, HasSubstr("value=\"dispute\""));
}

TEST_F(StripePageTest, PaymentInProgressStaysOnThePageWhichOffersTheOutcomes) {
  Start();
  const std::string path = PathOf(Open());
  const auto begun = Send("POST", path, "action=process");
  EXPECT_EQ(begun.status, 303);
  EXPECT_THAT(begun.Find("location").value_or(""), HasSubstr("/pay/"));
  const std::string page = Send("GET", path + "?lang=en").body;
  EXPECT_THAT(page, HasSubstr("class=\"moving\""));
  EXPECT_THAT(page, HasSubstr("value=\"settle\" class=\"next\""));
  EXPECT_THAT(page, HasSubstr("value=\"fail\""));
  EXPECT_THAT(page, HasSubstr("<a class=\"button\" href=\"https://shop.example/o/"))
      << "the payer may go back, which is not the next step";
  EXPECT_EQ(page.find("next\""), page.rfind("next\"")) << "one button is the next step";
  EXPECT_THAT(page, Not(HasSubstr(Text(messages::Language::kEn, "sandbox.stripe_outcome"))))
      << "there is no outcome yet, of which this would be another";
  const std::string other = PathOf(Open());
  EXPECT_THAT(Send("POST", other, "action=process_shortly").Find("location").value_or(""),
              HasSubstr("https://shop.example/o/"))
      << "nothing is to be decided";
}

TEST_F(StripePageTest, WhatCanHappenToAPaidPaymentIsOfferedWhenItHasAnEffectAndThenSaid) {
  Start();
  const std::string path = PathOf(Open());
  const std::vector<std::string> all = {"inquire",      "dispute",      "win_dispute",
                                        "lose_dispute", "refunds_fail", "refunds_succeed"};
  struct Case {
    const char* action;
    std::string says;
    std::vector<std::string> offers;
  };
  const auto en = [](messages::Key key) { return std::string(Text(messages::Language::kEn, key)); };
  const Case cases[] = {
      {"decline", en("sandbox.stripe_try_again"), {}},
      {"approve", {}, {"inquire", "dispute", "refunds_fail"}},
      {"lose_dispute", {}, {"inquire", "dispute", "refunds_fail"}},
      {"refunds_fail",
       en("sandbox.stripe_refunds_failing"),
       {"inquire", "dispute", "refunds_succeed"}},
      {"refunds_succeed",
       en("sandbox.stripe_refunds_succeeding"),
       {"inquire", "dispute", "refunds_fail"}},
      {"inquire", en("sandbox.stripe_inquired"), {"dispute", "refunds_fail"}},
      {"dispute", en("sandbox.stripe_disputed"), {"win_dispute", "lose_dispute", "refunds_fail"}},
      {"lose_dispute", en("sandbox.stripe_dispute_lost"), {"win_dispute", "refunds_fail"}},
      {"win_dispute", en("sandbox.stripe_dispute_won"), {"refunds_fail"}},
  };
  for (const Case& each : cases) {
    EXPECT_EQ(Send("POST", path, std::string("action=") + each.action).status, 303);
    const std::string page = Send("GET", path + "?lang=en").body;
    EXPECT_THAT(page, HasSubstr(each.says)) << each.action;
    for (const std::string& action : all) {
      const bool offered = page.find("value=\"" + action + "\"") != std::string::npos;
      const bool expected =
          std::find(each.offers.begin(), each.offers.end(), action) != each.offers.end();
      EXPECT_EQ(offered, expected) << "after " << each.action << ": " << action;
    }
  }
}

TEST_F(StripePageTest, PageOfAWalletNeverSpeaksOfABank) {
  Start();
  for (const char* const method : {"paypal", "alipay", "wechat_pay"}) {
    const std::string path = PathOf(Open(std::string("&allowed_payment_method_types[]=") + method +
                                         "&payment_method_options[wechat_pay][client]=web"));
    for (const char* const action : {"decline", "process", "settle", "inquire", "dispute"}) {
      for (const char* const language : {"?lang=en", "?lang=de", "?lang=fr", "?lang=nl"}) {
        const std::string page = Send("GET", path + language).body;
        for (const char* const word : {"Bank", "bank", "banque"})
          EXPECT_THAT(page, Not(HasSubstr(word))) << method << language << " before " << action;
      }
      EXPECT_EQ(Send("POST", path, std::string("action=") + action).status, 303);
    }
  }
}

}  // namespace
}  // namespace herlaad::sandbox
