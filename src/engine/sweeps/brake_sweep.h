// BrakeSweep: deletes what fraud brakes no longer need; see commands/brakes/forget_braked.h.
// Bounded: a chunk at a time with a pause after it. Several nodes may sweep at once.
#pragma once

#include <functional>
#include <optional>

#include "engine/batches/batch.h"
#include "engine/ports/queries.h"
#include "engine/sweeps/sweep_thread.h"

namespace herlaad::engine {

class BrakeSweep {
 public:
  struct Options {
    std::size_t rows = 100;        // of a chunk, at most kForgottenMax
    Millis pause{250};             // after each chunk
    Millis pass_every{3'600'000};  // from the end of a pass to the next
  };
  using Submit = std::function<bool(Submitted)>;  // as Engine::Submit

  BrakeSweep(Queries& queries, Submit submit, Options options);

  void Start(Clock& clock);
  void Stop();

  // One chunk at `now`; the wait until the next call. What it submits may be decided later.
  Millis Step(Instant now);

 private:
  // False once every row of this kind was read, or nothing can be read or submitted.
  template <class Row>
  bool Forget(std::optional<Key<Row>>& from, bool oldest_first, Instant now);

  Queries& queries_;
  const Submit submit_;
  const Options options_;
  int stage_ = 0;  // of a pass: counters, blocks, traces, stops
  std::optional<brakes::SubjectId> from_subject_;
  std::optional<OrderId> from_order_;

  SweepThread thread_;  // last: it ends before what its steps use
};

}  // namespace herlaad::engine
