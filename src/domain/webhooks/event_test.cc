#include "domain/webhooks/event.h"

#include <gtest/gtest.h>

namespace herlaad::webhooks {
namespace {

using orders::Order;

Order Unpaid() {
  Order order(OrderId(7), Msisdn::FromStored(32'470'123'456));
  order.payments.emplace_back();
  order.payments.back().state = orders::PaymentState::kOpen;
  order.terms.amount = 1'500;
  return order;
}

Order Paid() {
  Order order = Unpaid();
  order.payments.back().state = orders::PaymentState::kPaid;
  order.payments.back().received = 1'500;
  return order;
}

Order Delivered() {
  Order order = Paid();
  order.deliveries.emplace_back();
  order.deliveries.back().state = orders::DeliveryState::kConfirmed;
  return order;
}

Order Refunded() {
  Order order = Paid();
  order.refunds.emplace_back();
  order.refunds.back().state = orders::RefundState::kConfirmed;
  order.refunds.back().amount = 1'500;
  return order;
}

Order Closed(orders::CloseReason reason) {
  Order order = Unpaid();
  order.payments.back().state = orders::PaymentState::kClosed;
  order.payments.back().reason = reason;
  return order;
}

Order WithAttention(orders::Attention attention) {
  Order order = Paid();
  order.attention = attention;
  return order;
}

Order Disputed(orders::DisputeState state) {
  Order order = Delivered();
  order.disputes.emplace_back();
  order.disputes.back().state = state;
  return order;
}

EventSet Set(std::initializer_list<Event> events) {
  EventSet set;
  for (const Event event : events) set.Add(event);
  return set;
}

struct Row {
  const char* sentence;
  std::optional<Order> before;
  Order after;
  EventSet events;
};

TEST(WebhookEvents, AreWhatChangedForTheClient) {
  using A = orders::Attention;
  using D = orders::DisputeState;
  using R = orders::CloseReason;
  const Row rows[] = {
      {"placed and not paid", std::nullopt, Unpaid(), {}},
      {"paid at once", std::nullopt, Paid(), Set({Event::kPaid})},
      {"paid and delivered at once", std::nullopt, Delivered(),
       Set({Event::kPaid, Event::kDelivered})},
      {"paid later", Unpaid(), Paid(), Set({Event::kPaid})},
      {"nothing changed", Paid(), Paid(), {}},
      {"delivered", Paid(), Delivered(), Set({Event::kDelivered})},
      {"still delivered", Delivered(), Delivered(), {}},
      {"refunded", Paid(), Refunded(), Set({Event::kRefunded})},
      {"cancelled", Unpaid(), Closed(R::kCancelled), Set({Event::kCancelled})},
      {"expired", Unpaid(), Closed(R::kExpired), Set({Event::kExpired})},
      {"a person has to decide", Paid(), WithAttention(A::kDeliveryUnknown),
       Set({Event::kNeedsAttention})},
      {"for another reason", WithAttention(A::kDeliveryUnknown), WithAttention(A::kRefundUnknown),
       Set({Event::kNeedsAttention})},
      {"for the same reason",
       WithAttention(A::kDeliveryUnknown),
       WithAttention(A::kDeliveryUnknown),
       {}},
      {"a dispute", Delivered(), Disputed(D::kOpened), Set({Event::kDisputeOpened})},
      {"a dispute goes on", Disputed(D::kOpened), Disputed(D::kUnderReview), {}},
      {"a dispute ends", Disputed(D::kUnderReview), Disputed(D::kLost),
       Set({Event::kDisputeClosed})},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(NamesOf(EventsBetween(row.before ? &*row.before : nullptr, row.after)),
              NamesOf(row.events))
        << row.sentence;
  }
}

TEST(WebhookEvents, VouchersHaveNone) {
  Order sale(OrderId(7), orders::VoucherSale{});
  sale.payments.emplace_back();
  sale.payments.back().state = orders::PaymentState::kPaid;
  sale.payments.back().received = 1'500;
  EXPECT_TRUE(EventsBetween(nullptr, sale).empty());
}

TEST(WebhookEvents, NamesAreReadBack) {
  for (const Event event : kEvents) EXPECT_EQ(ParseEvent(Name(event)), event);
  EXPECT_EQ(ParseEvent("webhook.test"), Event::kTest);
  for (const char* const name : {"", "topup", "topup.Paid", "topup.paid "})
    EXPECT_EQ(ParseEvent(name), std::nullopt) << name;
}

TEST(WebhookEvents, PayloadIsReadBack) {
  for (const Occurrence& occurrence : {Occurrence{Event::kPaid, "client:cli_x", OrderId(77)},
                                       Occurrence{Event::kTest, "client:cli_x", {}}}) {
    EXPECT_EQ(ParseOccurrence(PayloadOf(occurrence)), occurrence);
  }
  for (const char* const text :
       {"", "topup.paid", "topup.paid ", "other client:x", "topup.paid c x"})
    EXPECT_EQ(ParseOccurrence(text), std::nullopt) << text;
}

}  // namespace
}  // namespace herlaad::webhooks
