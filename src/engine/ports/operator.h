// Operator: a remote mobile operator. Adapters translate its protocol into these types;
// domain/orders decides what they mean for an order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/instant.h"
#include "base/money/money.h"
#include "base/numbers/msisdn.h"
#include "domain/orders/order.h"

namespace herlaad::engine {

struct TopupRequest {
  std::string reference;  // ours: PartReference of the delivery; the operator stores it
  Msisdn msisdn;
  Money amount;
};

struct OperatorAnswer {
  enum class Kind {
    kConfirmed,    // credited
    kRefused,      // certainly not credited; see `refusal`
    kUnknown,      // no reliable answer: time-out, 5xx, garbage, "already used"
    kNotFound,     // Ask only: the operator does not know the reference
    kPin,          // answered with a PIN that must be entered by hand
    kUnreachable,  // Topup only: no connection, certainly not sent
  };
  Kind kind = Kind::kUnknown;
  orders::RefusalReason refusal = orders::RefusalReason::kNone;
  std::string reference;      // the operator's
  std::int64_t credited = 0;  // EUR/6; 0: as requested
  Instant valid_until{};      // 0: not reported
};

class Operator {
 public:
  virtual ~Operator() = default;

  // Blocks for at most the configured request time-out. Called from several threads.
  virtual OperatorAnswer Topup(const TopupRequest& request) = 0;
  virtual OperatorAnswer Ask(std::string_view reference) = 0;

  // Time after sending from which "not found" is reliable. 0: never; then a person must decide.
  [[nodiscard]] virtual Millis NotFoundSettlesAfter() const = 0;

  // Aborts running calls, for a quick stop.
  virtual void Stop() = 0;
};

}  // namespace herlaad::engine
