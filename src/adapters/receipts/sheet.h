// A receipt in words.
#pragma once

#include <string>

#include "engine/ports/receipts.h"

namespace herlaad::receipts {

// Pure: the same receipt, language and link give the same sheet.
engine::ReceiptSheet SheetOf(const orders::Receipt& receipt, messages::Language language,
                             const std::string& link);

}  // namespace herlaad::receipts
