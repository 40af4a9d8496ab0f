// From news about an order to a text on a phone: at least once, whatever happens on the way.
#include "engine/texts.h"

#include <gtest/gtest.h>

#include "base/messages/text_parts.h"
#include "engine/courier.h"
#include "engine/kinds/begin_attempt.h"
#include "engine/kinds/place_topup.h"
#include "engine/kinds/record_text.h"
#include "engine/mails.h"
#include "rules/orders/fixtures.h"
#include "rules/orders/receipt.h"
#include "rules/orders/status_view.h"
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

class MailListener final : public Mailer {
 public:
  MessengerAnswer says = MessengerAnswer::kTaken;
  std::vector<MailMessage> heard;
  MessengerAnswer Send(const MailMessage& message) override {
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
    catalog_.operators[0].name = "Proximus";
    parties_.messenger = &phone_;
    parties_.mailer = &mail_;
    parties_.notices.catalog = &catalog_;
    parties_.notices.support.phone = "+32 2 555 01 23";
    store_.Put(HouseNumber());
    id_ = Place("k", {});
  }
  OrderId Place(const std::string& key, const orders::Contact& contact) {
    auto request = Request(kHouseNumber, "proximus", orders::Tender::kCash);
    request.language = Language::kDe;
    request.texts = true;
    request.contact = contact;
    auto command = PlaceTopup::Check(request, key);
    EXPECT_TRUE(command.ok());
    const Answer answer = Decide(*std::move(command), kNow);
    EXPECT_EQ(answer.outcome, static_cast<std::uint8_t>(orders::PlaceOutcome::kAccepted));
    return answer.order;
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
  MailListener mail_;
  Parties parties_;
  ReturnUrl return_url_ = [](const orders::Order&) { return "https://us/order"; };
  OrderId id_;
};

TEST_F(TextsTest, CreditIsToldInTheLanguageOfTheOrder) {
  Turn(kNow);
  ASSERT_EQ(phone_.heard.size(), 1U);
  EXPECT_EQ(phone_.heard[0].to, kHouseNumber);
  EXPECT_EQ(phone_.heard[0].reference, orders::PartReference(id_, 'm', 1));
  EXPECT_NE(phone_.heard[0].text.find("15,00 €"), std::string::npos) << phone_.heard[0].text;
  EXPECT_NE(phone_.heard[0].text.find("Proximus"), std::string::npos) << phone_.heard[0].text;
  EXPECT_NE(phone_.heard[0].text.find("22. Nov. 2027"), std::string::npos);
  EXPECT_NE(phone_.heard[0].text.find(ToText(id_)), std::string::npos);
  EXPECT_FALSE(Now().effect.has_value()) << "told once";
}

TEST_F(TextsTest, WhenItWasToldIsKeptOnceAndWhatCameOfIt) {
  phone_.says = MessengerAnswer::kUnknown;
  Turn(kNow);
  EXPECT_TRUE((*store_.FindTrail(id_))->events.empty()) << "not told yet";
  const Instant later = Now().effect->next_at;
  phone_.says = MessengerAnswer::kTaken;
  Turn(later);
  const auto events = (*store_.FindTrail(id_))->events;
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, OrderEvent::Kind::kTold);
  EXPECT_EQ(events[0].at, later);
  EXPECT_EQ(events[0].part, static_cast<std::int32_t>(orders::TextKind::kDelivered));
  EXPECT_EQ(events[0].detail, static_cast<std::uint8_t>(TextOutcome::kTaken));
  EXPECT_FALSE(events[0].by_mail);

  id_ = Place("by mail", {*EmailAddress::Parse("payer@example.com"), {}, 0});
  mail_.says = MessengerAnswer::kRefused;
  Turn(kNow + Millis(10));
  Turn(kNow + Millis(10));
  const auto both = (*store_.FindTrail(id_))->events;
  ASSERT_EQ(both.size(), 2U);
  const auto& mail = both[0].by_mail ? both[0] : both[1];
  EXPECT_TRUE(mail.by_mail);
  EXPECT_EQ(mail.detail, static_cast<std::uint8_t>(TextOutcome::kRefused));
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

TEST_F(TextsTest, WhoLeftAnAddressGetsTheLinkThereAndTheNumberNeverDoes) {
  orders::Contact contact;
  contact.email = *EmailAddress::Parse("payer@example.com");
  id_ = Place("mail", contact);
  Turn(kNow);
  ASSERT_EQ(phone_.heard.size(), 1U) << "first the number's own";
  EXPECT_EQ(phone_.heard[0].text.find("https://"), std::string::npos) << phone_.heard[0].text;
  ASSERT_TRUE(Now().effect.has_value());
  EXPECT_EQ(Now().effect->lane, orders::kMailLane);
  Turn(kNow);
  ASSERT_EQ(mail_.heard.size(), 1U);
  EXPECT_EQ(mail_.heard[0].to.text(), "payer@example.com");
  EXPECT_EQ(mail_.heard[0].link, "https://us/order");
  EXPECT_EQ(mail_.heard[0].reference, orders::PartReference(id_, 'm', 3));
}

TEST_F(TextsTest, WhoLeftANumberGetsTheLinkByTextAndTheToppedUpOneOnlyOnce) {
  orders::Contact contact;
  contact.msisdn = kRemoteNumber;
  id_ = Place("other number", contact);
  Turn(kNow);
  Turn(kNow);
  ASSERT_EQ(phone_.heard.size(), 2U);
  EXPECT_EQ(phone_.heard[1].to, kRemoteNumber);
  EXPECT_NE(phone_.heard[1].text.find("https://us/order"), std::string::npos);
  contact.msisdn = kHouseNumber;
  id_ = Place("the same number", contact);
  Turn(kNow);
  ASSERT_EQ(phone_.heard.size(), 3U);
  EXPECT_EQ(phone_.heard[2].to, kHouseNumber);
  EXPECT_NE(phone_.heard[2].text.find("https://us/order"), std::string::npos);
  ASSERT_TRUE(Now().effect.has_value());
  EXPECT_GT(Now().effect->next_at, kNow) << "nothing more is to be told";
}

TEST_F(TextsTest, AnAddressIsForgottenWhenItIsNoLongerNeeded) {
  orders::Contact contact;
  contact.email = *EmailAddress::Parse("payer@example.com");
  id_ = Place("mail", contact);
  Turn(kNow);
  Turn(kNow);
  ASSERT_TRUE(Now().effect.has_value());
  EXPECT_EQ(Now().effect->next_at, kNow + orders::kContactKept);
  EXPECT_EQ(Begin(kNow + orders::kContactKept - Millis(1)), AttemptOutcome::kNothing);
  EXPECT_TRUE(Now().order.contact.email.has_value());
  Turn(kNow + orders::kContactKept);
  EXPECT_TRUE(Now().order.contact.IsEmpty());
  EXPECT_FALSE(Now().effect.has_value());
  EXPECT_EQ(mail_.heard.size(), 1U) << "nothing is sent for that";
}

TEST_F(TextsTest, AMailSaysWhatTheOrdersPageSaysAndBringsTheReceipt) {
  orders::Order order = Now().order;
  order.contact.email = *EmailAddress::Parse("payer@example.com");
  messages::SupportContact support;
  support.phone = "+32 2 555 01 23";
  const std::function<std::optional<std::string>(const orders::Order&)> receipt =
      [](const orders::Order&) { return std::optional<std::string>("%PDF"); };
  for (const Language language : messages::kLanguages) {
    order.language = language;
    const auto status = orders::StatusOf(order, "Proximus", kNow);
    const auto mail = MailAbout(order, 3, {"Proximus", "https://us/order", support, receipt, kNow});
    ASSERT_TRUE(mail.has_value());
    EXPECT_EQ(mail->paragraphs.front(), orders::PhraseText(status.headline, language, kNow));
    EXPECT_EQ(mail->paragraphs[1], orders::PhraseText(status.money, language, kNow));
    EXPECT_EQ(mail->attachment->name, orders::ReceiptNumber(id_) + ".pdf");
    EXPECT_EQ(mail->attachment->bytes, "%PDF");
    EXPECT_NE(mail->small_print.front().find("+32 2 555 01 23"), std::string::npos);
    for (const std::string& paragraph : mail->paragraphs) {
      EXPECT_EQ(paragraph.find('{'), std::string::npos) << paragraph;
    }
    EXPECT_EQ(mail->subject.find('{'), std::string::npos) << mail->subject;
  }
  const decltype(receipt) none;
  EXPECT_FALSE(MailAbout(order, 3, {"Proximus", "https://us/order", {}, none, kNow})->attachment);
  EXPECT_FALSE(MailAbout(order, 1, {"Proximus", "https://us/order", {}, none, kNow}));
  order.contact.email.reset();
  EXPECT_FALSE(MailAbout(order, 3, {"Proximus", "https://us/order", {}, none, kNow}));
}

TEST_F(TextsTest, ABonusIsToldWithItsOwnEnd) {
  orders::Order order = Now().order;
  order.language = Language::kEn;
  order.deliveries[0].bonus = 1'500'000;
  order.terms.bonus_validity = {catalog::Validity::Unit::kDays, 31};
  const std::string text = TextAbout(order, 1, {"Proximus", "", ""});
  EXPECT_NE(text.find("Bonus €1.50 until"), std::string::npos) << text;
  order.terms.bonus_validity = order.terms.validity;
  const std::string together = TextAbout(order, 1, {"Proximus", "", ""});
  EXPECT_NE(together.find("+ €1.50 bonus"), std::string::npos) << together;
}

// As long as they get: every operator of the catalogue's kind, its greatest amount, a bonus, the
// longest month.
TEST_F(TextsTest, EveryTextToANumberFitsIntoOnePart) {
  orders::Order order = Now().order;
  order.deliveries[0].credited = 125'000'000;
  orders::Refund refund;
  refund.amount = 12'550;
  refund.state = orders::RefundState::kConfirmed;
  order.refunds.push_back(refund);
  for (const std::string op : {"Proximus", "Telenet (BASE prepaid)", "Orange", "Mobile Vikings"}) {
    for (const std::int64_t bonus : {0, 12'500'000}) {
      for (int month = 1; month <= 12; ++month) {
        for (const Language language : messages::kLanguages) {
          order.language = language;
          order.deliveries[0].bonus = language == Language::kZh ? bonus / 10 : bonus;
          order.deliveries[0].valid_until = kNow + Millis(month * 30LL * 86'400'000);
          for (const int kind : {1, 2}) {
            const std::string text = TextAbout(order, kind, {op, "https://secret", "+32 2 1"});
            const auto parts = messages::CountTextParts(text);
            const bool chinese = language == Language::kZh;
            EXPECT_EQ(parts.alphabet == messages::TextAlphabet::kUcs2, chinese) << text;
            const bool long_in_chinese = chinese && op.size() > 8 && bonus > 0 && kind == 1;
            EXPECT_EQ(parts.parts, long_in_chinese && parts.units > 70 ? 2U : 1U)
                << parts.units << ": " << text;
            EXPECT_EQ(text.find("https:"), std::string::npos) << text;
          }
        }
      }
    }
  }
}

TEST_F(TextsTest, EveryTextIsCompleteInEveryLanguage) {
  orders::Order order = Now().order;
  orders::Refund refund;
  refund.amount = 1'550;
  refund.state = orders::RefundState::kConfirmed;
  order.tender = orders::Tender::kBancontact;
  order.refunds.push_back(refund);
  const TextFacts facts{"Telenet (BASE prepaid)", "https://us/order", "+32 2 555 01 23"};
  for (const Language language : messages::kLanguages) {
    order.language = language;
    for (const int kind : {1, 2, 3, 4, 5}) {
      const std::string text = TextAbout(order, kind, facts);
      EXPECT_EQ(text.find('{'), std::string::npos) << text;
      EXPECT_NE(text.find("Telenet"), std::string::npos) << text;
      EXPECT_EQ(text.find("BASE"), std::string::npos) << text;
      EXPECT_EQ(text.find(ToText(order.id)) != std::string::npos, kind <= 2) << text;
      EXPECT_EQ(text.find(facts.link) != std::string::npos, kind > 2) << text;
      EXPECT_EQ(text.find(facts.help_phone) != std::string::npos, kind == 5) << text;
    }
    EXPECT_NE(TextAbout(order, 2, facts).find("15"), std::string::npos);
  }
  EXPECT_EQ(TextAbout(order, 6, facts), "");
  EXPECT_EQ(TextAbout(order, 7, facts), "");
}

}  // namespace
}  // namespace herlaad::engine
