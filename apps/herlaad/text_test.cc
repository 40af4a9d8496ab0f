#include "apps/herlaad/text.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "apps/herlaad/folder.h"
#include "apps/herlaad/log.h"
#include "rules/orders/order.h"
#include "tests/support/process.h"

namespace herlaad::app {
namespace {

using nlohmann::json;

json Order(std::string_view state) {
  return {{"reference", "tu_1"},
          {"state", state},
          {"tender", "card"},
          {"total", {{"amount", 1'500}, {"currency", "EUR"}}},
          {"credited", {{"amount", 1'500}, {"currency", "EUR"}}},
          {"bonus", {{"amount", 150}, {"currency", "EUR"}}},
          {"valid_until", "2027-11-22T22:59:59.999Z"},
          {"refusal", "barred"},
          {"attention", "refund_unknown"},
          {"payment", {{"reason", "declined"}}}};
}

struct Sentence {
  std::string_view state;
  std::string_view says;
};
const Sentence kSentences[] = {
    {"awaiting_payment", "Waiting for the payment. No money was taken yet."},
    {"paid", "€15.00 is paid; Telenet is next."},
    {"delivering",
     "At Telenet, no answer yet. If it refuses, €15.00 goes back by itself to where it came from."},
    {"delivery_unknown",
     "Telenet gave no clear answer and is asked again. The money is safe: if it refuses, €15.00 "
     "goes back by itself to where it came from."},
    {"delivered", "€15.00 credited and €1.50 bonus, valid until 22 Nov 2027."},
    {"refunding", "Telenet refused (barred). €15.00 is on its way back."},
    {"refunded", "Telenet refused (barred). €15.00 went back."},
    {"cancelled", "The payment was declined. No money was taken."},
    {"expired", "The time to pay is over. No money was taken."},
    {"attention",
     "A person is needed (refund_unknown). The credit did not come, and the bank never said "
     "whether the money is back. See `herlaad topup "
     "resolve tu_1`."},
};

TEST(StateSentence, SaysWhereTheMoneyIs) {
  for (const Sentence& row : kSentences)
    EXPECT_EQ(StateSentence(Order(row.state), "Telenet"), row.says) << row.state;
}

TEST(StateSentence, SaysThatItIsBeingCancelled) {
  json order = Order("awaiting_payment");
  order["payment"] = {{"state", "open"}, {"url", "http://x/pay"}};
  EXPECT_TRUE(IsPayable(order));
  order["payment"]["state"] = "closing";
  EXPECT_FALSE(IsPayable(order));
  EXPECT_EQ(StateSentence(order, "Telenet"),
            "Being cancelled: the payment is being closed. No money was taken yet.");
}

TEST(StateSentence, EveryStateHasOne) {
  for (const orders::State state : orders::kAllStates)
    EXPECT_NE(StateSentence(Order(orders::Name(state)), "Telenet"), "") << orders::Name(state);
}

TEST(Text, ValidityIsADayInBrussels) {
  EXPECT_EQ(DateText({{"at", "2027-11-22T22:59:59.999Z"}}, "at"), "22 Nov 2027");
  EXPECT_EQ(DateText({{"at", "2027-06-30T22:00:00.000Z"}}, "at"), "1 Jul 2027") << "summer time";
  EXPECT_EQ(DateText({{"at", nullptr}}, "at"), "");
}

TEST(Text, WhatIsNotThereIsEmpty) {
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

TEST(Log, IsOneObjectALineWhateverIsInIt) {
  const std::string line = LogLine(Log::Form::kJson, LogLevel::kWarning, "2026-11-22T13:02:11.042Z",
                                   "http", {{"report", "a \"quoted\"\nline \xff"}});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const json read = json::parse(line);
  EXPECT_EQ(read["level"], "warning");
  EXPECT_EQ(read["event"], "http");
  EXPECT_EQ(read["report"], "a \"quoted\"\nline \xEF\xBF\xBD");
}

TEST(Log, IsShortForPeople) {
  EXPECT_EQ(LogLine(Log::Form::kPeople, LogLevel::kInfo, "2026-11-22T13:02:11.042Z", "serving",
                    {{"port", 8'080}}),
            "13:02:11 serving port=8080");
  EXPECT_EQ(LogLine(Log::Form::kPeople, LogLevel::kError, "2026-11-22T13:02:11.042Z", "broken",
                    {{"why", "a\nb"}}),
            "13:02:11 error: broken why=\"a\\nb\"");
}

TEST(Folder, IsOneProcessesAtATime) {
  const testing::TemporaryFolder place;
  const std::string path = place.path() + "/deep/books";
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
