#include "apps/herlaad/cli/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "apps/herlaad/server/folder.h"
#include "apps/herlaad/server/log.h"
#include "domain/orders/order.h"
#include "tests/support/process.h"

namespace herlaad::app {
namespace {

using nlohmann::json;

json Order(std::string_view state) {
  return {{"reference", "tu_1"},
          {"state", state},
          {"status",
           {{"headline", {{"text", "Waiting for your payment"}}},
            {"money", {{{"text", "Nothing was paid."}}, {{"text", "That is known."}}}},
            {"next", {{{"text", "Pay."}}}}}}};
}

TEST(StatusSentence, SentenceIsTheServersDescriptionOfTheOrder) {
  EXPECT_EQ(StatusSentence(Order("awaiting_payment")),
            "Waiting for your payment. Nothing was paid. That is known.");
  EXPECT_THAT(StatusTexts(Order("awaiting_payment"), "next"), ::testing::ElementsAre("Pay."));
}

TEST(StatusSentence, SentenceSaysHowToResolveAReview) {
  EXPECT_THAT(StatusSentence(Order("attention")),
              ::testing::EndsWith("See `herlaad topup resolve tu_1`."));
}

TEST(StatusSentence, RowOfAListHasNoSentence) {
  json order = Order("paid");
  order.erase("status");
  EXPECT_EQ(StatusSentence(order), "");
  EXPECT_TRUE(StatusTexts(order, "money").empty());
}

TEST(Payable, PayableOrderHasALinkAndSaysSo) {
  json order = Order("awaiting_payment");
  order["payment"] = {{"state", "open"}, {"url", "http://x/pay"}};
  EXPECT_FALSE(IsPayable(order));
  order["status"]["can_pay"] = true;
  EXPECT_TRUE(IsPayable(order));
  order["payment"].erase("url");
  EXPECT_FALSE(IsPayable(order)) << "not for a key that may only read";
}

TEST(Text, ExtraChargeIsWhatWasTakenBeyondTheTotal) {
  const auto euros = [](int cents) { return json{{"amount", cents}, {"currency", "EUR"}}; };
  json order = Order("delivered");
  EXPECT_EQ(ExtraChargeText(order), "") << "nothing is known";
  order["total"] = euros(1'550);
  order["money"] = {{"received", euros(1'550)}};
  EXPECT_EQ(ExtraChargeText(order), "");
  order["money"]["received"] = euros(3'100);
  EXPECT_EQ(ExtraChargeText(order), "€15.50");
  order["state"] = "refunded";
  EXPECT_EQ(ExtraChargeText(order), "") << "all of it goes back";
}

TEST(Text, PaymentMethodIsNamedAsOnThePages) {
  EXPECT_EQ(MethodText("wechat_pay"), "WeChat Pay");
  EXPECT_EQ(MethodText("paypal"), "PayPal");
  EXPECT_EQ(MethodText("alipay"), "Alipay");
  EXPECT_EQ(MethodText("bancontact"), "Bancontact");
  EXPECT_EQ(MethodText("card"), "card");
  EXPECT_EQ(MethodText("cash"), "cash");
  EXPECT_EQ(MethodText("of_a_newer_server"), "of_a_newer_server");
}

TEST(Text, ValidityIsADayInBrussels) {
  EXPECT_EQ(DateText({{"at", "2027-11-22T22:59:59.999Z"}}, "at"), "22 Nov 2027");
  EXPECT_EQ(DateText({{"at", "2027-06-30T22:00:00.000Z"}}, "at"), "1 Jul 2027") << "summer time";
  EXPECT_EQ(DateText({{"at", nullptr}}, "at"), "");
}

TEST(Text, TimesAreInBrusselsWithTheirZone) {
  EXPECT_EQ(LocalTimeText({{"at", "2026-11-22T13:02:11.042Z"}}, "at"), "2026-11-22 14:02:11 CET");
  EXPECT_EQ(LocalTimeText({{"at", "2026-07-22T22:59:59.999Z"}}, "at"), "2026-07-23 00:59:59 CEST");
  EXPECT_EQ(LocalTimeText({{"at", "2026-12-31T23:00:00.000Z"}}, "at"), "2027-01-01 00:00:00 CET");
  EXPECT_EQ(LocalTimeText({{"at", nullptr}}, "at"), "");
  EXPECT_EQ(ClockText(*ParseRfc3339("2026-03-29T00:59:59Z")), "01:59:59 CET");
  EXPECT_EQ(ClockText(*ParseRfc3339("2026-03-29T01:00:00Z")), "03:00:00 CEST");
}

TEST(Text, FeeIsNamedIfThereIsOne) {
  const auto order = [](int cents) {
    return json{{"fee", {{"amount", cents}, {"currency", "EUR"}}}};
  };
  EXPECT_EQ(FeeText(order(50)), "€0.50");
  EXPECT_EQ(FeeText(order(0)), "");
  EXPECT_EQ(FeeText(json::object()), "");
}

TEST(Text, MissingValueIsEmpty) {
  EXPECT_EQ(MoneyText(json::object(), "total"), "");
  EXPECT_EQ(MoneyText(nullptr, "total"), "");
  EXPECT_EQ(NumberText({{"msisdn", "nonsense"}}, "msisdn"), "");
  EXPECT_EQ(TextOf(json::array(), "id"), "");
}

TEST(Text, CountsAreGrouped) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(1'000), "1,000");
  EXPECT_EQ(Grouped(1'234'567), "1,234,567");
  EXPECT_EQ(Grouped(-100'000), "-100,000");
}

TEST(Text, CountsHaveSingularAndPlural) {
  EXPECT_EQ(Counted(0, "order"), "0 orders");
  EXPECT_EQ(Counted(1, "order"), "1 order");
  EXPECT_EQ(Counted(1'234, "order"), "1,234 orders");
  EXPECT_EQ(Counted(1, "history", "histories"), "1 history");
  EXPECT_EQ(Counted(2, "history", "histories"), "2 histories");
}

TEST(Log, LineIsOneJsonObjectWhateverItContains) {
  const std::string line = LogLine(Log::Form::kJson, LogLevel::kWarning, "2026-11-22T13:02:11.042Z",
                                   "http", {{"report", "a \"quoted\"\nline \xff"}});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const json read = json::parse(line);
  EXPECT_EQ(read["level"], "warning");
  EXPECT_EQ(read["event"], "http");
  EXPECT_EQ(read["report"], "a \"quoted\"\nline \xEF\xBF\xBD");
}

TEST(Log, LineIsShortOnATerminal) {
  EXPECT_EQ(LogLine(Log::Form::kPeople, LogLevel::kInfo, "2026-11-22T13:02:11.042Z", "serving",
                    {{"port", 8'080}}),
            "14:02:11 CET serving port=8080");
  EXPECT_EQ(LogLine(Log::Form::kPeople, LogLevel::kError, "2026-11-22T13:02:11.042Z", "broken",
                    {{"why", "a\nb"}}),
            "14:02:11 CET error: broken why=\"a\\nb\"");
}

TEST(Folder, FolderIsLockedByOneProcessAtATime) {
  const testing::TemporaryFolder place;
  const std::string path = place.path() + "/deep/data";
  EXPECT_FALSE(Folder::Lock(path, false).ok()) << "not made unless asked for";
  {
    const auto first = Folder::Lock(path, true);
    ASSERT_TRUE(first.ok());
    const auto second = Folder::Lock(path, true);
    ASSERT_FALSE(second.ok());
    EXPECT_EQ(second.error().kind, FolderError::Kind::kHeld);
    EXPECT_EQ(second.error().pid, getpid());
    EXPECT_NE(second.error().message.find("process " + std::to_string(getpid())),
              std::string::npos);
  }
  EXPECT_TRUE(Folder::Lock(path, true).ok()) << "free again";
}

}  // namespace
}  // namespace herlaad::app
