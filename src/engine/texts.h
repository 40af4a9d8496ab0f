// The texts that are sent to phones, in the language of the order and in letters that phones send
// cheaply.
#pragma once

#include <string>
#include <string_view>

#include "rules/orders/effect.h"
#include "rules/orders/order.h"

namespace herlaad::engine {

// What a text says beside the order.
struct TextFacts {
  std::string operator_name;  // as the catalogue has it
  std::string link;           // to the order's page; only in texts to the payer
  std::string help_phone;     // of those who look into orders; may be empty
};

// `kind` as in an effect's n. Empty when the order has no such news.
std::string TextAbout(const orders::Order& order, std::int32_t kind, const TextFacts& facts);

}  // namespace herlaad::engine
