#include "adapters/gateways/sandbox_bank/sandbox_callback.h"

#include <gtest/gtest.h>

#include "adapters/gateways/sandbox_bank/sandbox_bank.h"

namespace herlaad::gateways {
namespace {

using engine::CallbackError;
using engine::GatewayAnswer;

const Secret kKey("shared");
constexpr Instant kNow{1'795'000'000'000};
const std::string kTime = "1795000000";

std::string Signed(const std::string& time, const std::string& body) {
  return "t=" + time + ",v1=" + HmacHex(kKey, time + "." + body);
}

bool Believed(const std::string& header, const std::string& body, Instant now = kNow) {
  return SignatureMatches(header, body, kKey, now, kCallbackTolerance);
}

TEST(SignatureMatches, ValidSignatureIsAccepted) {
  EXPECT_TRUE(Believed(Signed(kTime, "{}"), "{}"));
  EXPECT_TRUE(Believed("t=" + kTime + ",v1=00,v0=zz,v1=" + HmacHex(kKey, kTime + ".{}"), "{}"))
      << "any v1 will do: keys are rolled";
  EXPECT_TRUE(Believed(Signed(kTime, ""), ""));
}

TEST(SignatureMatches, InvalidSignatureIsRejected) {
  const std::string good = Signed(kTime, "{}");
  const std::string hex = HmacHex(kKey, kTime + ".{}");
  EXPECT_FALSE(Believed(good, "{ }")) << "tampered body";
  EXPECT_FALSE(Believed("t=1795000001,v1=" + hex, "{}")) << "tampered time";
  EXPECT_FALSE(Believed("t=" + kTime + ",v1=" + hex.substr(1), "{}")) << "cut off";
  EXPECT_FALSE(Believed("t=" + kTime + ",v1=0,v1=0,v1=0,v1=" + hex, "{}")) << "the fourth";
  EXPECT_FALSE(Believed("t=" + kTime + ",v1=", "{}"));
  EXPECT_FALSE(Believed("t=" + kTime, "{}")) << "no signature";
  EXPECT_FALSE(Believed("v1=" + hex + ",t=" + kTime, "{}")) << "another order";
  EXPECT_FALSE(Believed("t=" + kTime + ",v0=" + hex, "{}")) << "another scheme";
  EXPECT_FALSE(Believed("t=" + kTime + " ,v1=" + hex, "{}"));
  EXPECT_FALSE(Believed("t=,v1=" + HmacHex(kKey, ".{}"), "{}"));
  EXPECT_FALSE(Believed("t=-5,v1=" + HmacHex(kKey, "-5.{}"), "{}"));
  EXPECT_FALSE(Believed(Signed("99999999999999999999", "{}"), "{}"));
  EXPECT_FALSE(Believed("", "{}"));
  EXPECT_FALSE(Believed(good + std::string(2'000, ','), "{}")) << "too long";
  EXPECT_FALSE(SignatureMatches("t=" + kTime + ",v1=" + HmacHex(Secret("other"), kTime + ".{}"),
                                "{}", kKey, kNow, kCallbackTolerance))
      << "another key";
  EXPECT_FALSE(SignatureMatches("t=" + kTime + ",v1=" + HmacHex(Secret(""), kTime + ".{}"), "{}",
                                Secret(""), kNow, kCallbackTolerance))
      << "no key signs nothing";
}

TEST(SignatureMatches, OldAndFutureTimestampsAreRejected) {
  const std::string good = Signed(kTime, "{}");
  EXPECT_TRUE(Believed(good, "{}", kNow + Millis(300'000)));
  EXPECT_FALSE(Believed(good, "{}", kNow + Millis(300'001)));
  EXPECT_TRUE(Believed(good, "{}", kNow - Millis(300'000)));
  EXPECT_FALSE(Believed(good, "{}", kNow - Millis(300'001)));
}

std::string Event(const std::string& fields) {
  return R"({"id":"ev_1","reference":")" + orders::PartReference(OrderId(1), 'p', 1) + "\"," +
         fields + "}";
}

struct NewsRow {
  const char* name;
  std::string body;
  std::optional<CallbackError> error;
};

TEST(ReadNews, AmountsAreCheckedAndUnknownFieldsIgnored) {
  const NewsRow rows[] = {
      {"not JSON", "type=session.paid", CallbackError::kMalformed},
      {"no object", "[]", CallbackError::kMalformed},
      {"no type", Event(R"("charge":"c")"), CallbackError::kMalformed},
      {"no reference", R"({"type":"session.paid"})", CallbackError::kMalformed},
      {"a type twice", Event(R"("type":"session.closed","type":"session.paid")"),
       CallbackError::kMalformed},
      {"paid without a charge", Event(R"("type":"session.paid","amount":5,"currency":"EUR")"),
       CallbackError::kMalformed},
      {"paid with an empty charge",
       Event(R"("type":"session.paid","charge":"","amount":5,"currency":"EUR")"),
       CallbackError::kMalformed},
      {"paid a fraction",
       Event(R"("type":"session.paid","charge":"c","amount":5.0,"currency":"EUR")"),
       CallbackError::kMalformed},
      {"paid a text", Event(R"("type":"session.paid","charge":"c","amount":"5","currency":"EUR")"),
       CallbackError::kMalformed},
      {"paid less than nothing",
       Event(R"("type":"session.paid","charge":"c","amount":-5,"currency":"EUR")"),
       CallbackError::kMalformed},
      {"paid in dollars",
       Event(R"("type":"session.paid","charge":"c","amount":5,"currency":"USD")"),
       CallbackError::kMalformed},
      {"closed without a reason", Event(R"("type":"session.closed")"), CallbackError::kMalformed},
      {"another type", Event(R"("type":"dispute.opened")"), CallbackError::kNotForUs},
      {"somebody else's payment", R"({"type":"session.paid","reference":"invoice-7"})",
       CallbackError::kNotForUs},
      {"a delivery's reference",
       R"({"type":"session.paid","reference":")" + orders::PartReference(OrderId(1), 'd', 1) +
           "\"}",
       CallbackError::kNotForUs},
      {"paid, with fields we do not know",
       Event(R"("type":"session.paid","charge":"c","amount":5,"currency":"EUR","new":[1])"),
       std::nullopt},
      {"closed", Event(R"("type":"session.closed","reason":"declined")"), std::nullopt},
      {"disputed without a state",
       Event(R"("type":"charge.disputed","charge":"c","amount":5,"currency":"EUR")"),
       CallbackError::kMalformed},
      {"disputed in a state we do not know",
       Event(R"("type":"charge.disputed","charge":"c","amount":5,"currency":"EUR","state":"")"),
       CallbackError::kMalformed},
      {"disputed without the charge",
       Event(R"("type":"charge.disputed","amount":5,"currency":"EUR","state":"opened")"),
       CallbackError::kMalformed},
      {"disputed",
       Event(R"("type":"charge.disputed","charge":"c","amount":5,"currency":"EUR","state":"won")"),
       std::nullopt},
  };
  for (const NewsRow& row : rows) {
    const auto news = ReadNews(row.body);
    ASSERT_EQ(news.ok(), !row.error) << row.name;
    if (row.error) {
      EXPECT_EQ(news.error(), *row.error) << row.name;
    }
  }
}

TEST(ReadCallback, ExactlyOneSignatureHeaderIsRequired) {
  SandboxBank bank({.base_url = "http://unused.invalid", .secret = kKey});
  const std::string body = Event(R"("type":"session.closed","reason":"declined")");
  const std::pair<std::string, std::string> good = {"sandbox-signature", Signed(kTime, body)};
  const std::pair<std::string, std::string> other = {"content-type", "application/json"};
  const auto news = bank.ReadCallback({other, good}, body, kNow);
  ASSERT_TRUE(news.ok());
  ASSERT_EQ(news->news.size(), 1U);
  EXPECT_EQ(news->news[0].answer.kind, GatewayAnswer::Kind::kClosed);
  EXPECT_EQ(news->news[0].answer.reason, orders::CloseReason::kDeclined);
  EXPECT_EQ(bank.ReadCallback({other}, body, kNow).error(), CallbackError::kBadSignature);
  EXPECT_EQ(bank.ReadCallback({good, good}, body, kNow).error(), CallbackError::kBadSignature);
  EXPECT_EQ(bank.ReadCallback({good}, body + " ", kNow).error(), CallbackError::kBadSignature);
}

}  // namespace
}  // namespace herlaad::gateways
