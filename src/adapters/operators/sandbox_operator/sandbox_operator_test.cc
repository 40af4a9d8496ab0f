#include "adapters/operators/sandbox_operator/sandbox_operator.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <future>
#include <map>
#include <thread>

#include "adapters/net/server/server.h"
#include "adapters/sandbox/sandbox.h"
#include "adapters/sandbox/sandbox_entries.h"

namespace herlaad::operators {
namespace {

using engine::OperatorAnswer;
using Kind = OperatorAnswer::Kind;
using orders::RefusalReason;
using sandbox::Sandbox;
using sandbox::SandboxOptions;

class SandboxOperatorTest : public testing::Test {
 protected:
  SandboxOperatorTest() {
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ =
        testing::TempDir() + "sandbox_operator_" + test->name() + "_" + std::to_string(::getpid());
    std::filesystem::remove_all(folder_);
  }
  ~SandboxOperatorTest() override { std::filesystem::remove_all(folder_); }

  void Start(SandboxOptions options = {}, Millis timeout = Millis(5'000)) {
    options.folder = folder_;
    options.secret = Secret("unused");
    sandbox_ = std::make_unique<Sandbox>(std::move(options));
    const auto started = sandbox_->Start();
    ASSERT_TRUE(started.ok()) << started.error();
    operator_ = Connect(sandbox_->port(), timeout);
  }

  static std::unique_ptr<SandboxOperator> Connect(std::uint16_t port, Millis timeout) {
    return std::make_unique<SandboxOperator>(SandboxOperatorOptions{
        .base_url = "http://127.0.0.1:" + std::to_string(port) + "/sandbox/operator",
        .request_timeout = timeout});
  }

  OperatorAnswer Topup(const std::string& reference, std::string_view msisdn) {
    return operator_->Topup({reference, Msisdn::Parse(msisdn).value(), Euros(1'500)});
  }

  sandbox::OperatorEntries Entries() {
    auto entries = sandbox::ReadOperatorEntries(folder_);
    EXPECT_TRUE(entries.ok()) << entries.error();
    return entries.ok() ? *entries : sandbox::OperatorEntries{};
  }

  std::string folder_;
  std::unique_ptr<Sandbox> sandbox_;
  std::unique_ptr<SandboxOperator> operator_;
};

struct HabitRow {
  const char* name;
  const char* msisdn;
  Kind answered;
  Kind asked;
  RefusalReason refusal;
  std::size_t credits;
};

const HabitRow kHabits[] = {
    {"an ordinary number", "0485123456", Kind::kConfirmed, Kind::kConfirmed, RefusalReason::kNone,
     1},
    {"nothing special with a middle digit", "0485123417", Kind::kConfirmed, Kind::kConfirmed,
     RefusalReason::kNone, 1},
    {"x08 is ordinary", "0485123408", Kind::kConfirmed, Kind::kConfirmed, RefusalReason::kNone, 1},
    {"x00 completed", "0485123400", Kind::kConfirmed, Kind::kConfirmed, RefusalReason::kNone, 1},
    {"x01 a PIN", "0485123401", Kind::kPin, Kind::kPin, RefusalReason::kNone, 0},
    {"x02 invalid", "0485123402", Kind::kRefused, Kind::kRefused, RefusalReason::kUnknownNumber, 0},
    {"x03 barred", "0485123403", Kind::kRefused, Kind::kRefused, RefusalReason::kBarred, 0},
    {"x04 unavailable", "0485123404", Kind::kRefused, Kind::kRefused, RefusalReason::kUnavailable,
     0},
    {"x05 duplicate and yet credited", "0485123405", Kind::kUnknown, Kind::kConfirmed,
     RefusalReason::kNone, 1},
    {"x06 declined", "0485123406", Kind::kRefused, Kind::kRefused, RefusalReason::kDeclined, 0},
    {"x07 exception", "0485123407", Kind::kUnknown, Kind::kUnknown, RefusalReason::kNone, 0},
    {"a leading 4 delays nothing", "0485123400", Kind::kConfirmed, Kind::kConfirmed,
     RefusalReason::kNone, 1},
};

TEST_F(SandboxOperatorTest, EveryScenarioIsUnderstoodAndStored) {
  Start();
  std::map<std::string, std::size_t> expected;
  for (std::size_t i = 0; i < std::size(kHabits); ++i) {
    const HabitRow& row = kHabits[i];
    const std::string reference = "tu_h" + std::to_string(i) + "-d1";
    const OperatorAnswer answer = Topup(reference, row.msisdn);
    EXPECT_EQ(answer.kind, row.answered) << row.name;
    EXPECT_EQ(answer.refusal, row.refusal) << row.name;
    const OperatorAnswer asked = operator_->Ask(reference);
    EXPECT_EQ(asked.kind, row.asked) << row.name;
    EXPECT_EQ(asked.refusal, row.refusal) << row.name;
    if (asked.kind == Kind::kConfirmed) {
      EXPECT_EQ(asked.credited, 15'000'000) << row.name;
      EXPECT_GT(asked.valid_until.ms, 0) << row.name;
      EXPECT_FALSE(asked.reference.empty()) << row.name;
    }
    expected[reference] = row.credits;
  }
  std::map<std::string, std::size_t> credited;
  for (const auto& credit : Entries().credits) ++credited[credit.reference];
  for (const auto& [reference, count] : expected)
    EXPECT_EQ(credited[reference], count) << reference;
  EXPECT_EQ(Entries().requests.size(), std::size(kHabits));
}

TEST_F(SandboxOperatorTest, RepeatedReferenceIsNeverCreditedAgain) {
  Start();
  const OperatorAnswer first = Topup("tu_a-d1", "0485123456");
  EXPECT_EQ(first.kind, Kind::kConfirmed);
  EXPECT_EQ(Topup("tu_a-d1", "0485123456").kind, Kind::kUnknown) << "answered duplicate: ask";
  EXPECT_EQ(Topup("tu_a-d1", "0485123499").kind, Kind::kUnknown) << "even for another number";
  const OperatorAnswer asked = operator_->Ask("tu_a-d1");
  EXPECT_EQ(asked.kind, Kind::kConfirmed);
  EXPECT_EQ(asked.reference, first.reference);
  EXPECT_EQ(asked.valid_until, first.valid_until);
  EXPECT_EQ(Entries().credits.size(), 1u);
  ASSERT_EQ(Entries().requests.size(), 3u);
  EXPECT_EQ(Entries().requests[2].answer, "duplicate");
}

TEST_F(SandboxOperatorTest, ConcurrentRequestsWithOneReferenceCreditOnce) {
  Start();
  std::vector<std::future<OperatorAnswer>> answers;
  answers.reserve(16);
  for (int i = 0; i < 16; ++i) {
    answers.push_back(
        std::async(std::launch::async, [this] { return Topup("tu_a-d1", "0485123456"); }));
  }
  int confirmed = 0;
  for (auto& answer : answers) confirmed += answer.get().kind == Kind::kConfirmed ? 1 : 0;
  EXPECT_EQ(confirmed, 1);
  EXPECT_EQ(Entries().credits.size(), 1u);
  EXPECT_EQ(Entries().requests.size(), 16u);
}

TEST_F(SandboxOperatorTest, TimeoutIsUnknownUntilAQueryTellsTheOutcome) {
  SandboxOptions options;
  options.operator_delays = {Millis(400), Millis(800), Millis(60'000)};
  Start(std::move(options), Millis(200));
  EXPECT_EQ(Topup("tu_a-d1", "0485123100").kind, Kind::kUnknown);
  EXPECT_EQ(Entries().credits.size(), 1u) << "booked before the delay";
  EXPECT_EQ(operator_->Ask("tu_a-d1").kind, Kind::kUnknown) << "processing";
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  EXPECT_EQ(operator_->Ask("tu_a-d1").kind, Kind::kConfirmed);

  EXPECT_EQ(Topup("tu_b-d1", "0485123303").kind, Kind::kUnknown);
  EXPECT_EQ(operator_->Ask("tu_b-d1").kind, Kind::kUnknown) << "still processing, for long";
  EXPECT_EQ(Entries().credits.size(), 1u);
}

TEST_F(SandboxOperatorTest, SlowAnswerArrivesWithinTheTimeout) {
  SandboxOptions options;
  options.operator_delays = {Millis(150), Millis(150), Millis(150)};
  Start(std::move(options));
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(Topup("tu_a-d1", "0485123200").kind, Kind::kConfirmed);
  EXPECT_EQ(Topup("tu_b-d1", "0485123306").kind, Kind::kRefused);
  EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::milliseconds(300));
}

TEST_F(SandboxOperatorTest, UnreachableOperatorMeansNotSent) {
  Start();
  const std::uint16_t port = sandbox_->port();
  sandbox_.reset();
  operator_ = Connect(port, Millis(1'000));
  EXPECT_EQ(Topup("tu_a-d1", "0485123456").kind, Kind::kUnreachable);
  EXPECT_EQ(operator_->Ask("tu_a-d1").kind, Kind::kUnknown);
  EXPECT_EQ(Entries().requests.size(), 0u);
}

TEST_F(SandboxOperatorTest, UnknownReferenceIsNotFound) {
  Start();
  EXPECT_EQ(operator_->Ask("tu_never-d1").kind, Kind::kNotFound);
  EXPECT_EQ(operator_->Ask("../entries").kind, Kind::kUnknown) << "no reference of ours";
  EXPECT_EQ(operator_->NotFoundSettlesAfter(), Millis(0));
}

TEST_F(SandboxOperatorTest, LostRequestChangesNothing) {
  SandboxOptions options;
  options.operator_faults = {.drop_request = 100, .hold = Millis(0)};
  Start(std::move(options));
  EXPECT_EQ(Topup("tu_a-d1", "0485123456").kind, Kind::kUnknown);
  EXPECT_EQ(Entries().requests.size(), 0u);
}

TEST_F(SandboxOperatorTest, LostAnswerIsUnknownAndCredited) {
  SandboxOptions options;
  options.operator_faults = {.drop_answer = 100, .hold = Millis(60'000)};
  Start(std::move(options), Millis(200));
  EXPECT_EQ(Topup("tu_a-d1", "0485123456").kind, Kind::kUnknown);
  EXPECT_EQ(Entries().credits.size(), 1u);
}

TEST_F(SandboxOperatorTest, RepeatedRequestIsUnknownAndCreditedOnce) {
  SandboxOptions options;
  options.operator_faults = {.repeat = 100};
  Start(std::move(options));
  EXPECT_EQ(Topup("tu_a-d1", "0485123456").kind, Kind::kUnknown) << "the duplicate's answer";
  EXPECT_EQ(operator_->Ask("tu_a-d1").kind, Kind::kConfirmed);
  EXPECT_EQ(Entries().requests.size(), 2u);
  EXPECT_EQ(Entries().credits.size(), 1u);
}

TEST_F(SandboxOperatorTest, SameSeedGivesTheSameFaults) {
  const auto run = [this](std::uint64_t seed) {
    std::filesystem::remove_all(folder_);
    SandboxOptions options;
    options.seed = seed;
    options.operator_faults = {.drop_request = 30, .drop_answer = 30, .hold = Millis(0)};
    Start(std::move(options));
    std::string history;
    for (int i = 0; i < 30; ++i) {
      const auto answer = Topup("tu_" + std::to_string(i) + "-d1", "0485123456");
      history += answer.kind == Kind::kConfirmed ? 'c' : 'u';
    }
    history += std::to_string(Entries().credits.size());
    sandbox_.reset();
    return history;
  };
  const std::string first = run(7);
  EXPECT_EQ(first, run(7));
  EXPECT_NE(first, run(8));
}

TEST_F(SandboxOperatorTest, StopAbortsRequestsInProgress) {
  SandboxOptions options;
  options.operator_delays = {Millis(60'000), Millis(60'000), Millis(60'000)};
  Start(std::move(options), Millis(30'000));
  auto answer = std::async(std::launch::async, [this] { return Topup("tu_a-d1", "0485123100"); });
  while (Entries().requests.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  operator_->Stop();
  ASSERT_EQ(answer.wait_for(std::chrono::seconds(5)), std::future_status::ready);
  EXPECT_EQ(answer.get().kind, Kind::kUnknown);
}

// A gateway in front of the operator refuses the request: that tells nothing about the credit.
TEST_F(SandboxOperatorTest, RefusedOrBrokenConnectionIsUnknownWhateverItsBodySays) {
  std::atomic<int> status = 200;
  net::ServerOptions options;
  options.tcp = {{"127.0.0.1", 0}};
  options.timeouts.stop = Millis(1'000);
  net::Server server(options, [&status](net::Request&&, net::Responder&& responder) {
    responder.Send({.status = status,
                    .content_type = "application/json",
                    .body = R"({"reference":"tu_a-d1","code":"completed"})"});
  });
  ASSERT_TRUE(server.Start().ok());
  operator_ = Connect(server.Port(), Millis(5'000));
  EXPECT_EQ(operator_->Ask("tu_a-d1").kind, Kind::kConfirmed);
  for (const int refused : {401, 403, 429, 500, 503}) {
    status = refused;
    EXPECT_EQ(operator_->Ask("tu_a-d1").kind, Kind::kUnknown) << refused;
    EXPECT_EQ(Topup("tu_a-d1", "0485123456").kind, Kind::kUnknown) << refused;
  }
  operator_.reset();
  server.Stop();
}

struct AnswerRow {
  const char* name;
  std::string_view body;
  Kind kind;
};

const AnswerRow kAnswers[] = {
    {"nothing", "", Kind::kUnknown},
    {"not JSON", "<html>completed</html>", Kind::kUnknown},
    {"no object", R"(["completed"])", Kind::kUnknown},
    {"no code", R"({"reference":"tu_a-d1"})", Kind::kUnknown},
    {"no reference", R"({"code":"completed"})", Kind::kUnknown},
    {"another's reference", R"({"reference":"tu_b-d1","code":"completed"})", Kind::kUnknown},
    {"the code twice", R"({"reference":"tu_a-d1","code":"declined","code":"completed"})",
     Kind::kUnknown},
    {"cut off", R"({"reference":"tu_a-d1","code":"completed")", Kind::kUnknown},
    {"a new code", R"({"reference":"tu_a-d1","code":"refunded"})", Kind::kUnknown},
    {"another case", R"({"reference":"tu_a-d1","code":"Completed"})", Kind::kUnknown},
    {"duplicate", R"({"reference":"tu_a-d1","code":"duplicate"})", Kind::kUnknown},
    {"processing", R"({"reference":"tu_a-d1","code":"processing"})", Kind::kUnknown},
    {"credited nothing", R"({"reference":"tu_a-d1","code":"completed","credited":0})",
     Kind::kUnknown},
    {"credited a fraction", R"({"reference":"tu_a-d1","code":"completed","credited":1.5})",
     Kind::kUnknown},
    {"credited a text", R"({"reference":"tu_a-d1","code":"completed","credited":"15"})",
     Kind::kUnknown},
    {"valid until whenever",
     R"({"reference":"tu_a-d1","code":"completed","valid_until":"next year"})", Kind::kUnknown},
    {"credited more than anybody has",
     R"({"reference":"tu_a-d1","code":"completed","credited":9223372036854775807})",
     Kind::kUnknown},
    {"completed as asked", R"({"reference":"tu_a-d1","code":"completed"})", Kind::kConfirmed},
    {"completed with more than we know",
     R"({"reference":"tu_a-d1","code":"completed","promotion":{"points":5}})", Kind::kConfirmed},
    {"declined", R"({"reference":"tu_a-d1","code":"declined"})", Kind::kRefused},
    {"not found", R"({"reference":"tu_a-d1","code":"not_found"})", Kind::kNotFound},
};

TEST(ReadOperatorAnswer, OnlyDefiniteAnswersAreTrusted) {
  for (const AnswerRow& row : kAnswers) {
    EXPECT_EQ(ReadOperatorAnswer(row.body, "tu_a-d1").kind, row.kind) << row.name;
  }
}

// Dates that systems write for "unlimited" and "none" were stored, and then the order could not be
// shown.
TEST(ReadOperatorAnswer, OnlyDatesThatCanBeShownAreAccepted) {
  struct Row {
    const char* date;
    bool kept;
  };
  for (const Row& row : {Row{"9999-12-31T23:59:59Z", false}, Row{"0001-01-01T00:00:00Z", false},
                         Row{"1969-12-31T23:59:59Z", false}, Row{"2200-01-01T00:00:00Z", false},
                         Row{"2199-12-31T23:59:59Z", true}, Row{"2027-11-28T00:00:00Z", true}}) {
    const OperatorAnswer answer = ReadOperatorAnswer(
        std::string(R"({"reference":"tu_a-d1","code":"completed","valid_until":")") + row.date +
            "\"}",
        "tu_a-d1");
    EXPECT_EQ(answer.kind, Kind::kConfirmed) << row.date;
    EXPECT_EQ(answer.valid_until.ms != 0, row.kept) << row.date;
  }
}

TEST(ReadOperatorAnswer, ReferenceThatCannotBeShownIsOmitted) {
  for (const std::string& reference :
       {std::string(60'000, 'a'), std::string("a b"), std::string("\\u001b[31m")}) {
    const OperatorAnswer answer = ReadOperatorAnswer(
        R"({"reference":"tu_a-d1","code":"completed","operator_reference":")" + reference + "\"}",
        "tu_a-d1");
    EXPECT_EQ(answer.kind, Kind::kConfirmed);
    EXPECT_EQ(answer.reference, "");
  }
}

}  // namespace
}  // namespace herlaad::operators
