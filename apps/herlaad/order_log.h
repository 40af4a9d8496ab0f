// The lines of the log that tell of money which needs a person, or of which nobody knows where it
// is, and of queues in which it waits. By the order's reference; never with a number.
#pragma once

#include "apps/herlaad/log.h"
#include "engine/batch.h"
#include "engine/queue_watch.h"

namespace herlaad::app {

class OrderLog final : public engine::CommitListener {
 public:
  explicit OrderLog(Log& log) : log_(log) {}
  void OnCommit(const engine::WriteSet& writes, Instant now) override;

 private:
  Log& log_;
};

// As QueueWatch reports it.
void LogQueue(Log& log, std::string_view queue, bool still, Instant due_since);

}  // namespace herlaad::app
