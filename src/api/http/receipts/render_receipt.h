// A receipt as JSON.
#pragma once

#include <string>

#include "domain/orders/receipts/receipt.h"
#include "engine/ports/receipt_renderer.h"

namespace herlaad::http {

// Leaves out `seller` if it has no name. `link` is the one in the QR code, `id` the top-up's for
// this client.
std::string RenderReceipt(const orders::Receipt& receipt, const engine::Seller& seller,
                          const std::string& link, const std::string& id);

}  // namespace herlaad::http
