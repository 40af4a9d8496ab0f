// Placing an order: refuses, before payment, everything that is known to fail.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/catalogue/catalogue.h"
#include "domain/orders/events/events.h"
#include "domain/orders/order.h"
#include "domain/prepaid/grace.h"

namespace herlaad::orders {

// In order of precedence. Stored with the idempotency record, never reused.
enum class PlaceOutcome : std::uint8_t {
  kAccepted = 1,
  kUnknownOperator = 2,
  kAmountNotOnSale = 3,
  kPriceChanged = 4,   // with `price`
  kUnknownNumber = 5,  // the hosted operator has no such SIM
  kWrongOperator = 6,  // with `operator_id`
  kNumberTerminated = 7,
  kNumberSuspended = 8,
  kNumberNotActivated = 9,
  kBalanceFull = 10,
  kAbovePaymentLimit = 11,  // with `most`: the highest amount that would be accepted
  kToppedUpRecently = 12,   // with `retry_at`
  kAboveMonthLimit = 13,    // with `most`: what is left this month
  kKeyReused = 14,          // the idempotency key was used with another request
  kAboveKeyTopupCap = 15,   // with `most`: the cap of the client's API key for one top-up in cash
  kAboveKeyDayCap = 16,     // with `most`: what that of its day leaves
  kVoucherRefused = 17,  // its PIN is wrong or unknown, or the voucher is void: which is not said
  kVoucherUsed = 18,     // the voucher has paid for a top-up
  kVoucherExpired = 19,  // with `expired_at`
  kVoucherOtherAmount = 20,  // with `face`
  kFloatTooLow = 21,         // with `available`
  kStoppedByBrake = 22,      // by a fraud brake; which one is never said
};

limits::Limits LimitsOf(const catalogue::Operator& op);
prepaid::GracePeriod GraceOf(const catalogue::Operator& op);
// None if the catalogue has no such operator.
prepaid::GracePeriod GraceOf(const catalogue::Catalogue& catalogue, std::string_view operator_id);

struct PlaceRequest {
  Msisdn msisdn;
  std::string operator_id;
  Money amount;                     // 0 where a voucher decides it
  std::int64_t expected_total = 0;  // the price shown to the payer; 0: not given
  PaymentMethod payment_method = PaymentMethod::kCard;
  std::string payment_account;  // the gateway or till that takes the money
  std::string client;
  messages::Language language = messages::Language::kEn;  // of the payer
  bool texts = false;    // notify the number by text of the outcome
  Contact contact = {};  // of the payer, for the link
  ClientDetails details = {};
};

// Why an order is not placed. Beside the outcome only what PlaceOutcome names with it is set.
struct Refusal {
  PlaceOutcome outcome = PlaceOutcome::kAccepted;
  Money price = {};              // the current one
  Money most = {};               // that would be accepted; 0: none
  Money face = {};               // of the voucher
  Money available = {};          // of the client's float
  Instant retry_at = {};         // from when a top-up is allowed again
  Instant expired_at = {};       // the voucher
  std::string operator_id = {};  // of the number

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

// Fills `aggregate`, whose order has only its id, with the new order, and adds it to the number's
// chain of orders. A payment in cash, or with the voucher or float in the aggregate, is posted to
// suspense, uses the limit and, for a hosted number, is delivered at once. An online payment waits
// among the number's unpaid orders. After a refusal the aggregate must be discarded.
Result<Nothing, Refusal> Place(const PlaceRequest& request, const catalogue::Catalogue& catalogue,
                               Millis payment_lifetime, OrderAggregate& aggregate);

}  // namespace herlaad::orders
