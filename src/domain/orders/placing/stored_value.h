// Orders that are paid with a voucher or from a float: judging it, taking its value in the commit
// that places the order, and giving it back in the commit that decides the refund. Only for this
// module.
#pragma once

#include "domain/orders/placing/place.h"

namespace herlaad::orders {

// The amount that `request` tops up: its own, or the face value of the voucher in the aggregate
// that pays it. Refuses a voucher that is missing, void, used or expired, and an amount that was
// given and differs.
Result<Money, Refusal> AmountToPlace(const PlaceRequest& request, const OrderAggregate& aggregate);

// Refuses an order of `total` that the float in the aggregate cannot pay, if it is paid from one.
Result<Nothing, Refusal> JudgePrepaid(PaymentMethod method, const std::string& payment_account,
                                      Money total, const OrderAggregate& aggregate);

// What was judged pays for the order in the aggregate, which is filled in. Only for
// Flow::kStoredValue. The reference of that payment: the voucher's serial, or the float's owner.
std::string TakeStoredValue(OrderAggregate& aggregate);

// The same voucher can be redeemed again, or `amount` is in the float again.
void GiveBackStoredValue(OrderAggregate& aggregate, std::int64_t amount);

}  // namespace herlaad::orders
