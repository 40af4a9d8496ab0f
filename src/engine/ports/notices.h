// Notices: changes of a committed order for the log: it needs a review, or the outcome of a part is
// unknown. Derived by comparing the order before and after a batch, so each is reported once.
#pragma once

#include <string>
#include <vector>

#include "engine/ports/records.h"

namespace herlaad::engine {

struct Notice {
  enum class Kind : std::uint8_t {
    kNeedsReview,      // because of `reason`; repeated if the reason changes
    kReviewed,         // no longer needs a review
    kPaymentUnknown,   // no reliable answer about opening or closing it
    kDeliveryUnknown,  // no reliable answer from the operator
    kRefundUnknown,    // no reliable answer from the gateway
  };
  Kind kind = Kind::kReviewed;
  OrderId order;
  orders::Attention reason = orders::Attention::kNone;
  std::string part;   // "tu_…-d1"; empty for the order itself
  std::string party;  // the operator or gateway that was asked

  friend bool operator==(const Notice&, const Notice&) = default;
};

// The state that notices are derived from. Part numbers; 0: none.
struct Noticeable {
  orders::Attention attention = orders::Attention::kNone;
  std::int32_t payment = 0;
  std::int32_t delivery = 0;
  std::int32_t refund = 0;
};
Noticeable NoticeableOf(const OrderRecord& record);

// The event stored in the order's history.
OrderEvent EventOf(const Notice& notice, Instant at);

void AppendNotices(const Noticeable& before, const OrderRecord& after,
                   std::vector<Notice>& notices);

}  // namespace herlaad::engine
