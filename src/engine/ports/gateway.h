// Gateway: a payment provider. Adapters translate its protocol into these types; domain/orders
// decides what they mean for an order. All sums are minor units.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/core/instant.h"
#include "base/core/result.h"
#include "base/money/money.h"
#include "domain/orders/order.h"
#include "domain/payments/payment_method.h"

namespace herlaad::engine {

struct OpenRequest {
  std::string reference;  // ours: PartReference of the payment; also the idempotency key
  Money amount;
  payments::PaymentMethod payment_method = payments::PaymentMethod::kCard;
  std::string description;  // for the payer; the number is masked
  std::string return_url;   // where the payer's browser is sent afterwards
};

struct GatewayAnswer {
  enum class Kind {
    kOpen,      // can be paid at `url`; not paid yet
    kPaid,      // `received` was taken as charge `reference`
    kClosed,    // no money will come
    kDisputed,  // callback only: charge `reference` of `received` is disputed, which is `dispute`
    kDone,      // Refund only: refunded as `reference`
    kRefused,   // definite refusal of an opening or a refund
    kUnknown,   // no reliable answer
  };
  Kind kind = Kind::kUnknown;
  orders::CloseReason reason = orders::CloseReason::kNone;  // with kClosed
  std::string url;
  std::string reference;
  std::int64_t received = 0;
  orders::DeclineReason decline = orders::DeclineReason::kNone;  // if the bank gave a reason
  orders::DisputeState dispute = orders::DisputeState::kNone;    // with kDisputed
};

struct RefundRequest {
  std::string reference;  // ours: PartReference of the refund; also the idempotency key
  std::string payment;    // our reference of the payment
  std::string charge;     // the gateway's reference of the charge
  Money amount;
};

// One event of a callback.
struct PaymentNews {
  std::string payment;  // our reference
  GatewayAnswer answer;
};

enum class CallbackError {
  kBadSignature,  // not from the gateway, or too old: answer 400 and change nothing
  kMalformed,     // signed but not understood: answer 400 and log it
  kNotForUs,      // signed and understood, but not about our payments: answer 200
};

class Gateway {
 public:
  virtual ~Gateway() = default;

  // Each call blocks for at most the configured request time-out, may come from several threads,
  // and may be repeated with the same reference: the gateway is idempotent by it.
  virtual GatewayAnswer Open(const OpenRequest& request) = 0;
  virtual GatewayAnswer Ask(std::string_view payment) = 0;
  // Closes the payment: answers kClosed, or kPaid if it was too late. A payment unknown to the
  // gateway is closed too, and stays closed.
  virtual GatewayAnswer Close(std::string_view payment) = 0;
  virtual GatewayAnswer Refund(const RefundRequest& request) = 0;

  using Headers = std::vector<std::pair<std::string, std::string>>;  // names in lower case
  virtual Result<PaymentNews, CallbackError> ReadCallback(const Headers& headers,
                                                          std::string_view body, Instant now) = 0;

  virtual void Stop() = 0;
};

}  // namespace herlaad::engine
