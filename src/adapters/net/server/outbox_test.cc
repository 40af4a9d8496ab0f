#include "adapters/net/server/outbox.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>

#include <thread>

namespace herlaad::net {
namespace {

std::uint64_t WakeUps(const Outbox& outbox) {
  std::uint64_t count = 0;
  return read(outbox.wake_fd(), &count, sizeof count) == sizeof count ? count : 0;
}

void PostElsewhere(Outbox& outbox, int count) {
  std::thread([&] {
    for (int i = 0; i < count; ++i) outbox.Post(static_cast<Ticket>(i), {});
  }).join();
}

TEST(Outbox, ManyAnswersCauseOneWakeUp) {
  Outbox outbox;
  outbox.Open();
  ASSERT_TRUE(outbox.FallAsleep());
  PostElsewhere(outbox, 100);
  EXPECT_EQ(WakeUps(outbox), 1u);
  std::vector<Answer> answers;
  std::vector<Ticket> stirred;
  outbox.Drain(answers, stirred);
  ASSERT_EQ(answers.size(), 100u);
  EXPECT_EQ(answers[99].ticket, 99u);
}

TEST(Outbox, RunningThreadIsNotWoken) {
  Outbox outbox;
  outbox.Open();
  PostElsewhere(outbox, 10);
  EXPECT_EQ(WakeUps(outbox), 0u);
  EXPECT_FALSE(outbox.FallAsleep()) << "there are answers";
  std::vector<Answer> answers;
  std::vector<Ticket> stirred;
  outbox.Drain(answers, stirred);
  EXPECT_EQ(answers.size(), 10u);
  EXPECT_TRUE(outbox.FallAsleep());
  outbox.Awake();
  PostElsewhere(outbox, 1);
  EXPECT_EQ(WakeUps(outbox), 0u);
}

TEST(Outbox, AnswersOfTheIoThreadAreKeptSeparately) {
  Outbox outbox;
  outbox.Open();
  outbox.Post(7, {});
  EXPECT_TRUE(outbox.has_own());
  EXPECT_FALSE(outbox.FallAsleep());
  PostElsewhere(outbox, 1);
  std::vector<Answer> answers;
  outbox.DrainOwn(answers);
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].ticket, 7u);
}

TEST(Outbox, NewBodyBytesWakeTheThread) {
  Outbox outbox;
  outbox.Open();
  ASSERT_TRUE(outbox.FallAsleep());
  std::thread([&] {
    for (Ticket ticket = 1; ticket <= 3; ++ticket) outbox.Stir(ticket);
  }).join();
  EXPECT_EQ(WakeUps(outbox), 1u);
  outbox.Awake();
  EXPECT_FALSE(outbox.FallAsleep()) << "something was stirred";
  std::vector<Answer> answers;
  std::vector<Ticket> stirred;
  outbox.Drain(answers, stirred);
  EXPECT_TRUE(answers.empty());
  EXPECT_EQ(stirred, (std::vector<Ticket>{1, 2, 3}));
}

TEST(Outbox, ClosedOutboxDropsAnswers) {
  Outbox outbox;
  outbox.Open();
  outbox.Close();
  outbox.Post(1, {});
  outbox.Stir(1);
  PostElsewhere(outbox, 1);
  std::vector<Answer> answers;
  std::vector<Ticket> stirred;
  outbox.Drain(answers, stirred);
  EXPECT_TRUE(answers.empty());
  EXPECT_TRUE(stirred.empty());
}

}  // namespace
}  // namespace herlaad::net
