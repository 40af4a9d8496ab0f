#include "domain/outbox/message.h"

#include <gtest/gtest.h>

#include <set>

namespace herlaad::outbox {
namespace {

using State = MessageState;

constexpr Instant kNow{1'796'000'000'000};
constexpr Millis kLease{30'000};
constexpr KindRules kMail{"float_low",   "mail",        Policy::kAtLeastOnce,
                          Millis(1'000), Millis(8'000), 4};
constexpr KindRules kAsked{"asked", "elsewhere", Policy::kAsk, Millis(1'000), Millis(8'000), 4};

Message Made(const KindRules& rules = kMail) {
  return NewMessage(MessageId(77), {"client", "cli_x"}, rules, "1 2", kNow);
}
Message LeasedOnce(const KindRules& rules = kMail) {
  return Lease(Made(rules), rules, 7, kNow, kLease).message;
}

TEST(Message, IsLeasedOnceUntilItsLeaseIsOver) {
  const Leased first = Lease(Made(), kMail, 7, kNow, kLease);
  EXPECT_EQ(first.step, Step::kSend);
  EXPECT_EQ(first.message.state, State::kLeased);
  EXPECT_EQ(first.message.attempts, 1);
  EXPECT_EQ(first.message.leased_by, 7);
  EXPECT_EQ(first.message.next_at, kNow + kLease);
  const Leased early = Lease(first.message, kMail, 8, kNow + kLease - Millis(1), kLease);
  EXPECT_EQ(early.step, Step::kNothing);
  EXPECT_EQ(early.message, first.message);
  const Leased later = Lease(first.message, kMail, 8, kNow + kLease, kLease);
  EXPECT_EQ(later.step, Step::kSend) << "the process may have died before it was sent";
  EXPECT_EQ(later.message.attempts, 2);
  EXPECT_EQ(later.message.leased_by, 8);
}

TEST(Message, ThatMayHaveBeenSentIsOnlyAskedAboutUnderThatPolicy) {
  const Message leased = LeasedOnce(kAsked);
  EXPECT_EQ(Lease(leased, kAsked, 8, kNow + kLease, kLease).step, Step::kAsk);
  const Message unknown = Answered(leased, Answer::kUnknown, 1, kAsked, kNow);
  EXPECT_EQ(Lease(unknown, kAsked, 8, unknown.next_at, kLease).step, Step::kAsk);
  const Message not_sent = Answered(leased, Answer::kNotSent, 1, kAsked, kNow);
  EXPECT_FALSE(not_sent.in_doubt);
  EXPECT_EQ(Lease(not_sent, kAsked, 8, not_sent.next_at, kLease).step, Step::kSend);
  const Message asked = Lease(unknown, kAsked, 8, unknown.next_at, kLease).message;
  EXPECT_TRUE(Answered(asked, Answer::kNotSent, 2, kAsked, kNow).in_doubt)
      << "the first attempt may have arrived";
}

TEST(Message, IsNotSentAgainWithAKeyThatTheReceiverMayHaveForgotten) {
  KindRules rules{"charge", "elsewhere", Policy::kSameKey, Millis(1'000), Millis(8'000), 100};
  const Message leased = LeasedOnce(rules);
  const Instant end = kNow + rules.same_key_for;
  EXPECT_EQ(Lease(leased, rules, 8, end - Millis(1), kLease).step, Step::kSend);
  EXPECT_EQ(Lease(leased, rules, 8, end, kLease).step, Step::kGivenUp);
}

TEST(Message, AnswersEndIt) {
  struct Row {
    Answer answer;
    State state;
  };
  const Row rows[] = {{Answer::kTaken, State::kSent},
                      {Answer::kRefused, State::kRefused},
                      {Answer::kNotWanted, State::kNotWanted},
                      {Answer::kUnknown, State::kDue},
                      {Answer::kNotSent, State::kDue}};
  for (const Row& row : rows) {
    const Message after = Answered(LeasedOnce(), row.answer, 1, kMail, kNow + Millis(5));
    EXPECT_EQ(after.state, row.state);
    EXPECT_EQ(IsOpen(after.state), after.finished_at == Instant{}) << Name(row.state);
    EXPECT_EQ(after.leased_by, 0);
  }
}

TEST(Message, WaitsGrowAndTriesEnd) {
  Message message = Made();
  Instant now = kNow;
  Millis longest{0};
  for (int failures = 1; failures < kMail.tries_max; ++failures) {
    message = Lease(message, kMail, 7, now, kLease).message;
    message = Answered(message, Answer::kUnknown, message.attempts, kMail, now);
    ASSERT_EQ(message.state, State::kDue);
    EXPECT_EQ(message.failures, failures);
    const Millis full = Millis(1'000) * (1 << (failures - 1));
    EXPECT_LE(message.next_at - now, full);
    EXPECT_GE(message.next_at - now, full / 2);
    longest = std::max(longest, message.next_at - now);
    now = message.next_at;
  }
  EXPECT_GT(longest, Millis(1'000));
  message = Lease(message, kMail, 7, now, kLease).message;
  message = Answered(message, Answer::kUnknown, message.attempts, kMail, now);
  EXPECT_EQ(message.state, State::kGivenUp);
  EXPECT_EQ(message.finished_at, now);
  EXPECT_EQ(Lease(message, kMail, 7, now + kLease, kLease).step, Step::kNothing);
}

TEST(Message, OfProcessesThatDieEachTimeIsGivenUpToo) {
  Message message = Made();
  Instant now = kNow;
  auto step = Step::kSend;
  int sent = 0;
  for (; step == Step::kSend && sent < 100; now = now + kLease) {
    Leased leased = Lease(message, kMail, 7, now, kLease);
    step = leased.step;
    message = leased.message;
    sent += step == Step::kSend ? 1 : 0;
  }
  EXPECT_EQ(step, Step::kGivenUp);
  EXPECT_EQ(sent, kMail.tries_max);
  EXPECT_EQ(message.state, State::kGivenUp);
}

// A server that ends again and again, a hundred times in twenty minutes.
TEST(Message, WithATimeIsTriedForAllOfItHoweverManyProcessesDied) {
  KindRules rules = kMail;
  rules.tried_for = Millis(72LL * 3'600'000);
  Message message = Made(rules);
  Instant now = kNow;
  for (int life = 0; life < 150; ++life) {
    const Leased leased = Lease(message, rules, life, now, kLease);
    ASSERT_EQ(leased.step, Step::kSend) << life;
    message = leased.message;
    now = message.next_at;
  }
  EXPECT_EQ(Lease(message, rules, 150, kNow + rules.tried_for, kLease).step, Step::kGivenUp);
}

TEST(Message, LateAnswerOfAnEarlierAttemptCountsOnlyIfItWasTaken) {
  const Message second = Lease(LeasedOnce(), kMail, 8, kNow + kLease, kLease).message;
  for (const Answer late : {Answer::kRefused, Answer::kUnknown, Answer::kNotSent}) {
    EXPECT_EQ(Answered(second, late, 1, kMail, kNow + kLease), second);
  }
  const Message sent = Answered(second, Answer::kTaken, 1, kMail, kNow + kLease);
  EXPECT_EQ(sent.state, State::kSent);
  EXPECT_EQ(Answered(sent, Answer::kUnknown, 2, kMail, kNow + kLease), sent);
  EXPECT_EQ(Answered(sent, Answer::kTaken, 2, kMail, kNow + kLease + kLease), sent);
}

TEST(Message, PersonHasOnlyAnUnsentOneTriedAgain) {
  const Message refused = Answered(LeasedOnce(), Answer::kRefused, 1, kMail, kNow);
  const auto again = TriedAgain(refused, kNow + Millis(9));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->state, State::kDue);
  EXPECT_EQ(again->next_at, kNow + Millis(9));
  EXPECT_EQ(again->failures, 0);
  EXPECT_EQ(again->attempts, 1) << "attempts go on counting";
  EXPECT_EQ(again->finished_at, Instant{});
  EXPECT_FALSE(TriedAgain(Made(), kNow));
  EXPECT_FALSE(TriedAgain(LeasedOnce(), kNow));
  EXPECT_FALSE(TriedAgain(Answered(LeasedOnce(), Answer::kTaken, 1, kMail, kNow), kNow));
  EXPECT_FALSE(TriedAgain(Answered(LeasedOnce(), Answer::kNotWanted, 1, kMail, kNow), kNow));
}

TEST(Message, FinishedOneIsKeptForAMonth) {
  const Message sent = Answered(LeasedOnce(), Answer::kTaken, 1, kMail, kNow);
  EXPECT_FALSE(IsToBeDeleted(sent, kNow + kFinishedKept - Millis(1)));
  EXPECT_TRUE(IsToBeDeleted(sent, kNow + kFinishedKept));
  EXPECT_FALSE(IsToBeDeleted(Made(), kNow + kFinishedKept * 100)) << "it is open";
}

TEST(Message, ThoseThatFailedTogetherDoNotComeBackTogether) {
  std::set<Instant> due;
  for (std::int64_t id = 1; id <= 50; ++id) {
    Message message = NewMessage(MessageId(id), {"client", "cli_x"}, kMail, "", kNow);
    message = Lease(message, kMail, 7, kNow, kLease).message;
    due.insert(Answered(message, Answer::kUnknown, 1, kMail, kNow).next_at);
  }
  EXPECT_GT(due.size(), 30U);
}

TEST(Message, StatesHaveNames) {
  for (int number = 1; number <= static_cast<int>(kLastMessageState); ++number) {
    const auto state = static_cast<State>(number);
    EXPECT_EQ(ParseMessageState(Name(state)), state);
  }
  EXPECT_FALSE(ParseMessageState("lost"));
}

}  // namespace
}  // namespace herlaad::outbox
