// Engine: turns submitted commands into durable state, a batch at a time, in the order in which
// they came. One thread decides and commits; another, the keeper, waits for the disk and answers.
// While one batch becomes durable the next is decided already, on top of it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
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
    std::size_t unkept_max = 2;  // batches that may wait for the disk
    Millis queue_wait{15'000};   // what was not begun for so long is refused
    // The disk did not keep what was written, and nobody knows what of it is there: the process
    // must begin anew. Called once, from the keeper's thread; the engine takes nothing any more.
    std::function<void()> on_lost = {};
    StoreWatch* watch = nullptr;  // the runner's; looked at while the store is silent
  };

  Engine(BatchRunner& runner, Store& store, Clock& clock, Options options, Stats& stats);
  ~Engine();

  void Start();
  // Takes no more commands, finishes those it has, and returns.
  void Stop();

  // False, with nothing done and `done` never called, when the queue is full or the engine is
  // stopping: tell the caller to come back. Otherwise `done` is called once, from a thread of the
  // engine, after the decision is durable; or with kUnavailable, surely with nothing done, when the
  // store was silent for options.queue_wait before its turn came.
  [[nodiscard]] bool Submit(std::unique_ptr<Command> command, Done done);
  // The same with a wait of its own.
  [[nodiscard]] bool SubmitFor(Millis queue_wait, std::unique_ptr<Command> command, Done done);
  // The same with a right to the reserve, and waiting for room and for its turn, however long: work
  // that was begun must be able to end. False only when the engine is stopping. Not from the
  // engine's own threads.
  [[nodiscard]] bool SubmitWaiting(std::unique_ptr<Command> command, Done done);

  // Submits and waits. kUnavailable when it was not taken. Not from the engine's own threads.
  Answer Call(std::unique_ptr<Command> command);

 private:
  void Push(std::unique_lock<std::mutex>& lock, Submitted submitted);
  void Loop();
  std::vector<Submitted> TakeBatch();
  void Run(std::vector<Submitted> batch);
  void Keep(std::unique_ptr<DecidedBatch> batch);
  void KeepLoop();
  void Refuse();
  void RefuseOverdue();
  void ForgetClaims();
  void LookAtStore(bool idle);

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
  std::chrono::steady_clock::time_point next_look_{};  // at the store

  std::mutex unkept_mutex_;
  std::condition_variable unkept_changed_;
  std::vector<std::unique_ptr<DecidedBatch>> unkept_;  // committed, waiting for the disk
  std::size_t being_kept_ = 0;                         // no more in unkept_, not yet answered
  bool no_more_ = false;

  std::thread thread_;
  std::thread keeper_;
};

}  // namespace herlaad::engine
