// Logs orders that need a review or whose money is in an unknown state, and queues that are
// overdue, and what the lapse sweep did. By the order's reference; never with a number.
#pragma once

#include "apps/herlaad/server/log.h"
#include "engine/batches/batch.h"
#include "engine/monitoring/queue_watch.h"
#include "engine/outbox/message_workers.h"
#include "engine/sweeps/gateway_sweep.h"
#include "engine/sweeps/lapse_sweep.h"

namespace herlaad::app {

class OrderLog final : public engine::CommitListener {
 public:
  explicit OrderLog(Log& log) : log_(log) {}
  void OnCommit(const engine::WriteSet& writes, Instant now) override;

 private:
  Log& log_;
};

// For QueueWatch.
void LogQueue(Log& log, std::string_view queue, bool still, Instant due_since);

// For MessageWorkers.
void LogUnsent(Log& log, const engine::MessageWorkers::Unsent& unsent);

// For LapseSweep: counts only, and only of passes that posted something.
void LogSweep(Log& log, const engine::LapseSweep::Pass& pass);

// For GatewaySweep: what a gateway lists and no callback told of.
void LogFound(Log& log, const std::string& gateway, const engine::PaymentNews& news,
              orders::EventOutcome outcome);

}  // namespace herlaad::app
