// A receipt as JSON.
#pragma once

#include <string>

#include "rules/orders/receipt.h"

namespace herlaad::http {

// `link` is behind its QR code, `id` the top-up's for who asks.
std::string RenderReceipt(const orders::Receipt& receipt, const std::string& link,
                          const std::string& id);

}  // namespace herlaad::http
