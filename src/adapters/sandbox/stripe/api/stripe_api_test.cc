#include "adapters/sandbox/stripe/api/stripe_api.h"

#include <gmock/gmock.h>

#include "adapters/sandbox/stripe/stripe_testing.h"

namespace herlaad::sandbox {
namespace {

using ::testing::HasSubstr;
using Kind = StripeFault::Kind;

class StripeApiTest : public StripeTest {
 protected:
  Reply OpenWith(const std::string& key, const std::optional<StripeFault>& fault = {},
                 const std::string& amount = "1500") {
    return Send(Request("POST", "/v1/checkout/sessions", SessionForm("card", amount), key), fault);
  }
  std::size_t Sessions() { return Get("/v1/checkout/sessions").body["data"].size(); }
  static StripeFault Fault(Kind kind) {
    StripeFault fault;
    fault.kind = kind;
    return fault;
  }
};

TEST_F(StripeApiTest, WrongOrMissingKeyIsRefusedEverywhere) {
  for (const char* const authorization :
       {"", "Bearer sk_test_other", "Bearer", "Basic !", "Basic c2tfdGVzdF9vdGhlcjo="}) {
    StripeRequest request = Request("GET", "/v1/charges", "");
    request.authorization = authorization;
    const Reply refused = Send(request);
    EXPECT_EQ(refused.status, 401) << authorization;
    EXPECT_EQ(refused.Error("type"), "invalid_request_error");
    EXPECT_EQ(refused.body.dump().find("sk_test_other"), std::string::npos);
  }
}

TEST_F(StripeApiTest, KeyIsAcceptedAsUserOfBasic) {
  StripeRequest request = Request("GET", "/v1/charges", "");
  request.authorization = "Basic c2tfdGVzdF9oZXJsYWFkX2RlbW86";  // "sk_test_herlaad_demo:"
  EXPECT_EQ(Send(request).status, 200);
}

TEST_F(StripeApiTest, UnknownPathsAndVersionsAreRefused) {
  EXPECT_EQ(Get("/v1/invoices").status, 404);
  EXPECT_EQ(Send(Request("DELETE", "/v1/charges/ch_1", "")).status, 404);
  StripeRequest request = Request("GET", "/v1/charges", "");
  request.version = "2027-01-01.future";
  EXPECT_EQ(Send(request).status, 400);
  request.version = "2026-08-26.dahlia";
  EXPECT_EQ(Send(request).Header("Stripe-Version"), "2026-08-26.dahlia");
}

TEST_F(StripeApiTest, MalformedFormIsRefused) {
  const Reply refused = Post("/v1/refunds", "charge=%zz");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.Error("message"), HasSubstr("form-encoded"));
}

TEST_F(StripeApiTest, RepeatIsAnsweredWithWhatWasStored) {
  const Reply first = OpenWith("k1");
  EXPECT_EQ(first.Header("Idempotent-Replayed"), "");
  const std::string id = first.body["id"];
  EXPECT_EQ(Post("/v1/checkout/sessions/" + id + "/expire", "").status, 200);
  const Reply again = OpenWith("k1");
  EXPECT_EQ(again.body, first.body) << "the answer of that time, not the state of today";
  EXPECT_EQ(again.Header("Idempotent-Replayed"), "true");
  EXPECT_EQ(again.Header("Original-Request"), first.Header("Request-Id"));
  EXPECT_EQ(Sessions(), 1U);
}

TEST_F(StripeApiTest, OtherParametersUnderAKeyAreAnIdempotencyError) {
  EXPECT_EQ(OpenWith("k1").status, 200);
  const Reply other = OpenWith("k1", {}, "1600");
  EXPECT_EQ(other.status, 400);
  EXPECT_EQ(other.Error("type"), "idempotency_error");
  EXPECT_EQ(Post("/v1/customers", "", "k1").Error("type"), "idempotency_error")
      << "another path is another request";
}

TEST_F(StripeApiTest, KeysAreForgottenAfterADay) {
  const std::string first = OpenWith("k1").body["id"];
  now_ = now_ + kStripeKeyLife;
  EXPECT_EQ(OpenWith("k1").body["id"], first) << "a day is not over before it is over";
  now_ = now_ + Millis(1);
  EXPECT_NE(OpenWith("k1").body["id"], first);
}

TEST_F(StripeApiTest, MistakesInParametersAreNotStored) {
  EXPECT_EQ(Post("/v1/checkout/sessions", "mode=payment", "k1").status, 400);
  EXPECT_EQ(OpenWith("k1").status, 200);
}

TEST_F(StripeApiTest, RefusalsByTheBookAreStored) {
  const std::string charge = ChargeOf(Pay());
  EXPECT_EQ(Post("/v1/refunds", "charge=" + charge + "&amount=9999", "k1").status, 400);
  const Reply again = Post("/v1/refunds", "charge=" + charge + "&amount=9999", "k1");
  EXPECT_EQ(again.Header("Idempotent-Replayed"), "true");
  EXPECT_EQ(again.Error("code"), "amount_too_large");
}

TEST_F(StripeApiTest, Stored500IsRepeatedWithAndWithoutEffect) {
  EXPECT_EQ(OpenWith("k1", Fault(Kind::kError500)).status, 500);
  EXPECT_EQ(Sessions(), 0U);
  const Reply again = OpenWith("k1");
  EXPECT_EQ(again.status, 500);
  EXPECT_EQ(again.Error("type"), "api_error");
  EXPECT_EQ(again.Header("Idempotent-Replayed"), "true");
  EXPECT_EQ(Sessions(), 0U);
  EXPECT_EQ(OpenWith("k2", Fault(Kind::kError500After)).status, 500);
  EXPECT_EQ(OpenWith("k2").status, 500);
  EXPECT_EQ(Sessions(), 1U) << "it happened, once";
}

TEST_F(StripeApiTest, RefusedBeforeTheWorkHasNoEffectAndIsNotStored) {
  StripeFault limited = Fault(Kind::kRateLimit429);
  limited.retry_after_s = 7;
  const Reply refused = OpenWith("k1", limited);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.Header("Retry-After"), "7");
  EXPECT_EQ(refused.Error("code"), "rate_limit");
  EXPECT_EQ(OpenWith("k1", Fault(Kind::kLoadShedding503)).status, 503);
  const Reply conflict = OpenWith("k1", Fault(Kind::kConflict409));
  EXPECT_EQ(conflict.status, 409);
  EXPECT_EQ(conflict.Error("type"), "idempotency_error");
  EXPECT_EQ(Sessions(), 0U);
  EXPECT_EQ(OpenWith("k1").status, 200);
}

TEST_F(StripeApiTest, KeyInProgressIsAConflict) {
  api_->BeginSlow("k1");
  EXPECT_EQ(OpenWith("k1").status, 409);
  EXPECT_EQ(OpenWith("k2").status, 200);
  api_->EndSlow("k1");
  EXPECT_EQ(OpenWith("k1").status, 200);
}

TEST_F(StripeApiTest, LongKeysAreRefused) {
  EXPECT_EQ(OpenWith(std::string(255, 'k')).status, 200);
  EXPECT_EQ(OpenWith(std::string(256, 'k')).Error("type"), "idempotency_error");
}

TEST_F(StripeApiTest, WhatCannotBeExpandedHasNoEffect) {
  const Reply refused =
      Post("/v1/checkout/sessions", SessionForm() + "&expand[]=no_such_thing", "k1");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(Sessions(), 0U);
  EXPECT_TRUE(Webhooks().empty());
}

TEST_F(StripeApiTest, ListsAreNewestFirstAndPaged) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    ids.insert(ids.begin(), Open());
    now_ = now_ + Millis(10'000);
  }
  const Reply first = Get("/v1/checkout/sessions", "limit=2");
  EXPECT_EQ(first.body["object"], "list");
  EXPECT_EQ(first.body["url"], "/v1/checkout/sessions");
  EXPECT_EQ(first.body["has_more"], true);
  EXPECT_EQ(first.body["data"][0]["id"], ids[0]);
  const Reply next = Get("/v1/checkout/sessions", "limit=3&starting_after=" + ids[1]);
  ASSERT_EQ(next.body["data"].size(), 3U);
  EXPECT_EQ(next.body["data"][2]["id"], ids[4]);
  EXPECT_EQ(next.body["has_more"], false);
  const Reply back = Get("/v1/checkout/sessions", "limit=2&ending_before=" + ids[3]);
  EXPECT_EQ(back.body["data"][0]["id"], ids[1]);
  EXPECT_EQ(back.body["data"][1]["id"], ids[2]);
  EXPECT_EQ(Get("/v1/checkout/sessions", "created[gte]=1790000010&created[lt]=1790000030")
                .body["data"]
                .size(),
            2U);
  EXPECT_EQ(Get("/v1/checkout/sessions", "created=1790000010").body["data"].size(), 1U);
}

TEST_F(StripeApiTest, InvalidListsAreRefused) {
  for (const char* const parameters : {"limit=0", "limit=101", "limit=x", "starting_after=cs_none",
                                       "charge=ch_1", "page=2", "created[gte]=yesterday"}) {
    const Reply refused = Get("/v1/checkout/sessions", parameters);
    EXPECT_GE(refused.status, 400) << parameters;
    EXPECT_FALSE(refused.Error("param").empty()) << parameters;
  }
}

}  // namespace
}  // namespace herlaad::sandbox
