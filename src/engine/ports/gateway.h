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
#include "base/messages/language.h"
#include "base/money/money.h"
#include "domain/orders/order.h"
#include "domain/payments/payment_method.h"
#include "domain/reconcile/source.h"

namespace herlaad::engine {

// A payment, as both sides know it.
struct PaymentRef {
  std::string reference;  // ours: PartReference of the payment
  std::string session;    // the gateway's id of the payment page; empty until it told us one
  Instant created_at{};   // when we made it, to find it by
  friend bool operator==(const PaymentRef&, const PaymentRef&) = default;
};

struct OpenRequest {
  std::string reference;  // ours: PartReference of the payment; also the idempotency key
  Money amount;
  payments::PaymentMethod payment_method = payments::PaymentMethod::kCard;
  std::string description;  // for the payer; the number is masked
  std::string return_url;   // where the payer's browser is sent afterwards
  messages::Language language = messages::Language::kEn;  // of the page
  Instant created_at{};
  Instant expires_at{};  // not payable from then on; a gateway may have longer shortest times
};

// The card of a payment, as far as the gateway tells it. For fraud brakes; never stored as it is.
struct CardFacts {
  std::string fingerprint;  // the same for every payment by the card; empty: not told, or no card
  std::string country;      // that issued it: "BE"; empty: not told
  friend bool operator==(const CardFacts&, const CardFacts&) = default;
};

struct GatewayAnswer {
  enum class Kind {
    kOpen,        // can be paid at `url`; not paid yet
    kProcessing,  // a payment: its payer did all that was asked, and the gateway waits for the
                  // money; a refund: accepted as `reference`, its outcome comes later
    kPaid,        // `received` was taken as charge `reference`
    kClosed,      // no money will come
    kDisputed,    // news only: `dispute` is about charge `reference` of `received`
    kDone,        // a refund: done as `reference`
    kRefused,     // definite refusal of an opening or a refund
    kFailed,      // news only, a refund: `reference`, accepted or even done before, failed
    kUnknown,     // no reliable answer
  };
  Kind kind = Kind::kUnknown;
  orders::CloseReason reason = orders::CloseReason::kNone;  // with kClosed
  std::string url;
  std::string session;  // with kOpen: the gateway's id of the page, if it has one
  std::string reference;
  std::int64_t received = 0;
  orders::DeclineReason decline = orders::DeclineReason::kNone;  // if the bank gave a reason
  orders::DisputeReport dispute;                                 // with kDisputed
  CardFacts card = {};  // with kPaid and kDisputed: either may be the first news of the money
  // With those: a card may have paid, which this answer does not tell, but Ask does. It is asked
  // before fraud brakes judge.
  bool card_is_to_be_asked = false;
  // With kUnknown: whether the same request may be sent again under its key. False after an answer
  // that the gateway would repeat, or that it may have acted upon: then it is only asked.
  bool may_resend = true;
};

struct RefundRequest {
  std::string reference;  // ours: PartReference of the refund; also the idempotency key
  PaymentRef payment;
  std::string charge;  // the gateway's reference of the charge
  Money amount;
};

// One piece of news: about a payment, or about a refund.
struct PaymentNews {
  std::string part;  // our reference: PartReference of the payment or refund
  GatewayAnswer answer;
};

enum class CallbackError {
  kBadSignature,  // not from the gateway, or too old: answer 400 and change nothing
  kMalformed,     // signed but not understood: answer 400 and log it
  kNotForUs,      // signed and understood, but not about our payments: answer 200
  kUnavailable,   // Fetch only: the gateway could not be asked now: answer 503, so that it repeats
};

// A callback that is what it claims to be.
struct Callback {
  std::vector<PaymentNews> news;  // to be recorded before it is answered
  // Not empty: the callback only names this object of the gateway, to be given to Fetch.
  std::string fetch;
};

// A part of the list of what happened at the gateway.
struct NewsPage {
  std::vector<PaymentNews> news;
  std::string next;  // to be given as `after` for the next page; empty: this was the last
};

// A line of what a gateway did with our money.
struct BalanceLine {
  std::string id;  // the gateway's
  reconcile::MovementType type = reconcile::MovementType::kOther;
  Instant at{};
  std::int64_t cents = 0;  // above zero: to us; before the fee
  std::int64_t fee = 0;    // that the gateway kept in addition
  // The gateway's reference of the charge, refund or dispute, as the order has it; of a payout its
  // id. Empty: about nothing of ours.
  std::string reference;
};

struct BalancePage {
  std::vector<BalanceLine> lines;
  std::string next;  // to be given as `after` for the next page; empty: this was the last
};

class Gateway {
 public:
  virtual ~Gateway() = default;

  // Each call blocks for at most the configured request time-out, may come from several threads,
  // and may be repeated with the same reference: the gateway is idempotent by it.
  virtual GatewayAnswer Open(const OpenRequest& request) = 0;
  // Tells the card of what was paid by one.
  virtual GatewayAnswer Ask(const PaymentRef& payment) = 0;
  // Closes the payment: answers kClosed, or kPaid or kProcessing if it was too late. A payment
  // unknown to the gateway is closed too, and stays closed.
  virtual GatewayAnswer Close(const PaymentRef& payment) = 0;
  // An earlier try may have arrived, long ago even: before a database was restored. A gateway that
  // forgets keys looks first whether it has the refund.
  virtual GatewayAnswer Refund(const RefundRequest& request) = 0;
  // Asks for the outcome of a refund that may have arrived, and sends nothing: kDone, kProcessing
  // or kRefused as it is known there; kUnknown if it is not, or nobody answered.
  virtual GatewayAnswer AskRefund(const RefundRequest& request) = 0;

  using Headers = std::vector<std::pair<std::string, std::string>>;  // names in lower case
  // Does not block.
  virtual Result<Callback, CallbackError> ReadCallback(const Headers& headers,
                                                       std::string_view body, Instant now) = 0;
  // Asks for the object that a callback named. Blocks for at most the request time-out.
  virtual Result<std::vector<PaymentNews>, CallbackError> Fetch(const std::string& object) {
    (void)object;
    return Failure{CallbackError::kNotForUs};
  }

  // What happened at the gateway since `since`, told or not, page by page: charges, and disputes
  // and refunds as far as it lists them. `after`: the last page's `next`, at first empty.
  // kNotForUs: it has no such list. Blocks for at most the request time-out.
  virtual Result<NewsPage, CallbackError> List(Instant since, const std::string& after) {
    (void)since;
    (void)after;
    return Failure{CallbackError::kNotForUs};
  }

  // The balance at the gateway, line by line, of [from, until), newest first; pages as with List.
  // kNotForUs: it has no such list. kMalformed: a line is not in euros, or cannot be read.
  virtual Result<BalancePage, CallbackError> ListBalance(Instant from, Instant until,
                                                         const std::string& after) {
    (void)from, (void)until, (void)after;
    return Failure{CallbackError::kNotForUs};
  }

  virtual void Stop() = 0;
};

}  // namespace herlaad::engine
