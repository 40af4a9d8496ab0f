// Texts (SMS) in the language of the order, limited to characters that fit the cheap alphabet where
// possible.
#pragma once

#include <string>
#include <string_view>

#include "domain/orders/order.h"
#include "domain/orders/outbox/outbox_message.h"

namespace herlaad::engine {

// Facts for a text that are not part of the order.
struct TextFacts {
  std::string operator_name;  // as in the catalogue
  std::string link;           // to the order's page; only in texts to the payer
  std::string help_phone;     // of the support contact; may be empty
};

// `kind` is the n of an outbox message. Empty if it does not apply to the order.
std::string TextAbout(const orders::Order& order, std::int32_t kind, const TextFacts& facts);

}  // namespace herlaad::engine
