// herlaad client warn and herlaad outbox: from a float that falls below its level to the mail.
#include <chrono>
#include <thread>

#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

int Move(Installation& here, const char* verb, const char* amount) {
  return here.Run({"client", verb, "Dealer", "--amount", amount, "--reference", "transfer"}).code;
}

// What arrived at the address; the demo's sandbox has the next port.
std::string Mailbox(Installation& here) {
  const std::string url = here.url();
  const auto colon = url.rfind(':');
  const int port = std::stoi(url.substr(colon + 1)) + 1;
  const auto page = here.Get(url.substr(0, colon + 1) + std::to_string(port) +
                             "/sandbox/mail/dealer@example.com?lang=en");
  EXPECT_TRUE(page);
  return page ? page->body : "";
}

TEST(Warn, LowFloatIsMailedOnceACrossing) {
  Installation here;
  here.StartDemo();
  ASSERT_EQ(here.Run({"client", "create", "Dealer"}).code, 0);
  ASSERT_EQ(Move(here, "pay-in", "250"), 0);
  const Finished set = here.Run({"client", "warn", "Dealer", "--mail", "dealer@example.com",
                                 "--below", "100", "--language", "en"});
  EXPECT_EQ(set.code, 0) << set.err;
  EXPECT_TRUE(Has(set.out, "warned at dealer@example.com (en) when less than €100.00")) << set.out;
  EXPECT_TRUE(Has(here.Run({"client", "show", "Dealer"}).out, "warned at dealer@example.com"));
  EXPECT_TRUE(Has(here.Run({"client", "list"}).out, "warned at dealer@example.com"));
  EXPECT_TRUE(Has(here.Run({"outbox", "list"}).out, "There are no such messages."));

  ASSERT_EQ(Move(here, "pay-out", "160"), 0);
  ASSERT_EQ(Move(here, "pay-out", "1"), 0) << "no second warning";
  const auto sent = [&here] {
    return here.Json({"outbox", "list", "--state", "sent"})["messages"].size();
  };
  for (int i = 0; i < 100 && sent() == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  ASSERT_EQ(sent(), 1U) << here.Run({"outbox", "list"}).out;
  EXPECT_EQ(here.Json({"outbox", "list"})["messages"].size(), 1U);
  const std::string mails = Mailbox(here);
  EXPECT_TRUE(Has(mails, "Your float is below")) << mails;
  EXPECT_TRUE(Has(mails, "90.00")) << "at the crossing, not now: " << mails;

  const std::string id = here.Json({"outbox", "list"})["messages"][0]["id"];
  const Finished retry = here.Run({"outbox", "retry", id});
  EXPECT_EQ(retry.code, 1) << "it was sent";
  EXPECT_TRUE(Has(retry.err, "refused or given up")) << retry.err;
  EXPECT_EQ(here.Run({"outbox", "retry", "msg_x"}).code, 3);
  EXPECT_EQ(here.Run({"client", "warn", "Dealer"}).code, 2);
  const Finished wrong =
      here.Run({"client", "warn", "Dealer", "--mail", "nobody", "--below", "100"});
  EXPECT_EQ(wrong.code, 1);
  EXPECT_TRUE(Has(wrong.err, "e-mail address")) << wrong.err;
  EXPECT_EQ(here.Run({"client", "warn", "Dealer", "--off"}).code, 0);
  EXPECT_FALSE(Has(here.Run({"client", "show", "Dealer"}).out, "warned at"));
  EXPECT_TRUE(Has(here.Run({"audit", "list"}).out, "client.warn_off"));
  EXPECT_EQ(here.Run({"verify"}).code, 0);
}

std::size_t Count(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(Warn, KilledServerLosesNoWarning) {
  Installation here;
  here.StartDemo();
  ASSERT_EQ(here.Run({"client", "create", "Dealer"}).code, 0);
  ASSERT_EQ(Move(here, "pay-in", "100"), 0);
  ASSERT_EQ(here.Run({"client", "warn", "Dealer", "--mail", "dealer@example.com", "--below", "100",
                      "--language", "en"})
                .code,
            0);
  constexpr std::size_t kRounds = 3;
  for (std::size_t round = 0; round < kRounds; ++round) {
    ASSERT_EQ(Move(here, "pay-out", "1"), 0);
    here.KillServer();  // before or after the mail was handed over
    here.StartDemo();
    ASSERT_EQ(Move(here, "pay-in", "1"), 0);
  }
  const auto sent = [&here] {
    return here.Json({"outbox", "list", "--state", "sent"})["messages"].size();
  };
  for (int i = 0; i < 300 && sent() < kRounds; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(sent(), kRounds) << here.Run({"outbox", "list"}).out;
  EXPECT_EQ(here.Json({"outbox", "list"})["messages"].size(), kRounds) << "one a crossing";
  EXPECT_GE(Count(Mailbox(here), "Your float is below"), kRounds);
}

}  // namespace
}  // namespace herlaad::testing
