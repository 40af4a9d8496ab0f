// Operator: a mobile operator that is reached over a wire. Adapters translate its protocol into
// these few words; what they mean for an order is decided in rules/orders.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/instant.h"
#include "base/money/money.h"
#include "base/numbers/msisdn.h"
#include "rules/orders/order.h"

namespace herlaad::engine {

struct TopupRequest {
  std::string reference;  // ours: PartReference of the delivery; the other side keeps it
  Msisdn msisdn;
  Money amount;
};

struct OperatorAnswer {
  enum class Kind {
    kConfirmed,    // credited
    kRefused,      // surely not credited: `refusal` says why
    kUnknown,      // no trustworthy answer: time-out, 5xx, garbage, "already used"
    kNotFound,     // an ask only: it knows no such reference
    kPin,          // answered with a PIN to be entered by hand
    kUnreachable,  // surely nothing was sent: no connection; only for Topup
  };
  Kind kind = Kind::kUnknown;
  orders::RefusalReason refusal = orders::RefusalReason::kNone;
  std::string reference;      // theirs
  std::int64_t credited = 0;  // EUR/6; 0: as asked
  Instant valid_until{};      // 0: not said
};

class Operator {
 public:
  virtual ~Operator() = default;

  // Blocks for at most the configured request time-out. Called from several threads.
  virtual OperatorAnswer Topup(const TopupRequest& request) = 0;
  virtual OperatorAnswer Ask(std::string_view reference) = 0;

  // May "not found" be believed, this long after sending? 0: never, then only a person can tell.
  [[nodiscard]] virtual Millis NotFoundSettlesAfter() const = 0;

  // Aborts what is under way, for a quick and clean stop.
  virtual void Stop() = 0;
};

}  // namespace herlaad::engine
