#include "engine/ports/notices.h"

#include <gtest/gtest.h>

namespace herlaad::engine {
namespace {

using orders::Attention;
using Kind = Notice::Kind;

OrderRecord Record() {
  orders::Order order(OrderId(77), Msisdn::FromStored(32'485'123'456));
  order.credit().operator_id = "telenet";
  order.payment_account = "bank";
  order.payments.emplace_back();
  order.deliveries.emplace_back();
  order.refunds.emplace_back();
  return OrderRecord(std::move(order));
}

std::vector<Notice> Between(const OrderRecord& before, const OrderRecord& after) {
  std::vector<Notice> notices;
  AppendNotices(NoticeableOf(before), after, notices);
  return notices;
}

TEST(Notices, ReviewIsReportedWithItsReasonAndItsEnd) {
  const OrderRecord calm = Record();
  OrderRecord before_person = Record();
  before_person.order.attention = Attention::kDeliveryUnknown;
  OrderRecord other_reason = Record();
  other_reason.order.attention = Attention::kCashRefundDue;
  const OrderId id(77);
  EXPECT_EQ(Between(calm, before_person),
            (std::vector<Notice>{{Kind::kNeedsReview, id, Attention::kDeliveryUnknown, {}, {}}}));
  EXPECT_EQ(Between(before_person, other_reason),
            (std::vector<Notice>{{Kind::kNeedsReview, id, Attention::kCashRefundDue, {}, {}}}));
  EXPECT_EQ(Between(other_reason, calm),
            (std::vector<Notice>{{Kind::kReviewed, id, Attention::kNone, {}, {}}}));
  EXPECT_TRUE(Between(before_person, before_person).empty()) << "once";
}

TEST(Notices, UnknownPartIsReportedOnce) {
  const OrderRecord calm = Record();
  OrderRecord unknown = Record();
  unknown.order.deliveries[0].state = orders::DeliveryState::kUnknown;
  unknown.order.refunds[0].state = orders::RefundState::kUnknown;
  unknown.outbox_message.emplace();
  unknown.outbox_message->purpose = orders::Purpose::kClosePayment;
  unknown.outbox_message->n = 1;
  unknown.outbox_message->asks = 1;
  const OrderId id(77);
  EXPECT_EQ(Between(calm, unknown),
            (std::vector<Notice>{{Kind::kPaymentUnknown, id, Attention::kNone,
                                  orders::PartReference(id, 'p', 1), "bank"},
                                 {Kind::kDeliveryUnknown, id, Attention::kNone,
                                  orders::PartReference(id, 'd', 1), "telenet"},
                                 {Kind::kRefundUnknown, id, Attention::kNone,
                                  orders::PartReference(id, 'r', 1), "bank"}}));
  OrderRecord asked_again = unknown;
  asked_again.outbox_message->asks = 2;
  EXPECT_TRUE(Between(unknown, asked_again).empty());
  EXPECT_TRUE(Between(unknown, calm).empty()) << "what became known shows elsewhere";
}

TEST(Notices, WatchedPaymentIsNotReported) {
  OrderRecord watched = Record();
  watched.outbox_message.emplace();
  watched.outbox_message->purpose = orders::Purpose::kWatchPayment;
  watched.outbox_message->n = 1;
  watched.outbox_message->asks = 5;
  EXPECT_TRUE(Between(Record(), watched).empty());
}

}  // namespace
}  // namespace herlaad::engine
