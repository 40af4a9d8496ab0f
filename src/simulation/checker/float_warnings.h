// Warnings of low floats in the simulation: recounts from what was durably committed when a float
// fell below its level, and compares that with the messages that were written then and with the
// mails that arrived.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/ports/float_warnings.h"
#include "simulation/cluster.h"

namespace herlaad::simulation {

class FloatWarnings {
 public:
  explicit FloatWarnings(Cluster& cluster) : cluster_(cluster), stage_(cluster.stage) {}

  // Every dealer is warned from now on, without faults.
  void WarnAll(const std::vector<engine::ClientId>& dealers);
  // A durable commit.
  void OnCommit(const engine::WriteSet& writes);

  // Adds to the stage's broken promises where a crossing has no mail, or a mail no crossing.
  void Check() const;
  [[nodiscard]] std::size_t crossings() const { return written_.size(); }

 private:
  void CheckCommit(engine::ClientId dealer, std::int64_t after, const engine::WriteSet& writes);
  void CheckMail(outbox::MessageId id) const;

  Cluster& cluster_;
  Stage& stage_;
  std::vector<engine::ClientId> dealers_;
  std::set<outbox::MessageId> written_;
};

}  // namespace herlaad::simulation
