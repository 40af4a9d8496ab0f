// Draws evidence on A4 pages: headings and labelled lines, none of them across two pages. An
// address is one that can be opened, on one line if it is legible so, and has a QR code for paper.
#pragma once

#include "adapters/receipts/drawing_page.h"

namespace herlaad::receipts {

inline constexpr double kDocumentWidth = 595;  // A4
inline constexpr double kDocumentHeight = 842;

// Draws the document, one page below the other, and returns the height used.
double DrawDocument(const engine::EvidenceDocument& document, const engine::Issuer& issuer,
                    DrawingPage& page);

}  // namespace herlaad::receipts
