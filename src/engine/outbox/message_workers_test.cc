#include "engine/outbox/message_workers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "domain/orders/fixtures.h"
#include "engine/commands/clients/manage_clients.h"
#include "engine/commands/clients/warn_client.h"
#include "engine/sweeps/message_sweep.h"
#include "tests/support/scripted_store.h"

namespace herlaad::engine {
namespace {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures
using outbox::Message;
using outbox::MessageState;

class ScriptedMailer final : public Mailer {
 public:
  std::atomic<bool> answers = true;
  std::atomic<int> sent{0};
  std::function<void()> before;
  MessengerAnswer Send(const MailMessage& message) override {
    if (before) before();
    ++sent;
    const std::lock_guard lock(mutex_);
    references_.insert(message.reference);
    return answers ? MessengerAnswer::kTaken : MessengerAnswer::kRefused;
  }
  void Stop() override {}
  std::size_t Different() {
    const std::lock_guard lock(mutex_);
    return references_.size();
  }

 private:
  std::mutex mutex_;
  std::set<std::string> references_;
};

// A queue with threads over the store in memory, whose messages a test writes itself.
class MessageWorkersTest : public ::testing::Test {
 protected:
  MessageWorkersTest()
      : catalogue_(Catalogue()),
        runner_(store_, catalogue_, orders::Timings{}, IdSource(Shard{0}, 1), {7, 10},
                [](auto, const auto& problem) { ADD_FAILURE() << problem; }),
        engine_(runner_, store_, clock_, {}, stats_) {
    FloatWarning warning{kClient, *EmailAddress::Parse("shop@example.com"), 500, {}, {}};
    warning.language = messages::Language::kNl;
    WriteSet writes;
    writes.changed.Put(ClientRecord{kClient, "Dealer", kNow, {}});
    writes.changed.Put(warning);
    EXPECT_EQ(store_.Commit(writes), CommitResult::kCommitted);
  }
  void Start(int workers = 4) {
    Parties parties;
    parties.mailer = &mail_;
    MessageWorkers::Options options;
    options.workers_per_queue = workers;
    options.look_again = Millis(20);
    options.report = [this](outbox::MessageId, const std::string&) { ++reports_; };
    options.ended_unsent = [this](const MessageWorkers::Unsent&) { ++unsent_; };
    workers_.emplace(engine_, store_, clock_, parties, std::vector<std::string>{"mail", "bank"},
                     options, stats_);
    runner_.AddListener(&*workers_);
    engine_.Start();
    workers_->Start();
  }
  void TearDown() override {
    if (workers_) workers_->Stop();
    engine_.Stop();
  }
  Message Put(std::int64_t id, const std::string& kind = "float_low") {
    Message message = outbox::NewMessage(outbox::MessageId(id), {"client", ToText(kClient)},
                                         kFloatLow, "400 500", clock_.Now());
    message.kind = kind;
    WriteSet writes;
    writes.changed.Put(message);
    EXPECT_EQ(store_.Commit(writes), CommitResult::kCommitted);
    return message;
  }
  MessageState StateOf(std::int64_t id) {
    return (**store_.FindRow<Message>(outbox::MessageId(id))).state;
  }
  // Waits up to five seconds.
  template <class Condition>
  static bool Await(Condition condition) {
    for (int i = 0; i < 1'000 && !condition(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return condition();
  }

  static constexpr ClientId kClient{77};
  testing::ScriptedStore store_;
  SystemClock clock_;
  catalogue::Catalogue catalogue_;
  Stats stats_;
  BatchRunner runner_;
  Engine engine_;
  ScriptedMailer mail_;
  std::atomic<int> reports_{0};
  std::atomic<int> unsent_{0};
  std::optional<MessageWorkers> workers_;
};

TEST_F(MessageWorkersTest, EachMessageIsSentOnce) {
  for (int id = 1; id <= 100; ++id) Put(id);
  Start();
  EXPECT_TRUE(Await([this] { return stats_.messages_sent.Value() == 100; }));
  EXPECT_EQ(mail_.sent, 100);
  EXPECT_EQ(mail_.Different(), 100U);
  EXPECT_EQ(StateOf(1), MessageState::kSent);
}

TEST_F(MessageWorkersTest, LeaseIsCommittedBeforeTheWireIsTouched) {
  std::atomic<bool> leased = true;
  mail_.before = [&] {
    if (StateOf(1) != MessageState::kLeased) leased = false;
  };
  Put(1);
  Start();
  EXPECT_TRUE(Await([this] { return mail_.sent == 1; }));
  EXPECT_TRUE(leased);
}

TEST_F(MessageWorkersTest, WhatIsLeasedIsSentInOneBatch) {
  for (int id = 1; id <= 8; ++id) Put(id);
  // Nobody sends before all that fit are leased: the leases need no commit each.
  std::atomic<int> most{0};
  mail_.before = [&] {
    int now = 0;
    for (int id = 1; id <= 8; ++id) now += StateOf(id) == MessageState::kLeased ? 1 : 0;
    if (now > most) most = now;
  };
  Start(8);
  EXPECT_TRUE(Await([this] { return mail_.sent == 8; }));
  EXPECT_GT(most, 1);
}

TEST_F(MessageWorkersTest, HeldWorkersSendNothing) {
  Start();
  workers_->Hold(true);
  Put(1);
  WriteSet nothing;
  nothing.changed.Put(**store_.FindRow<Message>(outbox::MessageId(1)));
  workers_->OnCommit(nothing, clock_.Now());
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(mail_.sent, 0);
  workers_->Hold(false);
  EXPECT_TRUE(Await([this] { return mail_.sent == 1; }));
}

TEST_F(MessageWorkersTest, RefusedMessageIsTold) {
  mail_.answers = false;
  Put(1);
  Start();
  EXPECT_TRUE(Await([this] { return unsent_ == 1; }));
  EXPECT_EQ(StateOf(1), MessageState::kRefused);
  EXPECT_EQ(stats_.messages_unsent.Value(), 1);
}

TEST_F(MessageWorkersTest, UnknownKindIsSetAsideAndTheOthersGoOn) {
  Put(1, "of_a_later_version");
  for (int id = 2; id <= 9; ++id) Put(id);
  Start(1);
  EXPECT_TRUE(Await([this] { return mail_.sent == 8; }));
  EXPECT_EQ(reports_, 1) << "once for a minute";
  EXPECT_EQ(StateOf(1), MessageState::kDue);
}

TEST_F(MessageWorkersTest, PayloadThatCannotBeReadIsReportedAndTheOthersGoOn) {
  Message bad = Put(1);
  bad.payload = "nonsense";
  WriteSet writes;
  writes.changed.Put(bad);
  EXPECT_EQ(store_.Commit(writes), CommitResult::kCommitted);
  Put(2);
  Start(1);
  EXPECT_TRUE(Await([this] { return mail_.sent == 1 && reports_ == 1; }));
  EXPECT_EQ(StateOf(1), MessageState::kLeased) << "so its outcome is unknown";
}

TEST_F(MessageWorkersTest, SweepDeletesFinishedMessagesOnly) {
  const Instant long_ago = clock_.Now() - outbox::kFinishedKept - Millis(60'000);
  for (std::int64_t id = 1; id <= 7; ++id) {
    Message message = outbox::NewMessage(outbox::MessageId(id), {"client", "cli_x"}, kFloatLow,
                                         "400 500", long_ago);
    if (id % 2 == 0) {
      message.state = MessageState::kSent;
      message.finished_at = long_ago;
    }
    if (id == 7) message.created_at = message.finished_at = clock_.Now();
    WriteSet writes;
    writes.changed.Put(message);
    EXPECT_EQ(store_.Commit(writes), CommitResult::kCommitted);
  }
  engine_.Start();
  MessageSweep::Options options;
  options.rows = 2;
  MessageSweep sweep(
      store_, [this](Submitted submitted) { return engine_.Submit(std::move(submitted)); }, options,
      stats_);
  for (int steps = 0; steps < 10 && sweep.Step(clock_.Now()) != options.pass_every; ++steps) {
  }
  EXPECT_TRUE(Await([this] { return stats_.messages_deleted.Value() == 3; }));
  std::vector<std::int64_t> kept;
  const auto rows = store_.ReadRows(RowQuery<Message>{});
  for (const Message& message : *rows) kept.push_back(message.id.value());
  EXPECT_EQ(kept, (std::vector<std::int64_t>{1, 3, 5, 7}));
}

}  // namespace
}  // namespace herlaad::engine
