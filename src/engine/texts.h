// The texts that are sent to phones, in the language of the order.
#pragma once

#include <string>

#include "rules/orders/effect.h"
#include "rules/orders/order.h"

namespace herlaad::engine {

// `kind` as in an effect's n. Empty when the order has no such news.
std::string TextAbout(const orders::Order& order, std::int32_t kind);

}  // namespace herlaad::engine
