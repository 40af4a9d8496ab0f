// Placing an order: everything that can be known to be wrong is refused here, before anybody pays.
#pragma once

#include <cstdint>
#include <string>

#include "rules/catalog/catalog.h"
#include "rules/orders/events.h"
#include "rules/orders/order.h"

namespace herlaad::orders {

// In order of precedence. Stored with the idempotency claim, never reused.
enum class PlaceOutcome : std::uint8_t {
  kAccepted = 1,
  kUnknownOperator = 2,
  kAmountNotOnSale = 3,
  kPriceChanged = 4,   // detail: the price now
  kUnknownNumber = 5,  // the house operator has no such SIM
  kWrongOperator = 6,  // note: the operator that has the number
  kNumberTerminated = 7,
  kNumberSuspended = 8,
  kNumberNotActivated = 9,
  kBalanceFull = 10,
  kAbovePaymentLimit = 11,  // detail: the most that would be accepted
  kToppedUpRecently = 12,   // detail: when it may be tried again, milliseconds
  kAboveMonthLimit = 13,    // detail: what remains this month
  kKeyReused = 14,          // the same idempotency key came with another request
};

limits::Limits LimitsOf(const catalog::Operator& op);

struct PlaceRequest {
  Msisdn msisdn;
  std::string operator_id;
  Money amount;
  std::int64_t expected_total = 0;  // the price the payer was shown; 0 when none was sent
  Tender tender = Tender::kCard;
  std::string collector;  // the gateway or the till that takes the money
  std::string caller;
  messages::Language language = messages::Language::kEn;  // of whoever asks
  bool texts = false;    // tell the number's user by text what became of it
  Contact contact = {};  // the payer's, to whom the link goes
};

struct Refusal {
  PlaceOutcome outcome = PlaceOutcome::kAccepted;
  std::int64_t detail = 0;
  std::string note;

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

// The new order in `scene`. What is paid in cash has its money in suspense, its limit taken and,
// where the number is in the house, is already delivered; what is paid online waits for its money
// with those that the number keeps. The number's chain of orders is extended. `scene.order` comes
// with its id only. On a refusal the scene is to be thrown away.
Result<Nothing, Refusal> Place(const PlaceRequest& request, const catalog::Catalog& catalog,
                               Millis payment_lifetime, Scene& scene);

}  // namespace herlaad::orders
