// A receipt as JSON.
#pragma once

#include <string>

#include "engine/ports/receipts.h"
#include "rules/orders/receipt.h"

namespace herlaad::http {

// `seller` is left out where nobody is named. `link` is behind its QR code, `id` the top-up's for
// who asks.
std::string RenderReceipt(const orders::Receipt& receipt, const engine::Seller& seller,
                          const std::string& link, const std::string& id);

}  // namespace herlaad::http
