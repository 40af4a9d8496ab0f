#include "domain/webhooks/endpoint.h"

#include <gtest/gtest.h>

namespace herlaad::webhooks {
namespace {

using outbox::Answer;
using outbox::Message;
using outbox::MessageState;

constexpr Instant kNow{1'800'000'000'000};
constexpr Millis kDay{24LL * 3'600'000};

Endpoint Made() {
  Endpoint endpoint;
  endpoint.id = EndpointId(5);
  endpoint.client = "client:cli_x";
  endpoint.events.Add(Event::kPaid);
  endpoint.created_at = kNow;
  return endpoint;
}

Message Delivery() {
  return NewDelivery(outbox::MessageId(9), EndpointId(5),
                     {Event::kPaid, "client:cli_x", OrderId(7)}, kNow);
}

TEST(WebhookDelivery, HasAQueueOfItsEndpoint) {
  const Message message = Delivery();
  EXPECT_EQ(message.destination, "webhook:" + ToText(EndpointId(5)));
  EXPECT_EQ(EndpointOf(message.owner), EndpointId(5));
  EXPECT_EQ(EndpointOf({"client", "cli_x"}), std::nullopt);
}

// Each attempt fails at once.
TEST(WebhookDelivery, IsTriedForThreeDaysAndThenGivenUp) {
  Message message = Delivery();
  int attempts = 0;
  Instant last{};
  while (outbox::IsOpen(message.state)) {
    last = message.next_at;
    message = outbox::Lease(message, kDelivery, 1, last, Millis(30'000)).message;
    message = outbox::Answered(message, Answer::kUnknown, ++attempts, kDelivery, last, "HTTP 500");
    ASSERT_LT(attempts, 100);
  }
  EXPECT_EQ(message.state, MessageState::kGivenUp);
  EXPECT_EQ(last, kNow + 3 * kDay) << "the last try is at the end of the time";
  EXPECT_GT(attempts, 20);
  EXPECT_EQ(message.note, "HTTP 500");
}

TEST(WebhookDelivery, IsReplayedForThreeDaysMoreUnderItsId) {
  Message message = Delivery();
  EXPECT_EQ(outbox::Replayed(message, kNow), std::nullopt) << "it is still tried";
  message.state = MessageState::kSent;
  const auto again = outbox::Replayed(message, kNow + 9 * kDay);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->id, message.id);
  EXPECT_EQ(again->state, MessageState::kDue);
  EXPECT_EQ(again->tries_since, kNow + 9 * kDay);
  EXPECT_EQ(again->created_at, kNow) << "when the event was";
}

TEST(WebhookEndpoint, IsDisabledOnceADeliveryIsGivenUpAndNothingArrivedSince) {
  Message given_up = Delivery();
  given_up.state = MessageState::kGivenUp;
  const Instant later = kNow + 3 * kDay;
  const Endpoint disabled = After(Made(), given_up, later);
  EXPECT_EQ(disabled.disabled_by, DisabledBy::kFailures);
  EXPECT_EQ(disabled.disabled_at, later);

  Endpoint alive = Made();
  alive.taken_at = kNow + kDay;
  EXPECT_TRUE(After(alive, given_up, later).IsEnabled()) << "others arrived";
  Endpoint enabled_again = Made();
  enabled_again.enabled_at = kNow + kDay;
  EXPECT_TRUE(After(enabled_again, given_up, later).IsEnabled()) << "it was enabled meanwhile";
}

TEST(WebhookEndpoint, LastSuccessIsNotWrittenForEachDelivery) {
  Message sent = Delivery();
  sent.state = MessageState::kSent;
  const Endpoint first = After(Made(), sent, kNow);
  EXPECT_EQ(first.taken_at, kNow);
  EXPECT_EQ(After(first, sent, kNow + Millis(1'000)), first);
  EXPECT_EQ(After(first, sent, kNow + kTakenEvery).taken_at, kNow + kTakenEvery);
}

TEST(WebhookEndpoint, EarlierSecretsEndInTheirOrderAndAreBounded) {
  Endpoint endpoint = Made();
  endpoint.secret = "0";
  const auto rotate = [&](const char* secret, Millis old_for, Instant now) {
    auto rotated = Rotated(endpoint, secret, old_for, now);
    EXPECT_TRUE(rotated.ok());
    endpoint = *std::move(rotated);
  };
  rotate("1", kDay, kNow);
  rotate("2", Millis(1'000), kNow);
  const OldSecrets both{{"1", kNow + Millis(1'000)}, {"0", kNow + kDay}};
  EXPECT_EQ(endpoint.old_secrets, both);
  EXPECT_EQ(OldSecretsAt(endpoint, kNow + Millis(1'000)), OldSecrets({both[1]}));
  rotate("3", kDay, kNow + Millis(1'000));
  EXPECT_EQ(endpoint.old_secrets.size(), 2U) << "what has ended is forgotten";
  rotate("4", kDay, kNow + Millis(1'001));
  rotate("5", kDay, kNow + Millis(1'002));
  const auto refused = Rotated(endpoint, "6", kDay, kNow + Millis(1'003));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error(), kNow + kDay) << "the first one's end";
  rotate("6", Millis(0), kNow + Millis(1'003));
  EXPECT_TRUE(endpoint.old_secrets.empty());
  EXPECT_EQ(endpoint.secret, "6");
}

TEST(WebhookEndpoint, DropsWhatHappenedBeforeItWasEnabled) {
  const Message message = Delivery();
  Endpoint endpoint = Made();
  EXPECT_FALSE(IsDropped(message, endpoint));
  endpoint.disabled_at = kNow + Millis(1);
  EXPECT_TRUE(IsDropped(message, endpoint));
  endpoint.disabled_at = {};
  endpoint.enabled_at = kNow + Millis(2);
  EXPECT_TRUE(IsDropped(message, endpoint)) << "enabled again";
  EXPECT_FALSE(IsDropped(*outbox::Replayed(
                             [&] {
                               Message ended = message;
                               ended.state = MessageState::kNotWanted;
                               return ended;
                             }(),
                             kNow + Millis(2)),
                         endpoint))
      << "asked for since";
}

// Servers whose clocks differ: every webhook of an endpoint that is as old was dropped.
TEST(WebhookEndpoint, ThatWasNeverDisabledDropsNothing) {
  Endpoint endpoint = Made();
  endpoint.created_at = Delivery().tries_since + Millis(3'600'000);
  EXPECT_FALSE(IsDropped(Delivery(), endpoint));
}

TEST(WebhookOldSecrets, AreReadBack) {
  OldSecrets secrets;
  EXPECT_EQ(TextOf(secrets), "");
  EXPECT_EQ(ParseOldSecrets(""), secrets);
  secrets = {{std::string("\0 .\xFF", 4), kNow}, {"b", kNow + kDay}};
  EXPECT_EQ(TextOf(secrets), "1800000000000.00202eff 1800086400000.62");
  EXPECT_EQ(ParseOldSecrets(TextOf(secrets)), secrets);
}

TEST(WebhookOldSecrets, WhatWasNotWrittenIsRefused) {
  for (const char* const text :
       {"1", "1.", ".00", "1.0", "1.0g", "1.00 ", "1.00  1.00", "x.00", "1.00 1.00 1.00 1.00 1.00"})
    EXPECT_EQ(ParseOldSecrets(text), std::nullopt) << text;
}

TEST(WebhookSubscriptions, AreReadBack) {
  Subscriptions all;
  EXPECT_EQ(ParseSubscriptions(TextOf(all)), all);
  Endpoint endpoint = Made();
  Enter(endpoint, all);
  endpoint.id = EndpointId(6);
  endpoint.disabled_at = kNow;
  Enter(endpoint, all);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_TRUE(all[1].events.empty()) << "a disabled one hears of nothing";
  EXPECT_EQ(ParseSubscriptions(TextOf(all)), all);
  endpoint.disabled_at = {};
  Enter(endpoint, all);
  EXPECT_TRUE(all[1].events.Has(Event::kPaid));
  EXPECT_EQ(all.size(), 2U);
}

TEST(WebhookSubscriptions, WhatWasNotWrittenIsRefused) {
  for (const char* const text : {"x", "1", "1.", ".1", "1.2 ", "1.2  3.4", "-1.2", "1.2x"})
    EXPECT_EQ(ParseSubscriptions(text), std::nullopt) << text;
  std::string many = "1.1";
  for (std::size_t i = 0; i < kEndpointsMax; ++i) many += " 1.1";
  EXPECT_EQ(ParseSubscriptions(many), std::nullopt) << "more than a client may have";
}

}  // namespace
}  // namespace herlaad::webhooks
