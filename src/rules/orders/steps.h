// The steps that events are made of. Only for this room.
#pragma once

#include <string_view>

#include "rules/orders/events.h"

namespace herlaad::orders {

template <class Part>
Part* Find(std::vector<Part>& parts, std::int32_t n) {
  if (n < 1 || n > static_cast<std::int32_t>(parts.size())) return nullptr;
  return &parts[static_cast<std::size_t>(n - 1)];
}

// Somebody may be paying, or be about to.
bool CanBePaid(const Payment& payment);

// Ends an event that changed something: gives the limit back when the order came to nothing, and
// lets the number forget an order that nobody can pay any more.
EventOutcome Applied(Scene& scene);

// Would `amount` of the order's money fit the number's limits now?
limits::Ruling JudgeLimits(const Scene& scene, std::int64_t amount);

// The money for the order is in: takes the limit, then credits a house number at once or puts a
// delivery there for the courier. What no longer fits the limits is refused, and goes back.
void Fulfil(Scene& scene);

// Money of `payment` in suspense that no refund is on its way with.
std::int64_t Unreturned(const Order& order, const Payment& payment);

// Starts giving all of the payment's money back, by its tender.
void StartRefund(Scene& scene, const Payment& payment);
// The same for every payment whose money is not spoken for. What the gateway refused to give back
// is a person's to decide about.
void RefundAll(Scene& scene);

// Money is not on its way back, or can still be kept from going: pays for `delivery`.
bool Cover(Scene& scene);
void Confirm(Scene& scene, Delivery& delivery, const Confirmation& confirmation);
void WithdrawWaitingDeliveries(Scene& scene);

void Raise(Scene& scene, Attention reason);
// The reason is gone; another one may still stand.
void Clear(Scene& scene, Attention reason);

ledger::Account Collected(const Order& order);  // psp:<gateway> or cash:<till>

}  // namespace herlaad::orders
