// A receipt in words.
#pragma once

#include <string>

#include "engine/ports/receipts.h"

namespace herlaad::receipts {

// Pure: the same receipt, language, link and issuer give the same sheet.
engine::ReceiptSheet SheetOf(const orders::Receipt& receipt, messages::Language language,
                             const std::string& link, const engine::Issuer& issuer = {});

}  // namespace herlaad::receipts
