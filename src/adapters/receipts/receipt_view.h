// The texts of a receipt.
#pragma once

#include <string>

#include "engine/ports/receipt_renderer.h"

namespace herlaad::receipts {

// Pure: the same receipt, language, link and issuer give the same view.
engine::ReceiptView ViewOf(const orders::Receipt& receipt, messages::Language language,
                           const std::string& link, const engine::Issuer& issuer = {});

}  // namespace herlaad::receipts
