// Draws a receipt: as wide as a postcard, as long as necessary.
#pragma once

#include "adapters/receipts/drawing_page.h"

namespace herlaad::receipts {

inline constexpr double kPaperWidth = 298;    // 105 mm
inline constexpr double kPixelsPerPoint = 3;  // 894 wide: sharp on a phone and on paper

// Draws the view and returns the height used.
double DrawView(const engine::ReceiptView& view, DrawingPage& page);

}  // namespace herlaad::receipts
