// Orders that are paid with a voucher: judging it, taking its value in the commit that places the
// order, and giving it back in the commit that decides the refund. Only for this module.
#pragma once

#include "domain/orders/place.h"

namespace herlaad::orders {

// The amount that `request` tops up: its own, or the face value of the voucher in the aggregate
// that pays it. Refuses a voucher that is missing, void, used or expired, and an amount that was
// given and differs.
Result<Money, Refusal> AmountToPlace(const PlaceRequest& request, const OrderAggregate& aggregate);

// The voucher in the aggregate pays for its order. The reference of that payment: its serial.
std::string TakeStoredValue(OrderAggregate& aggregate);

// The same voucher can be redeemed again.
void GiveBackStoredValue(OrderAggregate& aggregate);

}  // namespace herlaad::orders
