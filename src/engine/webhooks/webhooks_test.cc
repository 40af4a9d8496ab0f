// Webhooks on every store: each event of an order has a delivery in the commit of the order, which
// is sent at least once under one id, tried for three days, and given up.
#include <gtest/gtest.h>

#include "adapters/store/contract_tests/store_contract.h"
#include "domain/orders/fixtures.h"
#include "engine/batches/batch.h"
#include "engine/commands/clients/manage_clients.h"
#include "engine/commands/orders/place_topup.h"
#include "engine/commands/outbox/send_message.h"
#include "engine/commands/webhooks/manage_webhooks.h"
#include "engine/outbox/message_kinds.h"
#include "engine/webhooks/webhook_delivery.h"
#include "tests/support/run_command.h"

namespace herlaad::engine {
namespace {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures
using outbox::Message;
using outbox::MessageState;
using payments::PaymentMethod;
using webhooks::Endpoint;
using webhooks::Event;

class Receiver final : public WebhookCaller {
 public:
  WebhookAnswer says{outbox::Answer::kTaken, "HTTP 204"};
  std::vector<WebhookCall> heard;
  WebhookAnswer Call(const WebhookCall& call) override {
    heard.push_back(call);
    return says;
  }
};

template <class Kind>
class WebhooksTest : public store::StoreFixture<Kind> {
 protected:
  void SetUp() override {
    store::StoreFixture<Kind>::SetUp();
    if (this->IsSkipped()) return;
    parties_.webhooks = {
        &receiver_,
        [](const orders::Order& order, Instant) { return "\"" + ToText(order.id) + "\""; },
        [](const std::string&, const std::string& sealed) {
          return std::optional(Secret("opened " + sealed));
        }};
    NewProcess(1);
    client_ = Decide(CreateClient::Check("Shop", "admin"))->client;
  }
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
  Endpoint Create(std::initializer_list<Event> events, const std::string& secret = "sealed") {
    webhooks::EventSet set;
    for (const Event event : events) set.Add(event);
    auto command = CreateWebhook::Check(
        client_, {.url = "https://shop.example/hooks", .events = set}, secret, "admin");
    const auto answered = Decide(std::move(command));
    EXPECT_EQ(answered->outcome, WebhookOutcome::kDone);
    return *answered->endpoint;
  }
  OrderId Buy(const std::string& key = "k", PaymentMethod method = PaymentMethod::kCash) {
    auto request = Request(Msisdn::FromStored(32'485'000'000 + ++numbers_), "telenet", method);
    request.client = ClientText(client_);
    return Decide(*PlaceTopup::Check(std::move(request), key))->order;
  }
  std::vector<Message> Messages() { return *this->queries().ReadRows(RowQuery<Message>{}); }
  std::vector<std::string> Payloads() {
    std::vector<std::string> payloads;
    for (const Message& message : Messages()) payloads.push_back(message.payload);
    return payloads;
  }
  std::string Payload(Event event, OrderId order) {
    return webhooks::PayloadOf({event, ClientText(client_), order});
  }
  std::optional<Endpoint> Now(const Endpoint& endpoint) {
    return *this->queries().template FindRow<Endpoint>(endpoint.id);
  }
  // One attempt of a worker.
  Message Attempt(const Message& message) {
    const auto leased = Decide(LeaseMessage::Check(message, webhooks::kDelivery));
    EXPECT_EQ(leased->step, outbox::Step::kSend);
    const Sending sending = SendLeased(*FindMessageKind(message.kind), message, false,
                                       now_ + kTimings.lease, {parties_, this->queries(), now_});
    (void)Decide(RecordMessage::Answered(message, leased->attempt, sending.answer,
                                         webhooks::kDelivery, sending.note));
    return **this->queries().template FindRow<Message>(message.id);
  }

  catalogue::Catalogue catalogue_ = Catalogue();
  Instant now_ = kNow;
  Receiver receiver_;
  Parties parties_;
  std::unique_ptr<BatchRunner> runner_;
  ClientId client_;
  std::int64_t numbers_ = 0;
};
TYPED_TEST_SUITE(WebhooksTest, store::Stores, store::StoreNames);

TYPED_TEST(WebhooksTest, EachEventThatIsWantedHasADeliveryInTheCommitOfTheOrder) {
  const Endpoint paid = this->Create({Event::kPaid});
  (void)this->Create({Event::kDelivered}, "other");
  const OrderId order = this->Buy();
  ASSERT_EQ(this->Messages().size(), 1U) << "a remote operator was not asked yet";
  const Message message = this->Messages().front();
  EXPECT_EQ(message.payload, this->Payload(Event::kPaid, order));
  EXPECT_EQ(message.owner.id, ToText(paid.id));
  EXPECT_EQ(message.next_at, this->now_);
  this->Reopen();
  EXPECT_EQ(this->Messages(), std::vector{message});
}

TYPED_TEST(WebhooksTest, RepeatOfAnOrderTellsNothingAgain) {
  (void)this->Create({Event::kPaid});
  (void)this->Buy("k");
  --this->numbers_;
  (void)this->Buy("k");
  EXPECT_EQ(this->Messages().size(), 1U);
}

TYPED_TEST(WebhooksTest, OrdersOfOthersAreNotTold) {
  (void)this->Create({Event::kPaid});
  const ClientId mine = this->client_;
  this->client_ = this->Decide(CreateClient::Check("Other", "admin"))->client;
  (void)this->Buy();
  this->client_ = mine;
  EXPECT_TRUE(this->Messages().empty());
}

TYPED_TEST(WebhooksTest, DeliveryIsSentWithItsEventAndSignedByBothSecretsWhileTheyAreValid) {
  const Endpoint endpoint = this->Create({Event::kPaid});
  const OrderId order = this->Buy();
  (void)this->Decide(
      RotateWebhook::Check(this->client_, endpoint.id, "new", Millis(60'000), "admin"));
  const Message message = this->Messages().front();
  this->now_ = this->now_ + Millis(1'000);
  EXPECT_EQ(this->Attempt(message).state, MessageState::kSent);
  ASSERT_EQ(this->receiver_.heard.size(), 1U);
  const WebhookCall& call = this->receiver_.heard.front();
  EXPECT_EQ(call.id, ToText(message.id));
  EXPECT_EQ(call.at, this->now_);
  EXPECT_EQ(call.url, "https://shop.example/hooks");
  ASSERT_EQ(call.secrets.size(), 2U);
  EXPECT_EQ(call.secrets[0].Reveal(), "opened new");
  EXPECT_EQ(call.secrets[1].Reveal(), "opened sealed");
  EXPECT_EQ(call.body, R"({"id":")" + ToText(message.id) +
                           R"(","type":"topup.paid","timestamp":")" + ToRfc3339(kNow) +
                           R"(","data":")" + ToText(order) + R"("})");
  (void)this->Decide(ReplayDelivery::Check(this->client_, endpoint.id, message.id, "admin"));
  this->now_ = this->now_ + Millis(60'000);
  (void)this->Attempt(message);
  EXPECT_EQ(this->receiver_.heard.at(1).id, ToText(message.id));
  EXPECT_EQ(this->receiver_.heard.at(1).secrets.size(), 1U) << "the old one has ended";
}

// A receiver may still verify with any of them.
TYPED_TEST(WebhooksTest, EverySecretSignsForItsTimeHoweverOftenItIsReplaced) {
  const Endpoint endpoint = this->Create({Event::kPaid}, "1");
  (void)this->Buy();
  const Message message = this->Messages().front();
  const auto signers = [&] {
    (void)this->Attempt(message);
    std::string all;
    for (const Secret& secret : this->receiver_.heard.back().secrets) all += secret.Reveal() + ";";
    (void)this->Decide(ReplayDelivery::Check(this->client_, endpoint.id, message.id, "admin"));
    return all;
  };
  const auto rotate = [&](const char* secret, Millis old_for) {
    (void)this->Decide(RotateWebhook::Check(this->client_, endpoint.id, secret, old_for, "admin"));
  };
  rotate("2", Millis(60'000));
  this->now_ = this->now_ + Millis(30'000);
  rotate("3", Millis(60'000));
  EXPECT_EQ(signers(), "opened 3;opened 2;opened 1;");
  this->now_ = this->now_ + Millis(30'000);
  EXPECT_EQ(signers(), "opened 3;opened 2;") << "the first has had its time";
  this->now_ = this->now_ + Millis(30'000);
  EXPECT_EQ(signers(), "opened 3;");
  rotate("4", Millis(60'000));
  rotate("5", Millis(0));
  EXPECT_EQ(signers(), "opened 5;") << "0: none but the new one";
}

TYPED_TEST(WebhooksTest, SecretIsNotReplacedWhileAsManyOldOnesSignAsMay) {
  const Endpoint endpoint = this->Create({Event::kPaid}, "0");
  const auto rotate = [&](const std::string& secret, Millis old_for) {
    return *this->Decide(
        RotateWebhook::Check(this->client_, endpoint.id, secret, old_for, "admin"));
  };
  for (std::size_t i = 1; i <= webhooks::kOldSecretsMax; ++i) {
    EXPECT_EQ(rotate(std::to_string(i), Millis(60'000)).outcome, WebhookOutcome::kDone);
    this->now_ = this->now_ + Millis(1'000);
  }
  const Endpoint full = *this->Now(endpoint);
  const WebhookResult refused = rotate("more", Millis(60'000));
  EXPECT_EQ(refused.outcome, WebhookOutcome::kTooManySecrets);
  EXPECT_EQ(refused.possible_at, kNow + Millis(60'000)) << "when the first one ends";
  EXPECT_EQ(this->Now(endpoint), full);
  this->now_ = refused.possible_at;
  EXPECT_EQ(rotate("more", Millis(60'000)).outcome, WebhookOutcome::kDone);
  EXPECT_EQ(rotate("at once", Millis(0)).outcome, WebhookOutcome::kDone);
  EXPECT_TRUE(this->Now(endpoint)->old_secrets.empty());
}

TYPED_TEST(WebhooksTest, ProcessThatDiesAfterTheLeaseSendsAgainUnderTheSameId) {
  (void)this->Create({Event::kPaid});
  (void)this->Buy();
  const Message message = this->Messages().front();
  (void)this->Decide(LeaseMessage::Check(message, webhooks::kDelivery));
  this->NewProcess(2);
  this->now_ = this->now_ + kTimings.lease;
  EXPECT_EQ(this->Attempt(message).state, MessageState::kSent);
  EXPECT_EQ(this->receiver_.heard.at(0).id, ToText(message.id));
}

TYPED_TEST(WebhooksTest, EndpointThatFailsThroughoutIsDisabledAndItsDeliveriesAreDropped) {
  const Endpoint endpoint = this->Create({Event::kPaid});
  (void)this->Buy("k1");
  this->receiver_.says = {outbox::Answer::kUnknown, "HTTP 500"};
  Message message = this->Messages().front();
  while (outbox::IsOpen(message.state)) {
    this->now_ = message.next_at;
    message = this->Attempt(message);
    EXPECT_EQ(message.note, "HTTP 500");
  }
  EXPECT_EQ(message.state, MessageState::kGivenUp);
  EXPECT_EQ(this->now_, kNow + webhooks::kDelivery.tried_for);
  const auto disabled = this->Now(endpoint);
  EXPECT_EQ(disabled->disabled_by, webhooks::DisabledBy::kFailures);
  EXPECT_EQ(disabled->disabled_at, this->now_);
  (void)this->Buy("k2");
  EXPECT_EQ(this->Messages().size(), 1U) << "a disabled endpoint hears of nothing";
  EXPECT_EQ(
      this->Decide(ReplayDelivery::Check(this->client_, endpoint.id, message.id, "admin"))->outcome,
      WebhookOutcome::kDisabled);
  (void)this->Decide(
      ChangeWebhook::Check(this->client_, endpoint.id, {.disabled = false}, "admin"));
  (void)this->Buy("k3");
  EXPECT_EQ(this->Messages().size(), 2U);
}

TYPED_TEST(WebhooksTest, WhatWaitedWhenAnEndpointWasDisabledIsDroppedAndCanBeReplayed) {
  const Endpoint endpoint = this->Create({Event::kPaid});
  (void)this->Buy("k1");
  this->receiver_.says = {outbox::Answer::kUnknown, "HTTP 500"};
  const Message waiting = this->Attempt(this->Messages().front());
  this->receiver_.says = {outbox::Answer::kTaken, "HTTP 204"};
  this->now_ = this->now_ + Millis(1'000);
  const auto disable = [&](bool disabled) {
    (void)this->Decide(
        ChangeWebhook::Check(this->client_, endpoint.id, {.disabled = disabled}, "admin"));
  };
  disable(true);
  disable(false);
  const std::size_t heard = this->receiver_.heard.size();
  this->now_ = waiting.next_at;
  const Message dropped = this->Attempt(waiting);
  EXPECT_EQ(dropped.state, MessageState::kNotWanted);
  EXPECT_EQ(dropped.note, "the endpoint was disabled after it happened");
  EXPECT_EQ(this->receiver_.heard.size(), heard);
  EXPECT_EQ(
      this->Decide(ReplayDelivery::Check(this->client_, endpoint.id, waiting.id, "admin"))->outcome,
      WebhookOutcome::kDone);
  EXPECT_EQ(this->Attempt(dropped).state, MessageState::kSent);
  EXPECT_EQ(this->receiver_.heard.size(), heard + 1);
}

// Its next try, at which it is found to be dropped, may be hours away.
TYPED_TEST(WebhooksTest, WhatIsToBeDroppedIsReplayedAtOnce) {
  const Endpoint endpoint = this->Create({Event::kPaid});
  (void)this->Buy("k1");
  this->receiver_.says = {outbox::Answer::kUnknown, "HTTP 500"};
  const Message waiting = this->Attempt(this->Messages().front());
  this->receiver_.says = {outbox::Answer::kTaken, "HTTP 204"};
  this->now_ = this->now_ + Millis(1'000);
  for (const bool disabled : {true, false}) {
    (void)this->Decide(
        ChangeWebhook::Check(this->client_, endpoint.id, {.disabled = disabled}, "admin"));
  }
  EXPECT_EQ(
      this->Decide(ReplayDelivery::Check(this->client_, endpoint.id, waiting.id, "admin"))->outcome,
      WebhookOutcome::kDone);
  EXPECT_EQ(this->Attempt(waiting).state, MessageState::kSent);
}

TYPED_TEST(WebhooksTest, EndpointThatTakesOthersIsNotDisabled) {
  const Endpoint endpoint = this->Create({Event::kPaid});
  (void)this->Buy("k1");
  Message failing = this->Messages().front();
  while (outbox::IsOpen(failing.state)) {
    this->now_ = failing.next_at;
    this->receiver_.says = {outbox::Answer::kUnknown, "HTTP 500"};
    failing = this->Attempt(failing);
    if (this->now_ != kNow + Millis(0) && this->Messages().size() == 1) {
      (void)this->Buy("k2");
      this->receiver_.says = {outbox::Answer::kTaken, "HTTP 200"};
      (void)this->Attempt(this->Messages().back());
    }
  }
  EXPECT_EQ(failing.state, MessageState::kGivenUp);
  EXPECT_TRUE(this->Now(endpoint)->IsEnabled());
}

TYPED_TEST(WebhooksTest, DeletedEndpointDropsWhatIsOpen) {
  const Endpoint endpoint = this->Create({Event::kPaid});
  (void)this->Buy();
  const Message message = this->Messages().front();
  EXPECT_EQ(this->Decide(DeleteWebhook::Check(this->client_, endpoint.id, "admin"))->outcome,
            WebhookOutcome::kDone);
  EXPECT_EQ(this->Now(endpoint), std::nullopt);
  const Message dropped = this->Attempt(message);
  EXPECT_EQ(dropped.state, MessageState::kNotWanted);
  EXPECT_EQ(dropped.note, "the endpoint was deleted");
  EXPECT_TRUE(this->receiver_.heard.empty());
  EXPECT_EQ(this->Decide(DeleteWebhook::Check(this->client_, endpoint.id, "admin"))->outcome,
            WebhookOutcome::kNoSuchEndpoint);
}

TYPED_TEST(WebhooksTest, RepeatOfACreationFindsTheFirstEndpoint) {
  const Endpoint first = this->Create({Event::kPaid}, "same");
  EXPECT_EQ(this->Create({Event::kPaid}, "same").id, first.id);
  EXPECT_EQ(this->queries().ReadRows(RowQuery<Endpoint>{})->size(), 1U);
}

TYPED_TEST(WebhooksTest, ClientHasABoundedNumberOfEndpoints) {
  for (std::size_t i = 0; i < webhooks::kEndpointsMax; ++i)
    (void)this->Create({Event::kPaid}, std::to_string(i));
  webhooks::EventSet set;
  set.Add(Event::kPaid);
  EXPECT_EQ(this->Decide(CreateWebhook::Check(this->client_,
                                              {.url = "https://shop.example/", .events = set},
                                              "one more", "admin"))
                ->outcome,
            WebhookOutcome::kTooMany);
}

TYPED_TEST(WebhooksTest, EndpointOfAnotherClientIsNotFound) {
  const Endpoint endpoint = this->Create({Event::kPaid});
  const ClientId other = this->Decide(CreateClient::Check("Other", "admin"))->client;
  EXPECT_EQ(this->Decide(TestWebhook::Check(other, endpoint.id, "x"))->outcome,
            WebhookOutcome::kNoSuchEndpoint);
  EXPECT_EQ(this->Decide(RotateWebhook::Check(other, endpoint.id, "s", Millis(0), "x"))->outcome,
            WebhookOutcome::kNoSuchEndpoint);
  EXPECT_EQ(this->Decide(DeleteWebhook::Check(other, endpoint.id, "x"))->outcome,
            WebhookOutcome::kNoSuchEndpoint);
}

TYPED_TEST(WebhooksTest, TestEventIsDeliveredWithoutAnOrder) {
  const Endpoint endpoint = this->Create({Event::kDelivered});
  const auto answered = this->Decide(TestWebhook::Check(this->client_, endpoint.id, "admin"));
  EXPECT_EQ(answered->outcome, WebhookOutcome::kDone);
  EXPECT_EQ(this->Attempt(this->Messages().front()).state, MessageState::kSent);
  EXPECT_NE(this->receiver_.heard.at(0).body.find(R"("type":"webhook.test")"), std::string::npos);
  EXPECT_NE(this->receiver_.heard.at(0).body.find(R"("data":{})"), std::string::npos);
}

TYPED_TEST(WebhooksTest, SecretsAreSealedAgainOnlyIfTheyAreStillTheSame) {
  const Endpoint endpoint = this->Create({Event::kPaid}, "old seal");
  (void)this->Decide(
      RotateWebhook::Check(this->client_, endpoint.id, "newer", Millis(60'000), "admin"));
  const auto seal = [&](const SealWebhook::Sealed& before) {
    SealWebhook::Sealed now{"again", {}};
    now.old_secrets.assign(before.old_secrets.size(), "old again");
    return this->Decide(SealWebhook::Check(this->client_, endpoint.id, before, now))->outcome;
  };
  EXPECT_EQ(seal({"other", {"old seal"}}), WebhookOutcome::kNoSuchEndpoint);
  EXPECT_EQ(seal({"newer", {}}), WebhookOutcome::kNoSuchEndpoint);
  EXPECT_EQ(seal({"newer", {"old seal"}}), WebhookOutcome::kDone);
  EXPECT_EQ(this->Now(endpoint)->secret, "again");
  const std::vector<webhooks::OldSecret> old{{"old again", kNow + Millis(60'000)}};
  EXPECT_EQ(this->Now(endpoint)->old_secrets, old);
}

TYPED_TEST(WebhooksTest, OpenQueuesAreFoundByTheirPrefixAndDeliveriesByTheirEndpoint) {
  const Endpoint first = this->Create({Event::kPaid}, "1");
  const Endpoint second = this->Create({Event::kPaid}, "2");
  for (int i = 0; i < 3; ++i) (void)this->Buy("k" + std::to_string(i));
  const auto all = this->queries().OpenQueues("webhook:", "", 10);
  ASSERT_EQ(all->size(), 2U);
  EXPECT_EQ((*all)[0].destination, "webhook:" + ToText(first.id));
  EXPECT_EQ((*all)[0].next_at, kNow);
  EXPECT_EQ(this->queries().OpenQueues("webhook:", "", 1)->size(), 1U);
  const auto rest = this->queries().OpenQueues("webhook:", (*all)[0].destination, 10);
  ASSERT_EQ(rest->size(), 1U);
  EXPECT_EQ((*rest)[0].destination, "webhook:" + ToText(second.id));
  EXPECT_TRUE(this->queries().OpenQueues("mail", "", 10)->empty());

  const auto newest = this->queries().MessagesOf(ToText(first.id), std::nullopt, 2);
  ASSERT_EQ(newest->size(), 2U);
  EXPECT_GT((*newest)[0].id, (*newest)[1].id);
  const auto older = this->queries().MessagesOf(ToText(first.id), (*newest)[1].id, 9);
  EXPECT_EQ(older->size(), 1U);
}

TYPED_TEST(WebhooksTest, DetailsOfTheClientAreKeptAndFound) {
  auto request = Request(Msisdn::FromStored(32'485'000'009), "telenet", PaymentMethod::kCash);
  request.client = ClientText(this->client_);
  request.details = {"Order 17", "https://shop.example/thanks", {{"a", "\"1\""}, {"b", "\n"}}};
  const orders::ClientDetails details = request.details;
  const OrderId order = this->Decide(*PlaceTopup::Check(std::move(request), "k"))->order;
  (void)this->Buy("other");
  this->Reopen();
  EXPECT_EQ((*this->queries().FindOrder(order))->order.details, details);
  OrderFilter filter;
  filter.client_reference = "Order 17";
  const auto page = this->queries().ListOrders(filter);
  ASSERT_EQ(page->orders.size(), 1U);
  EXPECT_EQ(page->orders.front().order.id, order);
  filter.msisdn = Msisdn::FromStored(32'485'000'008);
  EXPECT_EQ(this->queries().ListOrders(filter)->orders.size(), 0U);
  filter.msisdn.reset();
  filter.client_reference = "Order";
  EXPECT_EQ(this->queries().ListOrders(filter)->orders.size(), 0U);
}

TYPED_TEST(WebhooksTest, SameKeyWithOtherDetailsIsAnotherRequest) {
  auto request = Request(Msisdn::FromStored(32'485'000'009), "telenet", PaymentMethod::kCash);
  request.client = ClientText(this->client_);
  request.details.reference = "17";
  (void)this->Decide(*PlaceTopup::Check(request, "k"));
  request.details.reference = "18";
  EXPECT_EQ(this->Decide(*PlaceTopup::Check(request, "k"))->outcome(),
            orders::PlaceOutcome::kKeyReused);
}

}  // namespace
}  // namespace herlaad::engine
