#include "api/http/staff/open_disputes.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <tuple>
#include <utility>

#include "domain/orders/disputes/dispute.h"
#include "engine/ports/disputed_orders.h"

namespace herlaad::http {
namespace {

using engine::DisputedOrder;

constexpr int kReadsMax = 10;  // of engine::kRowsMax rows

struct OpenRows {
  std::vector<DisputedOrder> rows;
  bool complete = true;
};

Result<OpenRows, engine::StoreError> ReadOpenRows(engine::Queries& queries) {
  OpenRows open;
  engine::RowQuery<DisputedOrder> query{.newest_first = true};
  for (int reads = 0; reads < kReadsMax; ++reads) {
    const auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (const DisputedOrder& row : *rows) {
      if (row.open) open.rows.push_back(row);
    }
    if (rows->size() < query.limit) return open;
    query.below = rows->back().order;
  }
  open.complete = false;
  return open;
}

// What is due first is kept. A row has the first deadline of all disputes of its order, so that the
// disputes themselves are put in order again.
void KeepMostUrgent(OpenRows& open) {
  const auto due = [](const DisputedOrder& row) {
    const bool has_none = row.due_at.ms == 0;
    return std::tuple(has_none ? std::numeric_limits<std::int64_t>::max() : row.due_at.ms,
                      row.order.value());
  };
  std::sort(open.rows.begin(), open.rows.end(),
            [&due](const auto& a, const auto& b) { return due(a) < due(b); });
  if (open.rows.size() <= kOpenDisputesMax) return;
  open.rows.resize(kOpenDisputesMax);
  open.complete = false;
}

bool IsOpen(const orders::Dispute& dispute) {
  return dispute.settled_at.ms == 0 && !orders::IsEnd(dispute.state);
}

void SortByUrgency(std::vector<OpenDispute>& disputes, Instant now) {
  const auto urgency = [now](const OpenDispute& open) {
    const orders::Dispute& dispute = open.dispute;
    const bool can_send = CanSendEvidence(dispute, now);
    const bool has_deadline = can_send && dispute.due_at.ms != 0;
    return std::tuple(has_deadline ? 0
                      : can_send   ? 1
                                   : 2,
                      has_deadline ? dispute.due_at.ms : dispute.created_at.ms, open.order.value(),
                      dispute.n);
  };
  std::sort(disputes.begin(), disputes.end(),
            [&urgency](const auto& a, const auto& b) { return urgency(a) < urgency(b); });
}

}  // namespace

bool CanSendEvidence(const orders::Dispute& dispute, Instant now) {
  return orders::WantsEvidence(dispute.state) && (dispute.due_at.ms == 0 || now < dispute.due_at);
}

Result<OpenDisputes, engine::StoreError> ReadOpenDisputes(engine::Queries& queries, Instant now) {
  auto open = ReadOpenRows(queries);
  if (!open.ok()) return Failure{open.error()};
  KeepMostUrgent(*open);
  OpenDisputes read;
  read.complete = open->complete;
  for (const DisputedOrder& row : open->rows) {
    const auto found = queries.FindOrder(row.order);
    if (!found.ok()) return Failure{found.error()};
    if (!*found) continue;
    const orders::Order& order = (*found)->order;
    for (const orders::Dispute& dispute : order.disputes) {
      if (IsOpen(dispute))
        read.disputes.push_back({order.id, dispute, order.terms.currency, order.IsTopup()});
    }
  }
  SortByUrgency(read.disputes, now);
  return read;
}

}  // namespace herlaad::http
