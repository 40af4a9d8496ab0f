// From an order's change of state to a text or mail: sent at least once, whatever fails on the way.
#include <gtest/gtest.h>

#include "base/messages/text_parts.h"
#include "domain/orders/fixtures.h"
#include "domain/orders/receipts/receipt.h"
#include "domain/orders/status/status_view.h"
#include "domain/payments/payment_method.h"
#include "engine/commands/orders/place_topup.h"
#include "engine/commands/outbox/begin_attempt.h"
#include "engine/commands/outbox/record_notification.h"
#include "engine/notifications/mail_notification.h"
#include "engine/notifications/sms_notification.h"
#include "engine/outbox/outbox_workers.h"
#include "tests/support/run_command.h"
#include "tests/support/scripted_store.h"

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
      : catalogue_(Catalogue()),
        runner_(store_, catalogue_, kTimings, IdSource(Shard{0}, 1), {7, 10},
                [](auto, const auto& problem) { ADD_FAILURE() << problem; }) {
    catalogue_.operators[0].name = "Proximus";
    parties_.messenger = &phone_;
    parties_.mailer = &mail_;
    parties_.notices.catalogue = &catalogue_;
    parties_.notices.support.phone = "+32 2 555 01 23";
    store_.Put(HostedNumber());
    id_ = Place("k", {});
  }
  OrderId Place(const std::string& key, const orders::Contact& contact) {
    auto request = Request(kHostedNumber, "proximus", payments::PaymentMethod::kCash);
    request.language = Language::kDe;
    request.texts = true;
    request.contact = contact;
    auto command = PlaceTopup::Check(request, key);
    EXPECT_TRUE(command.ok());
    const auto answer = Decide(*std::move(command), kNow);
    EXPECT_EQ(answer->outcome(), orders::PlaceOutcome::kAccepted);
    return answer->order;
  }
  template <class C>
  AnsweredTo<C> Decide(std::unique_ptr<C> command, Instant now) {
    return testing::RunCommand(runner_, std::move(command), now);
  }
  OrderRecord Now() { return *store_.FindOrder(id_).value(); }

  AttemptOutcome Begin(Instant now) {
    return *Decide(BeginAttempt::Check(*Now().outbox_message), now);
  }
  // One attempt of an outbox worker.
  void Attempt(Instant now) {
    const orders::OutboxMessage outbox_message = *Now().outbox_message;
    ASSERT_EQ(Begin(now), AttemptOutcome::kSend);
    const Errand errand(parties_, return_url_);
    (void)Decide(errand.Run(outbox_message, Now(), true, {now}, stats_), now);
  }

  testing::ScriptedStore store_;
  catalogue::Catalogue catalogue_;
  BatchRunner runner_;
  Stats stats_;
  Listener phone_;
  MailListener mail_;
  Parties parties_;
  ReturnUrl return_url_ = [](const orders::Order&) { return "https://us/order"; };
  OrderId id_;
};

TEST_F(TextsTest, CreditTextUsesTheLanguageOfTheOrder) {
  Attempt(kNow);
  ASSERT_EQ(phone_.heard.size(), 1U);
  EXPECT_EQ(phone_.heard[0].to, kHostedNumber);
  EXPECT_EQ(phone_.heard[0].reference, orders::PartReference(id_, 'm', 1));
  EXPECT_NE(phone_.heard[0].text.find("15,00 €"), std::string::npos) << phone_.heard[0].text;
  EXPECT_NE(phone_.heard[0].text.find("Proximus"), std::string::npos) << phone_.heard[0].text;
  EXPECT_NE(phone_.heard[0].text.find("22. Nov. 2027"), std::string::npos);
  EXPECT_NE(phone_.heard[0].text.find(ToText(id_)), std::string::npos);
  EXPECT_FALSE(Now().outbox_message.has_value()) << "told once";
}

TEST_F(TextsTest, TimeAndOutcomeOfATextAreStoredOnce) {
  phone_.says = MessengerAnswer::kUnknown;
  Attempt(kNow);
  EXPECT_TRUE((*store_.FindTrail(id_))->events.empty()) << "not told yet";
  const Instant later = Now().outbox_message->next_at;
  phone_.says = MessengerAnswer::kTaken;
  Attempt(later);
  const auto events = (*store_.FindTrail(id_))->events;
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, OrderEvent::Kind::kTold);
  EXPECT_EQ(events[0].at, later);
  EXPECT_EQ(events[0].part, static_cast<std::int32_t>(orders::NotificationKind::kDelivered));
  EXPECT_EQ(events[0].detail, static_cast<std::uint8_t>(TextOutcome::kTaken));
  EXPECT_FALSE(events[0].by_mail);

  id_ = Place("by mail", {*EmailAddress::Parse("payer@example.com"), {}, 0});
  mail_.says = MessengerAnswer::kRefused;
  Attempt(kNow + Millis(10));
  Attempt(kNow + Millis(10));
  const auto both = (*store_.FindTrail(id_))->events;
  ASSERT_EQ(both.size(), 2U);
  const auto& mail = both[0].by_mail ? both[0] : both[1];
  EXPECT_TRUE(mail.by_mail);
  EXPECT_EQ(mail.detail, static_cast<std::uint8_t>(TextOutcome::kRefused));
}

TEST_F(TextsTest, UnknownTextIsSentAgainUntilAccepted) {
  phone_.says = MessengerAnswer::kUnknown;
  Attempt(kNow);
  ASSERT_TRUE(Now().outbox_message.has_value());
  EXPECT_GT(Now().outbox_message->next_at, kNow);
  phone_.says = MessengerAnswer::kTaken;
  Attempt(Now().outbox_message->next_at);
  ASSERT_EQ(phone_.heard.size(), 2U);
  EXPECT_EQ(phone_.heard[0].reference, phone_.heard[1].reference);
  EXPECT_FALSE(Now().outbox_message.has_value());
}

TEST_F(TextsTest, TextOfADeadOutboxWorkerIsSentByAnother) {
  ASSERT_EQ(Begin(kNow), AttemptOutcome::kSend);
  EXPECT_EQ(Begin(kNow), AttemptOutcome::kNothing) << "its lease is not over";
  Attempt(kNow + kTimings.lease);
  EXPECT_EQ(phone_.heard.size(), 1U);
}

TEST_F(TextsTest, UnacceptedTextIsGivenUp) {
  phone_.says = MessengerAnswer::kUnknown;
  int attempts = 0;
  for (; Now().outbox_message && attempts < 100; ++attempts) Attempt(Now().outbox_message->next_at);
  EXPECT_EQ(attempts, kTimings.asks_max + 1);
  EXPECT_EQ(orders::StateOf(Now().order), orders::State::kDelivered) << "the order is as it was";
}

TEST_F(TextsTest, RefusedTextIsNotRetried) {
  phone_.says = MessengerAnswer::kRefused;
  Attempt(kNow);
  EXPECT_FALSE(Now().outbox_message.has_value());
}

TEST_F(TextsTest, LateAnswerChangesNothing) {
  const orders::OutboxMessage outbox_message = *Now().outbox_message;
  Attempt(kNow);
  const OrderRecord told = Now();
  (void)Decide(RecordNotification::Answered(outbox_message, MessengerAnswer::kTaken), kNow);
  (void)Decide(RecordNotification::Answered(outbox_message, MessengerAnswer::kUnknown), kNow);
  EXPECT_EQ(Now(), told);
}

TEST_F(TextsTest, LinkIsMailedToThePayerAndNotTextedToTheNumber) {
  orders::Contact contact;
  contact.email = *EmailAddress::Parse("payer@example.com");
  id_ = Place("mail", contact);
  Attempt(kNow);
  ASSERT_EQ(phone_.heard.size(), 1U) << "first the number's own";
  EXPECT_EQ(phone_.heard[0].text.find("https://"), std::string::npos) << phone_.heard[0].text;
  ASSERT_TRUE(Now().outbox_message.has_value());
  EXPECT_EQ(Now().outbox_message->destination, orders::kMailDestination);
  Attempt(kNow);
  ASSERT_EQ(mail_.heard.size(), 1U);
  EXPECT_EQ(mail_.heard[0].to.text(), "payer@example.com");
  EXPECT_EQ(mail_.heard[0].link, "https://us/order");
  EXPECT_EQ(mail_.heard[0].reference, orders::PartReference(id_, 'm', 3));
}

TEST_F(TextsTest, LinkIsTextedToThePayersNumberOnce) {
  orders::Contact contact;
  contact.msisdn = kRemoteNumber;
  id_ = Place("other number", contact);
  Attempt(kNow);
  Attempt(kNow);
  ASSERT_EQ(phone_.heard.size(), 2U);
  EXPECT_EQ(phone_.heard[1].to, kRemoteNumber);
  EXPECT_NE(phone_.heard[1].text.find("https://us/order"), std::string::npos);
  contact.msisdn = kHostedNumber;
  id_ = Place("the same number", contact);
  Attempt(kNow);
  ASSERT_EQ(phone_.heard.size(), 3U);
  EXPECT_EQ(phone_.heard[2].to, kHostedNumber);
  EXPECT_NE(phone_.heard[2].text.find("https://us/order"), std::string::npos);
  ASSERT_TRUE(Now().outbox_message.has_value());
  EXPECT_GT(Now().outbox_message->next_at, kNow) << "nothing more is to be told";
}

TEST_F(TextsTest, ContactIsDeletedWhenNoLongerNeeded) {
  orders::Contact contact;
  contact.email = *EmailAddress::Parse("payer@example.com");
  id_ = Place("mail", contact);
  Attempt(kNow);
  Attempt(kNow);
  ASSERT_TRUE(Now().outbox_message.has_value());
  EXPECT_EQ(Now().outbox_message->next_at, kNow + orders::kContactKept);
  EXPECT_EQ(Begin(kNow + orders::kContactKept - Millis(1)), AttemptOutcome::kNothing);
  EXPECT_TRUE(Now().order.contact.email.has_value());
  Attempt(kNow + orders::kContactKept);
  EXPECT_TRUE(Now().order.contact.IsEmpty());
  EXPECT_FALSE(Now().outbox_message.has_value());
  EXPECT_EQ(mail_.heard.size(), 1U) << "nothing is sent for that";
}

TEST_F(TextsTest, MailMatchesTheOrdersPageAndHasTheReceipt) {
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
    if (language == Language::kZh) {
      EXPECT_NE(mail->subject.find(" €"), std::string::npos) << mail->subject;
    }
  }
  const decltype(receipt) none;
  EXPECT_FALSE(MailAbout(order, 3, {"Proximus", "https://us/order", {}, none, kNow})->attachment);
  EXPECT_FALSE(MailAbout(order, 1, {"Proximus", "https://us/order", {}, none, kNow}));
  order.contact.email.reset();
  EXPECT_FALSE(MailAbout(order, 3, {"Proximus", "https://us/order", {}, none, kNow}));
}

TEST_F(TextsTest, BonusTextShowsItsOwnExpiry) {
  orders::Order order = Now().order;
  order.language = Language::kEn;
  order.deliveries[0].bonus = 1'500'000;
  order.terms.bonus_validity = {catalogue::Validity::Unit::kDays, 31};
  const std::string text = TextAbout(order, 1, {"Proximus", "", ""});
  EXPECT_NE(text.find("Bonus €1.50 until"), std::string::npos) << text;
  order.terms.bonus_validity = order.terms.validity;
  const std::string together = TextAbout(order, 1, {"Proximus", "", ""});
  EXPECT_NE(together.find("+ €1.50 bonus"), std::string::npos) << together;
}

// The longest texts possible: each kind of operator in the catalogue, its highest amount, a bonus,
// the longest month name.
TEST_F(TextsTest, EveryTextToTheNumberFitsIntoOnePart) {
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
  order.payment_method = payments::PaymentMethod::kBancontact;
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
