// The objects that commits change and readers look up one by one, as numbers for Durability.
#pragma once

#include "adapters/store/durability.h"
#include "base/core/id.h"
#include "base/core/secret.h"
#include "base/numbers/msisdn.h"

namespace herlaad::store {

inline Durability::Thing ThingOf(OrderId order) { return order.value(); }
inline Durability::Thing ThingOf(Msisdn number) { return number.value(); }
inline Durability::Thing ThingOf(const Digest& secret) {
  return static_cast<Durability::Thing>(secret.low);
}

}  // namespace herlaad::store
