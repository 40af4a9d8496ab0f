#include "adapters/gateways/sandbox_bank/sandbox_bank.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <future>
#include <thread>

#include "adapters/sandbox/callback_catcher.h"
#include "adapters/sandbox/sandbox.h"
#include "adapters/sandbox/sandbox_entries.h"
#include "domain/payments/payment_method.h"

namespace herlaad::gateways {
namespace {

using engine::GatewayAnswer;
using engine::PaymentNews;
using orders::CloseReason;
using Kind = GatewayAnswer::Kind;
using sandbox::Sandbox;
using sandbox::SandboxOptions;

std::string PaymentReference(std::int64_t order) {
  return orders::PartReference(OrderId(order), 'p', 1);
}

class SandboxBankTest : public testing::Test {
 protected:
  SandboxBankTest() {
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = testing::TempDir() + "sandbox_bank_" + test->name() + "_" + std::to_string(getpid());
    std::filesystem::remove_all(folder_);
  }
  ~SandboxBankTest() override { std::filesystem::remove_all(folder_); }

  void Start(SandboxOptions options = {}, Millis timeout = Millis(5'000)) {
    options.folder = folder_;
    options.secret = secret_;
    options.callback_url = catcher_.url();
    options.callback_first_wait = Millis(50);
    options.slow_approval = Millis(600);
    options.late_charge = Millis(100);
    sandbox_ = std::make_unique<Sandbox>(std::move(options));
    const auto started = sandbox_->Start();
    ASSERT_TRUE(started.ok()) << started.error();
    Connect(timeout);
  }

  void Connect(Millis timeout) {
    bank_ = std::make_unique<SandboxBank>(
        SandboxBankOptions{.base_url = sandbox_->url() + "/sandbox/bank",
                           .secret = secret_,
                           .request_timeout = timeout});
  }

  GatewayAnswer Open(const std::string& reference, std::int64_t cents = 1'500) {
    return bank_->Open({reference, Euros(cents), payments::PaymentMethod::kCard,
                        "Top-up 0470 •• •• 56", "http://localhost:8080/o/tu_1?key=x&a=b"});
  }

  // Acts as the payer's browser.
  net::ClientResponse Press(const std::string& url, const std::string& action) {
    net::ClientRequest request;
    request.method = "POST";
    request.url = url;
    request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
    request.body = "action=" + action;
    auto response = browser_.Send(request);
    EXPECT_TRUE(response.ok());
    return response.ok() ? *response : net::ClientResponse{};
  }

  // The first `count` callbacks, checking that there are no others.
  std::vector<Result<PaymentNews, engine::CallbackError>> News(std::size_t count) {
    std::vector<Result<PaymentNews, engine::CallbackError>> news;
    const auto caught = catcher_.Wait(count);
    EXPECT_EQ(caught.size(), count);
    news.reserve(caught.size());
    for (const net::Request& request : caught) news.push_back(Read(request));
    return news;
  }
  Result<PaymentNews, engine::CallbackError> Read(const net::Request& request) {
    engine::Gateway::Headers headers;
    for (const auto& header : request.headers) headers.emplace_back(header.name, header.value);
    auto callback = bank_->ReadCallback(headers, request.body, SystemClock().Now());
    if (!callback.ok()) return Failure{callback.error()};
    EXPECT_EQ(callback->news.size(), 1U);
    return callback->news.at(0);
  }

  static engine::PaymentRef Ref(const std::string& reference) { return {reference, {}, {}}; }

  sandbox::BankEntries Entries() {
    auto entries = sandbox::ReadBankEntries(folder_);
    EXPECT_TRUE(entries.ok()) << entries.error();
    return entries.ok() ? *entries : sandbox::BankEntries{};
  }

  const Secret secret_{"shared between the bank and the shop"};
  const std::string reference_ = PaymentReference(1);
  std::string folder_;
  sandbox::CallbackCatcher catcher_;
  net::Client browser_;
  std::unique_ptr<Sandbox> sandbox_;
  std::unique_ptr<SandboxBank> bank_;
};

TEST_F(SandboxBankTest, ApprovedSessionIsPaidOnceEvenIfSubmittedTwice) {
  Start();
  const GatewayAnswer open = Open(reference_);
  ASSERT_EQ(open.kind, Kind::kOpen);
  EXPECT_EQ(Open(reference_).url, open.url) << "opening again opens the same";
  EXPECT_EQ(bank_->Ask(Ref(reference_)).kind, Kind::kOpen);

  std::vector<std::future<net::ClientResponse>> taps;
  taps.reserve(8);
  for (int i = 0; i < 8; ++i) {
    taps.push_back(std::async(std::launch::async, [&] { return Press(open.url, "approve"); }));
  }
  for (auto& tap : taps) {
    const net::ClientResponse response = tap.get();
    EXPECT_EQ(response.status, 303);
    EXPECT_EQ(response.Find("location"), "http://localhost:8080/o/tu_1?key=x&a=b");
  }
  const auto news = News(1);
  ASSERT_TRUE(news[0].ok());
  EXPECT_EQ(news[0]->part, reference_);
  EXPECT_EQ(news[0]->answer.kind, Kind::kPaid);
  EXPECT_EQ(news[0]->answer.received, 1'500);

  const auto entries = Entries();
  ASSERT_EQ(entries.charges.size(), 1u);
  EXPECT_EQ(entries.charges[0].amount, 1'500);
  EXPECT_EQ(entries.charges[0].reference, news[0]->answer.reference);
  const GatewayAnswer asked = bank_->Ask(Ref(reference_));
  EXPECT_EQ(asked.kind, Kind::kPaid);
  EXPECT_EQ(asked.reference, entries.charges[0].reference);
  EXPECT_EQ(Open(reference_).kind, Kind::kPaid) << "an opening that comes late";
  EXPECT_EQ(bank_->Close(Ref(reference_)).kind, Kind::kPaid) << "too late to close";
}

TEST_F(SandboxBankTest, DeclinedSessionIsClosedForGood) {
  Start();
  const GatewayAnswer open = Open(reference_);
  EXPECT_EQ(Press(open.url, "decline").status, 303);
  const auto news = News(1);
  ASSERT_TRUE(news[0].ok());
  EXPECT_EQ(news[0]->answer.kind, Kind::kClosed);
  EXPECT_EQ(news[0]->answer.reason, CloseReason::kDeclined);
  Press(open.url, "approve");
  const GatewayAnswer asked = bank_->Ask(Ref(reference_));
  EXPECT_EQ(asked.kind, Kind::kClosed);
  EXPECT_EQ(asked.reason, CloseReason::kDeclined);
  EXPECT_TRUE(Entries().charges.empty());
}

TEST_F(SandboxBankTest, DeclineHasTheBanksReason) {
  Start();
  const GatewayAnswer open = Open(reference_);
  EXPECT_EQ(Press(open.url, "decline_expired").status, 303);
  const auto news = News(1);
  ASSERT_TRUE(news[0].ok());
  EXPECT_EQ(news[0]->answer.reason, CloseReason::kDeclined);
  EXPECT_EQ(news[0]->answer.decline, orders::DeclineReason::kExpiredCard);
  EXPECT_EQ(bank_->Ask(Ref(reference_)).decline, orders::DeclineReason::kExpiredCard);
}

TEST_F(SandboxBankTest, UndecidedSessionStaysOpenUntilClosed) {
  Start();
  const GatewayAnswer open = Open(reference_);
  EXPECT_EQ(Press(open.url, "leave").status, 303);
  EXPECT_EQ(bank_->Ask(Ref(reference_)).kind, Kind::kOpen);
  const GatewayAnswer closed = bank_->Close(Ref(reference_));
  EXPECT_EQ(closed.kind, Kind::kClosed);
  EXPECT_EQ(closed.reason, CloseReason::kCancelled);
  Press(open.url, "approve");
  EXPECT_EQ(Open(reference_).kind, Kind::kClosed) << "a closed reference stays closed";
  EXPECT_TRUE(Entries().charges.empty());
}

TEST_F(SandboxBankTest, SessionClosedBeforeItWasOpenedStaysClosed) {
  Start();
  EXPECT_EQ(bank_->Ask(Ref(reference_)).kind, Kind::kUnknown) << "never heard of it";
  EXPECT_EQ(bank_->Close(Ref(reference_)).kind, Kind::kClosed);
  EXPECT_EQ(Open(reference_).kind, Kind::kClosed);
  EXPECT_EQ(bank_->Close(Ref(reference_)).kind, Kind::kClosed);
}

TEST_F(SandboxBankTest, SlowApprovalIsPaidLater) {
  Start();
  const GatewayAnswer open = Open(reference_);
  Press(open.url, "slow");
  Press(open.url, "slow");
  EXPECT_EQ(bank_->Ask(Ref(reference_)).kind, Kind::kOpen);
  EXPECT_TRUE(Entries().charges.empty());
  const auto news = News(1);
  ASSERT_TRUE(news[0].ok());
  EXPECT_EQ(news[0]->answer.kind, Kind::kPaid);
  EXPECT_EQ(Entries().charges.size(), 1u);
}

TEST_F(SandboxBankTest, ClosingInTimePreventsASlowCharge) {
  Start();
  Press(Open(reference_).url, "slow");
  EXPECT_EQ(bank_->Close(Ref(reference_)).kind, Kind::kClosed);
  std::this_thread::sleep_for(std::chrono::milliseconds(800));
  EXPECT_TRUE(Entries().charges.empty());
}

TEST_F(SandboxBankTest, DuplicatedCallbacksArriveOutOfOrder) {
  Start();
  Press(Open(reference_).url, "twice");
  const auto news = News(3);
  ASSERT_EQ(news.size(), 3u);
  ASSERT_TRUE(news[0].ok() && news[2].ok());
  EXPECT_EQ(news[0]->answer.reference, news[2]->answer.reference) << "the same charge";
  ASSERT_FALSE(news[1].ok());
  EXPECT_EQ(news[1].error(), engine::CallbackError::kNotForUs) << "what came before, told after";
  EXPECT_EQ(Entries().charges.size(), 1u);
}

TEST_F(SandboxBankTest, DoubleChargeIsTwoDifferentCharges) {
  Start();
  const GatewayAnswer open = Open(reference_);
  Press(open.url, "double_charge");
  Press(open.url, "double_charge");
  const auto news = News(2);
  ASSERT_EQ(news.size(), 2u);
  ASSERT_TRUE(news[0].ok() && news[1].ok());
  EXPECT_NE(news[0]->answer.reference, news[1]->answer.reference);
  EXPECT_EQ(Entries().charges.size(), 2u);
}

TEST_F(SandboxBankTest, ChargeWithoutACallbackIsFoundByQuery) {
  Start();
  const net::ClientResponse response = Press(Open(reference_).url, "lose_reply");
  EXPECT_NE(response.Find("location"), "http://localhost:8080/o/tu_1?key=x&a=b");
  EXPECT_TRUE(catcher_.Caught().empty());
  EXPECT_EQ(bank_->Ask(Ref(reference_)).kind, Kind::kPaid);
  EXPECT_EQ(Entries().charges.size(), 1u);
}

TEST_F(SandboxBankTest, LatePaymentComesAfterClosing) {
  Start();
  Press(Open(reference_).url, "late");
  EXPECT_EQ(bank_->Ask(Ref(reference_)).kind, Kind::kOpen) << "not before it is closed";
  EXPECT_EQ(bank_->Close(Ref(reference_)).kind, Kind::kClosed);
  const auto news = News(1);
  ASSERT_TRUE(news[0].ok());
  EXPECT_EQ(news[0]->answer.kind, Kind::kPaid);
  EXPECT_EQ(bank_->Ask(Ref(reference_)).kind, Kind::kPaid);
}

TEST_F(SandboxBankTest, LatePaymentComesToAnAlreadyClosedSession) {
  Start();
  const GatewayAnswer open = Open(reference_);
  EXPECT_EQ(bank_->Close(Ref(reference_)).kind, Kind::kClosed);
  Press(open.url, "late");
  Press(open.url, "late");
  EXPECT_TRUE(News(1)[0].ok());
  EXPECT_EQ(Entries().charges.size(), 1u);
}

TEST_F(SandboxBankTest, WrongAmountIsReportedAsCharged) {
  Start();
  Press(Open(reference_).url, "wrong_amount");
  const auto news = News(1);
  ASSERT_TRUE(news[0].ok());
  EXPECT_EQ(news[0]->answer.received, 1'400);
  EXPECT_EQ(bank_->Ask(Ref(reference_)).received, 1'400);
}

TEST_F(SandboxBankTest, ReferenceHasOneAmount) {
  Start();
  EXPECT_EQ(Open(reference_, 1'500).kind, Kind::kOpen);
  EXPECT_EQ(Open(reference_, 2'500).kind, Kind::kRefused);
  EXPECT_EQ(Open(PaymentReference(2), 0).kind, Kind::kRefused);
  EXPECT_EQ(Open(PaymentReference(2), -5).kind, Kind::kRefused);
}

TEST_F(SandboxBankTest, RefundsAreIdempotentAndNeverExceedTheCharge) {
  Start();
  Press(Open(reference_).url, "approve");
  const std::string charge = bank_->Ask(Ref(reference_)).reference;
  const GatewayAnswer first = bank_->Refund({"tu_x-r1", Ref(reference_), charge, Euros(1'000)});
  ASSERT_EQ(first.kind, Kind::kDone);
  const GatewayAnswer again = bank_->Refund({"tu_x-r1", Ref(reference_), charge, Euros(1'000)});
  EXPECT_EQ(again.kind, Kind::kDone);
  EXPECT_EQ(again.reference, first.reference);
  EXPECT_EQ(bank_->Refund({"tu_x-r1", Ref(reference_), charge, Euros(900)}).kind, Kind::kRefused)
      << "another sum under the same reference";
  EXPECT_EQ(bank_->Refund({"tu_x-r2", Ref(reference_), charge, Euros(501)}).kind, Kind::kRefused);
  EXPECT_EQ(bank_->Refund({"tu_x-r3", Ref(reference_), "ch_none", Euros(1)}).kind, Kind::kRefused);
  EXPECT_EQ(bank_->Refund({"tu_x-r4", Ref(PaymentReference(2)), charge, Euros(1)}).kind,
            Kind::kRefused)
      << "somebody else's charge";
  EXPECT_EQ(bank_->Refund({"tu_x-r5", Ref(reference_), charge, Euros(500)}).kind, Kind::kDone);
  EXPECT_EQ(bank_->Refund({"tu_x-r6", Ref(reference_), charge, Euros(1)}).kind, Kind::kRefused);
  const auto refunds = Entries().refunds;
  ASSERT_EQ(refunds.size(), 2u);
  EXPECT_EQ(refunds[0].amount + refunds[1].amount, 1'500);
}

TEST_F(SandboxBankTest, ConcurrentIdenticalRefundsAreOne) {
  Start();
  Press(Open(reference_).url, "approve");
  const std::string charge = bank_->Ask(Ref(reference_)).reference;
  std::vector<std::future<GatewayAnswer>> answers;
  answers.reserve(8);
  for (int i = 0; i < 8; ++i) {
    answers.push_back(std::async(std::launch::async, [&] {
      return bank_->Refund({"tu_x-r1", Ref(reference_), charge, Euros(1'500)});
    }));
  }
  for (auto& answer : answers) EXPECT_EQ(answer.get().kind, Kind::kDone);
  EXPECT_EQ(Entries().refunds.size(), 1u);
}

TEST_F(SandboxBankTest, CallbacksAreRepeatedUntilAcknowledged) {
  Start();
  catcher_.RefuseNext(3, 503);
  Press(Open(reference_).url, "approve");
  const auto news = News(4);
  ASSERT_EQ(news.size(), 4u);
  for (const auto& each : news) EXPECT_TRUE(each.ok());
}

TEST_F(SandboxBankTest, CallbacksEndAfterTheConfiguredAttempts) {
  SandboxOptions options;
  options.callback_tries = 2;
  Start(std::move(options));
  catcher_.RefuseNext(1'000, 500);
  Press(Open(reference_).url, "approve");
  EXPECT_EQ(News(2).size(), 2u);
}

TEST_F(SandboxBankTest, LostAnswerIsUnknownAndSafeToRepeat) {
  SandboxOptions options;
  options.bank_faults = {.drop_answer = 100, .hold = Millis(0)};
  Start(std::move(options));
  EXPECT_EQ(Open(reference_).kind, Kind::kUnknown);
  EXPECT_EQ(Open(reference_).kind, Kind::kUnknown);
  EXPECT_EQ(bank_->Ask(Ref(reference_)).kind, Kind::kUnknown);
  EXPECT_EQ(bank_->Close(Ref(reference_)).kind, Kind::kUnknown);
  ASSERT_EQ(Entries().sessions.size(), 1u);
  EXPECT_EQ(Entries().sessions[0].state, sandbox::SessionState::kClosed);
}

TEST_F(SandboxBankTest, UnreachableBankIsUnknown) {
  Start();
  sandbox_->Stop();
  Connect(Millis(500));
  EXPECT_EQ(Open(reference_).kind, Kind::kUnknown);
  EXPECT_EQ(bank_->Ask(Ref(reference_)).kind, Kind::kUnknown);
  EXPECT_EQ(bank_->Close(Ref(reference_)).kind, Kind::kUnknown);
  EXPECT_EQ(bank_->Refund({"tu_x-r1", Ref(reference_), "ch_1", Euros(1)}).kind, Kind::kUnknown);
}

// A gateway that returns configured answers.
class Liar {
 public:
  Liar()
      : server_(Options(), [this](net::Request&&, net::Responder&& responder) {
          responder.Send({.status = status, .body = body});
        }) {
    CHECK(server_.Start().ok(), "the test's own server starts");
  }
  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(server_.Port());
  }
  int status = 200;
  std::string body;

 private:
  static net::ServerOptions Options() {
    net::ServerOptions options;
    options.tcp = {{}};
    return options;
  }
  net::Server server_;
};

struct LieRow {
  const char* name;
  int status;
  const char* body;
  Kind opened;
  Kind asked;
  Kind closed;
};

const LieRow kLies[] = {
    {"garbage", 200, "<html>", Kind::kUnknown, Kind::kUnknown, Kind::kUnknown},
    {"empty", 200, "", Kind::kUnknown, Kind::kUnknown, Kind::kUnknown},
    {"another's reference", 200, R"({"reference":"b","state":"closed"})", Kind::kUnknown,
     Kind::kUnknown, Kind::kUnknown},
    {"a state nobody knows", 200, R"({"reference":"a","state":"reversed"})", Kind::kUnknown,
     Kind::kUnknown, Kind::kUnknown},
    {"open without a page", 200, R"({"reference":"a","state":"open"})", Kind::kUnknown,
     Kind::kUnknown, Kind::kUnknown},
    {"open with a page", 200, R"({"reference":"a","state":"open","url":"http://x"})", Kind::kOpen,
     Kind::kOpen, Kind::kUnknown},
    {"paid, without saying what", 200, R"({"reference":"a","state":"paid","currency":"EUR"})",
     Kind::kUnknown, Kind::kUnknown, Kind::kUnknown},
    {"paid nothing", 200,
     R"({"reference":"a","state":"paid","charge":"c","charged":0,"currency":"EUR"})",
     Kind::kUnknown, Kind::kUnknown, Kind::kUnknown},
    {"paid in dollars", 200,
     R"({"reference":"a","state":"paid","charge":"c","charged":5,"currency":"USD"})",
     Kind::kUnknown, Kind::kUnknown, Kind::kUnknown},
    {"paid", 200, R"({"reference":"a","state":"paid","charge":"c","charged":5,"currency":"EUR"})",
     Kind::kPaid, Kind::kPaid, Kind::kPaid},
    {"paid, says a server that fails", 500,
     R"({"reference":"a","state":"paid","charge":"c","charged":5,"currency":"EUR"})",
     Kind::kUnknown, Kind::kUnknown, Kind::kUnknown},
    {"refused", 422, R"({"reference":"a","state":"refused","code":"x"})", Kind::kRefused,
     Kind::kUnknown, Kind::kUnknown},
    {"closed", 200, R"({"reference":"a","state":"closed","reason":"expired"})", Kind::kClosed,
     Kind::kClosed, Kind::kClosed},
    {"a state twice", 200, R"({"reference":"a","state":"closed","state":"open","url":"http://x"})",
     Kind::kUnknown, Kind::kUnknown, Kind::kUnknown},
};

TEST(SandboxBankAnswers, UntrustworthyAnswersAreUnknown) {
  Liar liar;
  SandboxBank bank({.base_url = liar.url(), .secret = Secret("s")});
  for (const LieRow& row : kLies) {
    liar.status = row.status;
    liar.body = row.body;
    EXPECT_EQ(bank.Open({"a", Euros(5), payments::PaymentMethod::kCard, "", ""}).kind, row.opened)
        << row.name;
    EXPECT_EQ(bank.Ask({"a", {}, {}}).kind, row.asked) << row.name;
    EXPECT_EQ(bank.Close({"a", {}, {}}).kind, row.closed) << row.name;
    EXPECT_EQ(bank.Refund({"r", {"a", {}, {}}, "c", Euros(5)}).kind, Kind::kUnknown) << row.name;
  }
  liar.status = 200;
  liar.body = R"({"reference":"r","state":"done","refund":"re_1","amount":4})";
  EXPECT_EQ(bank.Refund({"r", {"a", {}, {}}, "c", Euros(5)}).kind, Kind::kUnknown) << "another sum";
  liar.body = R"({"reference":"r","state":"done","refund":"re_1","amount":5})";
  EXPECT_EQ(bank.Refund({"r", {"a", {}, {}}, "c", Euros(5)}).kind, Kind::kDone);
}

}  // namespace
}  // namespace herlaad::gateways
