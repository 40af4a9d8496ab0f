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
      {"paid in euros, written in lower case",
       Event(R"("type":"session.paid","charge":"c","amount":5,"currency":"eur")"), std::nullopt},
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
