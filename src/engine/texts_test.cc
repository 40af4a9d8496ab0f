// From news about an order to a text on a phone: at least once, whatever happens on the way.
#include "engine/texts.h"

#include <gtest/gtest.h>

#include "engine/courier.h"
#include "engine/kinds/begin_attempt.h"
#include "engine/kinds/place_topup.h"
#include "engine/kinds/record_text.h"
#include "rules/orders/fixtures.h"
#include "tests/support/memory_store.h"

namespace herlaad::engine {
namespace {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures
using messages::Language;

class Listener final : public Messenger {
 public:
  MessengerAnswer says = MessengerAnswer::kTaken;
  std::vector<TextMessage> heard;
  MessengerAnswer Send(const TextMessage& message) override {
    heard.push_back(message);
    return says;
  }
  void Stop() override {}
};

class TextsTest : public ::testing::Test {
 protected:
  TextsTest()
      : catalog_(Catalogue()),
        runner_(store_, catalog_, kTimings, IdSource(Home{0}, 1), {7, 10},
                [](auto, const auto& problem) { ADD_FAILURE() << problem; }) {
    parties_.messenger = &phone_;
    store_.Put(HouseNumber());
    auto request = Request(kHouseNumber, "proximus", orders::Tender::kCash);
    request.language = Language::kDe;
    request.texts = true;
    auto command = PlaceTopup::Check(request, "k");
    EXPECT_TRUE(command.ok());
    id_ = Decide(*std::move(command), kNow).order;
  }
  Answer Decide(std::unique_ptr<Command> command, Instant now) {
    Answer decided;
    std::vector<Submitted> batch;
    batch.push_back({std::move(command),
                     [&decided](const Answer& answer, const OrderRecord*) { decided = answer; }});
    runner_.Run(std::move(batch), now);
    return decided;
  }
  OrderRecord Now() { return *store_.FindOrder(id_).value(); }

  AttemptOutcome Begin(Instant now) {
    return static_cast<AttemptOutcome>(Decide(BeginAttempt::Check(*Now().effect), now).outcome);
  }
  // A courier's whole turn.
  void Turn(Instant now) {
    const orders::Effect effect = *Now().effect;
    ASSERT_EQ(Begin(now), AttemptOutcome::kSend);
    const Errand errand(parties_, return_url_);
    Decide(errand.Run(effect, Now(), true, {now}, stats_), now);
  }

  testing::MemoryStore store_;
  catalog::Catalog catalog_;
  BatchRunner runner_;
  Stats stats_;
  Listener phone_;
  Parties parties_;
  ReturnUrl return_url_ = [](const orders::Order&) { return "https://us/order"; };
  OrderId id_;
};

TEST_F(TextsTest, CreditIsToldInTheLanguageOfTheOrder) {
  Turn(kNow);
  ASSERT_EQ(phone_.heard.size(), 1U);
  EXPECT_EQ(phone_.heard[0].to, kHouseNumber);
  EXPECT_EQ(phone_.heard[0].reference, orders::PartReference(id_, 'm', 1));
  EXPECT_NE(phone_.heard[0].text.find("15,00\u00a0€"), std::string::npos) << phone_.heard[0].text;
  EXPECT_NE(phone_.heard[0].text.find("22. Nov. 2027"), std::string::npos);
  EXPECT_NE(phone_.heard[0].text.find(ToText(id_)), std::string::npos);
  EXPECT_FALSE(Now().effect.has_value()) << "told once";
}

TEST_F(TextsTest, WhatIsInDoubtIsSentAgainUntilItIsTaken) {
  phone_.says = MessengerAnswer::kUnknown;
  Turn(kNow);
  ASSERT_TRUE(Now().effect.has_value());
  EXPECT_GT(Now().effect->next_at, kNow);
  phone_.says = MessengerAnswer::kTaken;
  Turn(Now().effect->next_at);
  ASSERT_EQ(phone_.heard.size(), 2U);
  EXPECT_EQ(phone_.heard[0].reference, phone_.heard[1].reference);
  EXPECT_FALSE(Now().effect.has_value());
}

TEST_F(TextsTest, ACourierThatDiedIsFollowedByAnotherThatSends) {
  ASSERT_EQ(Begin(kNow), AttemptOutcome::kSend);
  EXPECT_EQ(Begin(kNow), AttemptOutcome::kNothing) << "its lease is not over";
  Turn(kNow + kTimings.lease);
  EXPECT_EQ(phone_.heard.size(), 1U);
}

TEST_F(TextsTest, WhatNobodyTakesIsGivenUp) {
  phone_.says = MessengerAnswer::kUnknown;
  int turns = 0;
  for (; Now().effect && turns < 100; ++turns) Turn(Now().effect->next_at);
  EXPECT_EQ(turns, kTimings.asks_max + 1);
  EXPECT_EQ(orders::StateOf(Now().order), orders::State::kDelivered) << "the order is as it was";
}

TEST_F(TextsTest, WhatIsRefusedIsNotTriedAgain) {
  phone_.says = MessengerAnswer::kRefused;
  Turn(kNow);
  EXPECT_FALSE(Now().effect.has_value());
}

TEST_F(TextsTest, OldNewsChangesNothing) {
  const orders::Effect effect = *Now().effect;
  Turn(kNow);
  const OrderRecord told = Now();
  Decide(RecordText::Answered(effect, MessengerAnswer::kTaken), kNow);
  Decide(RecordText::Answered(effect, MessengerAnswer::kUnknown), kNow);
  EXPECT_EQ(Now(), told);
}

TEST_F(TextsTest, EveryTextIsCompleteInEveryLanguage) {
  orders::Order order = Now().order;
  orders::Refund refund;
  refund.amount = 1'550;
  refund.state = orders::RefundState::kConfirmed;
  order.tender = orders::Tender::kBancontact;
  order.refunds.push_back(refund);
  for (const Language language : messages::kLanguages) {
    order.language = language;
    for (const int kind : {1, 2}) {
      const std::string text = TextAbout(order, kind);
      EXPECT_EQ(text.find('{'), std::string::npos) << text;
      EXPECT_NE(text.find("0470 12 34 56"), std::string::npos) << text;
    }
    EXPECT_NE(TextAbout(order, 2).find("15"), std::string::npos);
  }
  EXPECT_EQ(TextAbout(order, 3), "");
}

}  // namespace
}  // namespace herlaad::engine
