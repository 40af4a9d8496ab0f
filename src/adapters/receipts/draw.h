// The one drawing of a receipt: as wide as a postcard, as long as it needs to be.
#pragma once

#include "adapters/receipts/canvas.h"

namespace herlaad::receipts {

inline constexpr double kPaperWidth = 298;    // 105 mm
inline constexpr double kPixelsPerPoint = 3;  // 894 wide: sharp on a telephone, and on paper

// Draws the sheet and gives the height it used.
double DrawSheet(const engine::ReceiptSheet& sheet, Canvas& canvas);

}  // namespace herlaad::receipts
