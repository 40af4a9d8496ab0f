#include "engine/ports/notices.h"

#include "base/core/check.h"

namespace herlaad::engine {
namespace {

using orders::Attention;
using orders::Purpose;

template <class Part, class State>
std::int32_t LastIn(const std::vector<Part>& parts, State state) {
  std::int32_t n = 0;
  for (const Part& part : parts) {
    if (part.state == state) n = part.n;
  }
  return n;
}

// A watched payment is asked about repeatedly, and "not paid yet" is a reliable answer.
std::int32_t UnknownPayment(const std::optional<orders::OutboxMessage>& outbox_message) {
  const bool is_open_or_close =
      outbox_message && (outbox_message->purpose == Purpose::kOpenPayment ||
                         outbox_message->purpose == Purpose::kClosePayment);
  return is_open_or_close && outbox_message->asks > 0 ? outbox_message->n : 0;
}

OrderEvent::Kind KindOf(Notice::Kind kind) {
  switch (kind) {
    case Notice::Kind::kNeedsReview:
      return OrderEvent::Kind::kNeedsReview;
    case Notice::Kind::kReviewed:
      return OrderEvent::Kind::kReviewed;
    case Notice::Kind::kPaymentUnknown:
      return OrderEvent::Kind::kPaymentUnknown;
    case Notice::Kind::kDeliveryUnknown:
      return OrderEvent::Kind::kDeliveryUnknown;
    case Notice::Kind::kRefundUnknown:
      return OrderEvent::Kind::kRefundUnknown;
  }
  CHECK(false, "a notice is of one of the listed kinds");
}

}  // namespace

Noticeable NoticeableOf(const OrderRecord& record) {
  const orders::Order& order = record.order;
  return {order.attention, UnknownPayment(record.outbox_message),
          LastIn(order.deliveries, orders::DeliveryState::kUnknown),
          LastIn(order.refunds, orders::RefundState::kUnknown)};
}

OrderEvent EventOf(const Notice& notice, Instant at) {
  OrderEvent event;
  event.order = notice.order;
  event.at = at;
  event.kind = KindOf(notice.kind);
  event.detail = static_cast<std::uint8_t>(notice.reason);
  if (const auto part = orders::ParsePartReference(notice.part)) event.part = part->n;
  return event;
}

void AppendNotices(const Noticeable& before, const OrderRecord& record,
                   std::vector<Notice>& notices) {
  const orders::Order& order = record.order;
  const Noticeable after = NoticeableOf(record);
  const auto part = [&](Notice::Kind kind, std::int32_t was, std::int32_t is, char letter,
                        const std::string& party) {
    if (is == was || is == 0) return;
    notices.push_back(
        {kind, order.id, Attention::kNone, orders::PartReference(order.id, letter, is), party});
  };
  part(Notice::Kind::kPaymentUnknown, before.payment, after.payment, 'p', order.payment_account);
  part(Notice::Kind::kDeliveryUnknown, before.delivery, after.delivery, 'd', order.operator_id());
  part(Notice::Kind::kRefundUnknown, before.refund, after.refund, 'r', order.payment_account);
  if (after.attention == before.attention) return;
  const bool over = after.attention == Attention::kNone;
  notices.push_back({over ? Notice::Kind::kReviewed : Notice::Kind::kNeedsReview,
                     order.id,
                     after.attention,
                     {},
                     {}});
}

}  // namespace herlaad::engine
