// What happened to an order, from its placing to its end: asked, answered, told, decided, when and
// by whom. For the people who have to explain it, never for the payer: nothing that opens the order
// or says where the payer can be reached is in it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/core/instant.h"
#include "engine/ports/records.h"

namespace herlaad::engine {

struct HistoryEntry {
  Instant at{};            // 0: happened before its time was kept
  std::string_view event;  // "payment_opened": the API's description lists them
  // "payer", "admin", "key:key_…", "worker", "gateway:<id>", "operator:<id>" or who else the audit
  // trail names.
  std::string by;
  std::string detail;  // in English, may be empty

  friend bool operator==(const HistoryEntry&, const HistoryEntry&) = default;
};

// The earliest first, those without a time last.
std::vector<HistoryEntry> HistoryOf(const OrderTrail& trail);

}  // namespace herlaad::engine
