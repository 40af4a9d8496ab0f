// Gateway: a payment provider. Adapters translate its protocol into these few words; what they mean
// for an order is decided in rules/orders. All sums are minor units.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/core/instant.h"
#include "base/core/result.h"
#include "base/money/money.h"
#include "rules/orders/order.h"

namespace herlaad::engine {

struct OpenRequest {
  std::string reference;  // ours: PartReference of the payment; also the idempotency key
  Money amount;
  orders::Tender tender = orders::Tender::kCard;
  std::string description;  // for the payer, masked: no full number
  std::string return_url;   // where the payer's browser goes afterwards
};

struct GatewayAnswer {
  enum class Kind {
    kOpen,     // can be paid at `url`; nothing was paid yet
    kPaid,     // `received` was taken as charge `reference`
    kClosed,   // no money will come
    kDone,     // Refund only: given back, as `reference`
    kRefused,  // a definite no to what was asked (a refund, an opening)
    kUnknown,  // no trustworthy answer
  };
  Kind kind = Kind::kUnknown;
  orders::CloseReason reason = orders::CloseReason::kNone;  // with kClosed
  std::string url;
  std::string reference;
  std::int64_t received = 0;
  orders::DeclineReason decline = orders::DeclineReason::kNone;  // where a bank said why
};

struct RefundRequest {
  std::string reference;  // ours: PartReference of the refund; also the idempotency key
  std::string payment;    // our reference of the payment
  std::string charge;     // the gateway's reference of the charge
  Money amount;
};

// One event out of a callback.
struct PaymentNews {
  std::string payment;  // our reference
  GatewayAnswer answer;
};

enum class CallbackError {
  kBadSignature,  // not from the gateway, or too old: answer 400 and change nothing
  kMalformed,     // signed and yet not understood: answer 400, log it
  kNotForUs,      // signed, understood, about something we do not follow: answer 200
};

class Gateway {
 public:
  virtual ~Gateway() = default;

  // Each blocks for at most the configured request time-out, may be called from several threads,
  // and may be called again with the same reference: the gateway is idempotent by it.
  virtual GatewayAnswer Open(const OpenRequest& request) = 0;
  virtual GatewayAnswer Ask(std::string_view payment) = 0;
  // Asks for the payment to be closed: answers kClosed, or kPaid when it was too late. A payment
  // the gateway has never heard of is closed too, and stays so.
  virtual GatewayAnswer Close(std::string_view payment) = 0;
  virtual GatewayAnswer Refund(const RefundRequest& request) = 0;

  using Headers = std::vector<std::pair<std::string, std::string>>;  // names in lower case
  virtual Result<PaymentNews, CallbackError> ReadCallback(const Headers& headers,
                                                          std::string_view body, Instant now) = 0;

  virtual void Stop() = 0;
};

}  // namespace herlaad::engine
