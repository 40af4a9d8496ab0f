// A receipt as JSON.
#pragma once

#include <string>

#include "domain/orders/receipt.h"
#include "engine/ports/receipt_renderer.h"

namespace herlaad::http {

// `seller` is left out where nobody is named. `link` is behind its QR code, `id` the top-up's for
// who asks.
std::string RenderReceipt(const orders::Receipt& receipt, const engine::Seller& seller,
                          const std::string& link, const std::string& id);

}  // namespace herlaad::http
