// Warnings of a low float, on every store: one message for each crossing, in the commit that takes
// the float below its level, leased before it is sent, and sent at least once.
#include <gtest/gtest.h>

#include "adapters/store/contract_tests/store_contract.h"
#include "domain/orders/fixtures.h"
#include "engine/batches/batch.h"
#include "engine/commands/clients/manage_clients.h"
#include "engine/commands/clients/pay_float.h"
#include "engine/commands/clients/warn_client.h"
#include "engine/commands/orders/place_topup.h"
#include "engine/commands/outbox/manage_messages.h"
#include "engine/commands/outbox/send_message.h"
#include "engine/notifications/float_low_mail.h"
#include "engine/outbox/message_kinds.h"
#include "engine/verify/verify.h"
#include "tests/support/run_command.h"

namespace herlaad::engine {
namespace {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures
using messages::Language;
using outbox::Message;
using outbox::MessageState;
using Placing = CommandOf<PlaceResult>;
using payments::PaymentMethod;

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

template <class Kind>
class FloatWarningsTest : public store::StoreFixture<Kind> {
 protected:
  void SetUp() override {
    store::StoreFixture<Kind>::SetUp();
    if (this->IsSkipped()) return;
    parties_.mailer = &mail_;
    NewProcess(1);
    client_ = Decide(CreateClient::Check("Dealer", "admin"))->client;
  }
  // Leases of other processes are not its own.
  void NewProcess(std::int64_t life) {
    runner_ = std::make_unique<BatchRunner>(
        this->store(), catalogue_, kTimings, IdSource(Shard{0}, 1, *this->queries().GreatestId()),
        BatchRunner::Options{life, 10, {}, nullptr},
        [](auto, const auto& problem) { ADD_FAILURE() << problem; });
  }
  template <class C>
  AnsweredTo<C> Decide(std::unique_ptr<C> command) {
    auto answered = testing::RunCommand(*runner_, std::move(command), now_);
    EXPECT_TRUE(answered.ok());
    return answered;
  }
  std::unique_ptr<PayFloat> Payment(std::int64_t cents) {
    auto command = PayFloat::Check(client_, cents, "transfer", std::to_string(++keys_), "admin");
    CHECK(command.ok(), "a test pays what can be paid");
    return *std::move(command);
  }
  void Pay(std::int64_t cents) {
    EXPECT_EQ(Decide(Payment(cents))->outcome, PayFloatOutcome::kPaid);
  }
  void Warn(std::int64_t below, Language language = Language::kNl) {
    auto command = WarnClient::Check(
        client_, WantedWarning{*EmailAddress::Parse("shop@example.com"), below, language}, "admin");
    EXPECT_EQ(*Decide(std::move(command)), WarnClientOutcome::kDone);
  }
  void TurnOff() { (void)Decide(WarnClient::Check(client_, std::nullopt, "admin")); }
  // A top-up of 15.50 euros.
  std::unique_ptr<Placing> Purchase(const std::string& key) {
    auto request =
        Request(Msisdn::FromStored(32'485'000'000 + ++numbers_), "telenet", PaymentMethod::kFloat);
    request.payment_account = ToText(client_);
    request.client = ClientText(client_);
    auto command = PlaceTopup::Check(std::move(request), key);
    CHECK(command.ok(), "a test buys what can be bought");
    return *std::move(command);
  }
  std::vector<Message> Messages() { return *this->queries().ReadRows(RowQuery<Message>{}); }
  Message Only() {
    const auto all = Messages();
    EXPECT_EQ(all.size(), 1U);
    return all.empty() ? Message{} : all.front();
  }
  std::vector<Message> Due() { return *this->queries().DueMessages("mail", now_, 100); }
  Answered<LeaseMessageResult> Lease(const Message& message) {
    return Decide(LeaseMessage::Check(message, kFloatLow));
  }
  void Record(const Message& message, std::int32_t attempt, outbox::Answer answer) {
    (void)Decide(RecordMessage::Answered(message, attempt, answer, kFloatLow));
  }
  outbox::Answer Send(const Message& message, Instant lease_end) {
    return SendLeased(*FindMessageKind(message.kind), message, false, lease_end,
                      {parties_, this->queries(), now_})
        .answer;
  }
  // One attempt of a worker.
  void Attempt() {
    const Message message = Due().at(0);
    const auto leased = Lease(message);
    ASSERT_EQ(leased->step, outbox::Step::kSend);
    Record(message, leased->attempt, Send(message, now_ + kTimings.lease));
  }
  std::size_t Acts(const std::string& action) {
    std::size_t acts = 0;
    const auto rows = this->queries().ReadRows(RowQuery<AuditRow>{});
    for (const AuditRow& row : *rows) acts += row.entry.action == action ? 1 : 0;
    return acts;
  }

  const catalogue::Catalogue catalogue_ = Catalogue();
  std::unique_ptr<BatchRunner> runner_;
  Instant now_ = kNow;
  ClientId client_;
  int keys_ = 0;
  int numbers_ = 0;
  MailListener mail_;
  Parties parties_;
};
TYPED_TEST_SUITE(FloatWarningsTest, store::Stores, store::StoreNames);

TYPED_TEST(FloatWarningsTest, OneMessageForEachCrossing) {
  this->Warn(5'000);
  this->Pay(5'000);
  EXPECT_TRUE(this->Messages().empty()) << "it was below before";
  this->Pay(-1);
  ASSERT_EQ(this->Messages().size(), 1U);
  const Message first = this->Messages().front();
  EXPECT_EQ(first.owner, (outbox::Owner{"client", ToText(this->client_)}));
  EXPECT_EQ(first.kind, "float_low");
  EXPECT_EQ(first.destination, "mail");
  EXPECT_EQ(first.state, MessageState::kDue);
  EXPECT_EQ(first.created_at, this->now_);
  EXPECT_EQ(ParseFloatLow(first.payload), (FloatLow{4'999, 5'000}));
  this->Pay(-1'000);
  EXPECT_EQ(this->Messages().size(), 1U) << "it stays below";
  this->Pay(1'001);
  EXPECT_EQ(this->Messages().size(), 1U);
  this->Pay(-2'000);
  EXPECT_EQ(this->Messages().size(), 2U) << "it was at the level again";
  EXPECT_FALSE(Verify(this->queries())->difference.has_value());
}

TYPED_TEST(FloatWarningsTest, OrderThatTakesTheFloatWarnsOnceHoweverOftenItIsAskedFor) {
  this->Pay(3'200);
  this->Warn(2'000);
  const auto purchase = [this] {
    const int number = this->numbers_;
    auto command = this->Purchase("same");
    this->numbers_ = number;
    return command;
  };
  EXPECT_EQ(this->Decide(purchase())->outcome(), orders::PlaceOutcome::kAccepted);
  EXPECT_TRUE(this->Decide(purchase()).replayed());
  EXPECT_EQ(ParseFloatLow(this->Only().payload), (FloatLow{1'650, 2'000}));
}

TYPED_TEST(FloatWarningsTest, CommandsOfOneBatchSeeEachOther) {
  this->Pay(3'500);
  this->Warn(2'000);
  int decided = 0;
  const auto count = [&decided](const auto& answered, const OrderRecord*) {
    decided += answered.ok() ? 1 : 0;
  };
  std::vector<Submitted> batch;
  batch.emplace_back(this->Purchase("a"), count);  // 1,950: below
  batch.emplace_back(this->Payment(100), count);   // 2,050: above
  batch.emplace_back(this->Purchase("b"), count);  // 500: below
  batch.emplace_back(this->Payment(-100), count);  // 400
  this->runner_->Run(std::move(batch), this->now_);
  EXPECT_EQ(decided, 4);
  const auto messages = this->Messages();
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(ParseFloatLow(messages[0].payload), (FloatLow{1'950, 2'000}));
  EXPECT_EQ(ParseFloatLow(messages[1].payload), (FloatLow{500, 2'000}));
}

TYPED_TEST(FloatWarningsTest, WithoutAWarningThereIsNoMessage) {
  this->Pay(5'000);
  this->Pay(-4'000);
  this->Warn(500);
  this->TurnOff();
  this->Pay(-900);
  EXPECT_TRUE(this->Messages().empty());
  EXPECT_FALSE(this->queries().template FindRow<FloatWarning>(this->client_)->has_value())
      << "the address is erased";
  EXPECT_EQ(this->Acts("client.warn"), 1U);
  EXPECT_EQ(this->Acts("client.warn_off"), 1U);
  this->TurnOff();
  EXPECT_EQ(this->Acts("client.warn_off"), 1U) << "a repeat does nothing";
  this->Warn(500);
  EXPECT_TRUE(this->queries().template FindRow<FloatWarning>(this->client_)->has_value());
}

TYPED_TEST(FloatWarningsTest, SettingItWarnsOfNothingThatWasLowBefore) {
  this->Pay(1'000);
  this->Warn(5'000);
  this->Warn(5'000);
  EXPECT_EQ(this->Acts("client.warn"), 1U) << "a repeat changes nothing";
  EXPECT_TRUE(this->Messages().empty());
  EXPECT_EQ(WarnClient::Check(this->client_,
                              WantedWarning{*EmailAddress::Parse("a@example.com"), 0}, "admin"),
            nullptr);
  auto unknown = WarnClient::Check(
      ClientId(7), WantedWarning{*EmailAddress::Parse("a@example.com"), 1}, "admin");
  EXPECT_EQ(*this->Decide(std::move(unknown)), WarnClientOutcome::kNoSuchClient);
}

TYPED_TEST(FloatWarningsTest, MailSaysWhatTheFloatWasAndHowToPayIn) {
  this->Pay(10'000);
  this->Warn(5'000, Language::kEn);
  this->Pay(-6'000);
  this->now_ = this->now_ + Millis(5'000);
  this->Pay(-1'000);
  this->Attempt();
  ASSERT_EQ(this->mail_.heard.size(), 1U);
  const MailMessage& mail = this->mail_.heard.front();
  EXPECT_EQ(mail.to.text(), "shop@example.com");
  EXPECT_EQ(mail.language, Language::kEn);
  EXPECT_EQ(mail.subject, "Your float is below €50.00");
  EXPECT_EQ(mail.reference, ToText(this->Only().id));
  ASSERT_GE(mail.paragraphs.size(), 2U);
  EXPECT_NE(mail.paragraphs[0].find("€40.00"), std::string::npos)
      << "at the crossing: " << mail.paragraphs[0];
  EXPECT_NE(mail.paragraphs[0].find("Dealer"), std::string::npos);
  EXPECT_NE(mail.paragraphs[1].find(ToText(this->client_)), std::string::npos);
  EXPECT_TRUE(mail.link.empty());
  EXPECT_EQ(this->Only().state, MessageState::kSent);
  EXPECT_TRUE(this->Due().empty());
}

TYPED_TEST(FloatWarningsTest, MailIsWrittenInEveryLanguage) {
  for (const Language language : messages::kLanguages) {
    FloatWarning warning{this->client_, *EmailAddress::Parse("a@example.com"), 5'000, language, {}};
    const Message message =
        outbox::NewMessage(outbox::MessageId(9), {"client", "cli_x"}, kFloatLow, "4000 5000", kNow);
    const MailMessage mail =
        FloatLowMail(message, {4'000, 5'000}, {this->client_, "Dealer", {}, {}}, warning, {}, kNow);
    std::string all = mail.subject;
    for (const std::string& text : mail.paragraphs) all += text;
    for (const std::string& text : mail.small_print) all += text;
    EXPECT_EQ(all.find('{'), std::string::npos) << all;
    EXPECT_NE(all.find(ToText(this->client_)), std::string::npos);
  }
}

TYPED_TEST(FloatWarningsTest, LeasedByAProcessThatDiedIsSentByAnother) {
  this->Warn(1'000);
  this->Pay(1'000);
  this->Pay(-1);
  const Message message = this->Only();
  EXPECT_EQ(this->Lease(message)->step, outbox::Step::kSend);
  this->NewProcess(2);  // it died before it touched the wire
  EXPECT_EQ(this->Lease(message)->step, outbox::Step::kNothing);
  EXPECT_TRUE(this->Due().empty());
  EXPECT_EQ(*this->queries().NextMessageDue("mail", this->now_), this->now_ + kTimings.lease);
  this->now_ = this->now_ + kTimings.lease;
  this->Attempt();
  EXPECT_EQ(this->mail_.heard.size(), 1U);
  EXPECT_EQ(this->Only().state, MessageState::kSent);
  EXPECT_EQ(this->Only().attempts, 2);
}

TYPED_TEST(FloatWarningsTest, LostAnswerIsSentAgainUnderTheSameReference) {
  this->Warn(1'000);
  this->Pay(1'000);
  this->Pay(-1);
  this->mail_.says = MessengerAnswer::kUnknown;
  this->Attempt();
  const Message waiting = this->Only();
  EXPECT_EQ(waiting.state, MessageState::kDue);
  EXPECT_TRUE(waiting.in_doubt);
  EXPECT_GT(waiting.next_at, this->now_);
  EXPECT_TRUE(this->Due().empty());
  this->now_ = waiting.next_at;
  this->mail_.says = MessengerAnswer::kTaken;
  this->Attempt();
  ASSERT_EQ(this->mail_.heard.size(), 2U);
  EXPECT_EQ(this->mail_.heard[0].reference, this->mail_.heard[1].reference);
  EXPECT_EQ(this->mail_.heard[0].paragraphs, this->mail_.heard[1].paragraphs);
  EXPECT_EQ(this->Only().state, MessageState::kSent);
}

TYPED_TEST(FloatWarningsTest, NothingIsSentAfterTheLease) {
  this->Warn(1'000);
  this->Pay(1'000);
  this->Pay(-1);
  const Message message = this->Only();
  (void)this->Lease(message);
  EXPECT_EQ(this->Send(message, this->now_), outbox::Answer::kNotSent);
  EXPECT_TRUE(this->mail_.heard.empty());
}

TYPED_TEST(FloatWarningsTest, TurnedOffItIsNotWantedAnyMore) {
  this->Warn(1'000);
  this->Pay(1'000);
  this->Pay(-1);
  this->TurnOff();
  this->Attempt();
  EXPECT_TRUE(this->mail_.heard.empty());
  EXPECT_EQ(this->Only().state, MessageState::kNotWanted);
}

TYPED_TEST(FloatWarningsTest, GivenUpMessageIsTriedAgainForAPerson) {
  this->Warn(1'000);
  this->Pay(1'000);
  this->Pay(-1);
  this->mail_.says = MessengerAnswer::kUnknown;
  const outbox::MessageId id = this->Only().id;
  const auto retry = [this, id] { return this->Decide(RetryMessage::Check(id, "admin"))->outcome; };
  for (int tries = 0; tries < kFloatLow.tries_max; ++tries) {
    EXPECT_EQ(retry(), RetryMessageOutcome::kNotEnded);
    this->now_ = std::max(this->now_, this->Only().next_at);
    this->Attempt();
  }
  EXPECT_EQ(this->Only().state, MessageState::kGivenUp);
  this->now_ = this->now_ + Millis(86'400'000);
  EXPECT_TRUE(this->Due().empty());
  EXPECT_EQ(this->Acts("outbox.retry"), 0U);
  EXPECT_EQ(retry(), RetryMessageOutcome::kDue);
  EXPECT_EQ(this->Acts("outbox.retry"), 1U);
  EXPECT_EQ(retry(), RetryMessageOutcome::kNotEnded);
  this->mail_.says = MessengerAnswer::kTaken;
  this->Attempt();
  EXPECT_EQ(this->Only().state, MessageState::kSent);
  EXPECT_EQ(this->Decide(RetryMessage::Check(outbox::MessageId(5), "admin"))->outcome,
            RetryMessageOutcome::kNoSuchMessage);
}

TYPED_TEST(FloatWarningsTest, FinishedMessagesAreDeletedAfterTheirTime) {
  this->Warn(1'000);
  this->Pay(1'000);
  this->Pay(-1);
  this->Attempt();
  this->Pay(1);
  this->Pay(-1);  // another one, which stays open
  const auto messages = this->Messages();
  ASSERT_EQ(messages.size(), 2U);
  const auto sweep = [&] {
    return this->Decide(DeleteMessages::Check({messages[0].id, messages[1].id}))->deleted;
  };
  EXPECT_EQ(sweep(), 0) << "too early";
  this->now_ = this->now_ + outbox::kFinishedKept;
  EXPECT_EQ(sweep(), 1);
  EXPECT_EQ(this->Only().id, messages[1].id);
  EXPECT_EQ(sweep(), 0);
  this->Reopen();
  EXPECT_EQ(this->Only().id, messages[1].id);
}

}  // namespace
}  // namespace herlaad::engine
