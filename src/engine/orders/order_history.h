// History of an order: requests, answers, notifications and decisions, with time and actor. For
// staff only; it contains neither the order's access code nor the payer's contact.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/core/instant.h"
#include "engine/ports/records.h"

namespace herlaad::engine {

struct HistoryEntry {
  Instant at{};            // 0: happened before times were stored
  std::string_view event;  // "payment_opened"; the API reference lists all
  // "payer", "admin", "client:cli_…", "worker", "gateway:<id>", "operator:<id>", or another actor
  // of the audit trail.
  std::string by;
  std::string detail;  // in English, may be empty

  friend bool operator==(const HistoryEntry&, const HistoryEntry&) = default;
};

// In order of time; entries without a time come last.
std::vector<HistoryEntry> HistoryOf(const OrderTrail& trail);

}  // namespace herlaad::engine
