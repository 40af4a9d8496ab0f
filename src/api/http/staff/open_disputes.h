// OpenDisputes: the disputes that have not ended, of all top-ups, the most urgent first.
#pragma once

#include <cstddef>
#include <vector>

#include "domain/orders/order.h"
#include "engine/ports/queries.h"

namespace herlaad::http {

struct OpenDispute {
  OrderId order;
  orders::Dispute dispute;
  Currency currency = Currency::kEur;
  bool has_evidence = false;  // evidence is made of top-ups only
};

struct OpenDisputes {
  std::vector<OpenDispute> disputes;
  bool complete = true;  // false: there are more than are read for a page
};
inline constexpr std::size_t kOpenDisputesMax = 200;  // of orders

// Whether the provider still takes our evidence or answer at `now`.
bool CanSendEvidence(const orders::Dispute& dispute, Instant now);

// Those for which evidence can be sent come first, by their deadline, and then those without one;
// the others follow, the oldest first. For a reader thread.
Result<OpenDisputes, engine::StoreError> ReadOpenDisputes(engine::Queries& queries, Instant now);

}  // namespace herlaad::http
