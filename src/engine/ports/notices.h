// Notices: what whoever watches the log should hear of an order when it was committed: that a
// person has to decide, or that nobody knows what became of a part of it. Derived by comparing the
// order before and after a batch, so each is told once.
#pragma once

#include <string>
#include <vector>

#include "engine/ports/records.h"

namespace herlaad::engine {

struct Notice {
  enum class Kind : std::uint8_t {
    kNeedsReview,      // `reason` says why; again when the reason has changed
    kReviewed,         // no person is needed any more
    kPaymentUnknown,   // the gateway gave no trustworthy answer about opening or closing it
    kDeliveryUnknown,  // the operator gave none
    kRefundUnknown,    // the gateway gave none
  };
  Kind kind = Kind::kReviewed;
  OrderId order;
  orders::Attention reason = orders::Attention::kNone;
  std::string part;   // "tu_…-d1"; empty for the order itself
  std::string party;  // the operator or the gateway that was asked

  friend bool operator==(const Notice&, const Notice&) = default;
};

// What notices are told about. Numbers of parts, 0 where there is none.
struct Noticeable {
  orders::Attention attention = orders::Attention::kNone;
  std::int32_t payment = 0;
  std::int32_t delivery = 0;
  std::int32_t refund = 0;
};
Noticeable NoticeableOf(const OrderRecord& record);

// What of a notice stays in the order's history.
OrderEvent EventOf(const Notice& notice, Instant at);

void AppendNotices(const Noticeable& before, const OrderRecord& after,
                   std::vector<Notice>& notices);

}  // namespace herlaad::engine
