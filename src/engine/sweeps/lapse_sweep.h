// LapseSweep: walks all numbers in the order of their keys, pass after pass, and has what lapsed of
// their credit posted (commands/sims/lapse_credit.h), so that it does not wait for a top-up.
// Bounded: a chunk of rows is read at a time, with a pause after it, and the next one not before
// the engine has answered for this one. It needs no index, and keeps nothing between two runs of
// the process: a new one begins with the first number. Several nodes may sweep at once; each lapse
// is posted once, because the command is decided over the number's row.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "domain/catalogue/catalogue.h"
#include "engine/batches/batch.h"
#include "engine/monitoring/stats.h"
#include "engine/ports/queries.h"
#include "engine/sweeps/sweep_thread.h"

namespace herlaad::engine {

class LapseSweep {
 public:
  struct Options {
    std::size_t rows = 500;      // of a chunk, at most kSubscribersMax
    Millis pause{250};           // after each chunk: at most 2,000 numbers a second
    Millis pass_every{900'000};  // from the end of a pass to the next
    Millis retry{5'000};         // after the store could not be read, or the engine took no more
  };
  // As Engine::Submit.
  using Submit = std::function<bool(Submitted)>;
  struct Pass {
    std::int64_t numbers = 0;  // read
    std::int64_t posted = 0;   // of them, those of which something had lapsed
    std::string problem;       // why it does not get on: a row that cannot be read
  };
  // Called at the end of each pass, and when one meets such a row, from the thread of Step.
  using Report = std::function<void(const Pass&)>;

  // The references must outlive it; `stats` also the engine.
  LapseSweep(Queries& queries, const catalogue::Catalogue& catalogue, Submit submit,
             Options options, Report report, Stats& stats);
  LapseSweep(const LapseSweep&) = delete;
  LapseSweep& operator=(const LapseSweep&) = delete;

  void Start(Clock& clock);
  // Ends after the chunk being read; what was submitted is still decided.
  void Stop();

  struct Next {
    Millis wait{0};  // until Step is to be called again
    bool is_pass_over = false;
  };
  // One chunk at `now`; the thread that Start creates repeats it. After an error it goes on where
  // it was. Not from the engine's own threads.
  Next Step(Instant now);

 private:
  // What answers change, which may come after the sweep has ended.
  struct Answers {
    std::atomic<std::int64_t> awaited{0};
    std::atomic<std::int64_t> posted{0};
  };
  bool Post(Msisdn msisdn);
  Next OnError(const StoreError& error);
  Next EndPass();

  Queries& queries_;
  const catalogue::Catalogue& catalogue_;
  const Submit submit_;
  const Options options_;
  const Report report_;
  Stats& stats_;
  std::optional<Msisdn> after_;  // the last number swept in this pass
  std::int64_t numbers_ = 0;     // swept in this pass
  bool at_end_ = false;
  std::string problem_;  // reported
  std::shared_ptr<Answers> answers_ = std::make_shared<Answers>();

  SweepThread thread_;  // last: it ends before what its steps use
};

}  // namespace herlaad::engine
