// Updates the order metrics of /metrics from commits.
#pragma once

#include "engine/batches/batch.h"
#include "engine/monitoring/stats.h"

namespace herlaad::engine {

class StatsListener final : public CommitListener {
 public:
  explicit StatsListener(Stats& stats) : stats_(stats) {}
  void OnCommit(const WriteSet& writes, Instant now) override;

 private:
  Stats& stats_;
};

}  // namespace herlaad::engine
