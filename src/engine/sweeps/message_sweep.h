// MessageSweep: deletes outbox messages of other owners than orders once they ended
// outbox::kFinishedKept ago. Bounded: it reads from the oldest message on, a chunk at a time with a
// pause after it, and stops at the first one that is too young, whatever its state. Several nodes
// may sweep at once.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "engine/batches/batch.h"
#include "engine/monitoring/stats.h"
#include "engine/ports/queries.h"
#include "engine/sweeps/sweep_thread.h"

namespace herlaad::engine {

class MessageSweep {
 public:
  struct Options {
    std::size_t rows = 100;      // of a chunk, at most kDeletedMax
    Millis pause{250};           // after each chunk
    Millis pass_every{600'000};  // from the end of a pass to the next
  };
  // As Engine::Submit.
  using Submit = std::function<bool(Submitted)>;

  // The references must outlive it; `stats` also the engine.
  MessageSweep(Queries& queries, Submit submit, Options options, Stats& stats);

  void Start(Clock& clock);
  void Stop();

  // One chunk at `now`; the wait until the next call. What it submits may be decided later.
  Millis Step(Instant now);

 private:
  Millis EndPass();

  Queries& queries_;
  const Submit submit_;
  const Options options_;
  Stats& stats_;
  std::optional<outbox::MessageId> from_;  // where this pass goes on

  SweepThread thread_;  // last: it ends before what its steps use
};

}  // namespace herlaad::engine
