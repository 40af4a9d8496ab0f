// A receipt in words.
#pragma once

#include <string>

#include "engine/ports/receipts.h"

namespace herlaad::receipts {

// Pure: the same receipt, language, link and seller give the same sheet.
engine::ReceiptSheet SheetOf(const orders::Receipt& receipt, messages::Language language,
                             const std::string& link, const engine::Seller& seller = {});

}  // namespace herlaad::receipts
