// Engine: one thread that turns submitted commands into durable state, a batch at a time, in the
// order in which they came.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/batch.h"
#include "engine/stats.h"

namespace herlaad::engine {

class Engine {
 public:
  struct Options {
    std::size_t queue_max = 4'096;  // commands from outside that may wait
    std::size_t reserve = 1'024;    // more that only couriers and administrators may use
    std::size_t batch_max = 256;
  };

  Engine(BatchRunner& runner, Store& store, Clock& clock, Options options, Stats& stats);
  ~Engine();

  void Start();
  // Takes no more commands, finishes those it has, and returns.
  void Stop();

  // False, with nothing done and `done` never called, when the queue is full or the engine is
  // stopping: tell the caller to come back. Otherwise `done` is called once, from the engine's
  // thread, after the decision is durable.
  [[nodiscard]] bool Submit(std::unique_ptr<Command> command, Done done);
  // The same with a right to the reserve, and waiting for room: work that was begun must be able to
  // end. False only when the engine is stopping. Not from the engine's own thread.
  [[nodiscard]] bool SubmitWaiting(std::unique_ptr<Command> command, Done done);

  // Submits and waits. kUnavailable when it was not taken. Not from the engine's own thread.
  Answer Call(std::unique_ptr<Command> command);

 private:
  void Push(std::unique_lock<std::mutex>& lock, std::unique_ptr<Command> command, Done done);
  void Loop();
  std::vector<Submitted> TakeBatch();
  void ForgetClaims();

  BatchRunner& runner_;
  Store& store_;
  Clock& clock_;
  Options options_;
  Stats& stats_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable room_;
  std::vector<Submitted> queue_;
  bool stopping_ = false;
  bool sleeping_ = false;
  Instant next_forgetting_{};
  std::thread thread_;
};

}  // namespace herlaad::engine
