// The QR code of a link.
#pragma once

#include <string>

#include "engine/ports/receipt_renderer.h"

namespace herlaad::receipts {

// Stays readable with about a seventh of it damaged. CHECKs that the text fits, which a receipt's
// link always does.
engine::QrCode QrOf(const std::string& text);

}  // namespace herlaad::receipts
