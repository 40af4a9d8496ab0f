// Engine: decides submitted commands in batches, in order of arrival, and makes them durable. One
// thread decides and commits; another, the durability thread, waits for the disk and answers. The
// next batch is already decided while the previous one becomes durable.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/batches/batch.h"
#include "engine/monitoring/stats.h"

namespace herlaad::engine {

class Engine {
 public:
  struct Options {
    std::size_t queue_max = 4'096;  // limit for commands from outside
    std::size_t reserve = 1'024;    // additional room for outbox workers and administrators only
    std::size_t batch_max = 256;
    std::size_t not_durable_max = 2;  // batches that may wait for the disk
    Millis queue_wait{15'000};        // a command not begun by then is refused
    // Called once, from the durability thread, if the disk failed to keep what was written. Its
    // contents are then unknown, so the process must restart; the engine accepts no more commands.
    std::function<void()> on_lost = {};
    StoreWatch* watch = nullptr;  // the runner's; checked while the store is silent
  };

  Engine(BatchRunner& runner, Store& store, Clock& clock, Options options, Stats& stats);
  ~Engine();

  void Start();
  // Accepts no more commands, finishes those it has, and returns.
  void Stop();

  // False if the queue is full or the engine is stopping: nothing was done, nobody is told, and the
  // client should retry. Otherwise whoever submitted it is told once, from a thread of the engine,
  // after the decision is durable; or kUnavailable with nothing changed, if the store was silent
  // for options.queue_wait before the command was begun.
  [[nodiscard]] bool Submit(Submitted submitted);
  // The same for a command with what is called once: `done` takes an Answered<> of the command's
  // result and the order as committed; see Submission::Tell.
  template <class C, class Done = Unheard>
  [[nodiscard]] bool Submit(std::unique_ptr<C> command, Done done = {}) {
    return Submit(Submitted(std::move(command), std::move(done)));
  }
  // Like Submit, with another queue_wait.
  template <class C, class Done>
  [[nodiscard]] bool SubmitFor(Millis queue_wait, std::unique_ptr<C> command, Done done) {
    return SubmitFor(queue_wait, Submitted(std::move(command), std::move(done)));
  }
  // Like Submit, but may use the reserve and waits for room and for its turn without limit, so that
  // work that was begun can be finished. False only if the engine is stopping. Not from the
  // engine's own threads.
  template <class C, class Done>
  [[nodiscard]] bool SubmitWaiting(std::unique_ptr<C> command, Done done) {
    return SubmitWaiting(Submitted(std::move(command), std::move(done)));
  }

  // Submits and waits. kUnavailable if the command was not accepted. Not from the engine's own
  // threads.
  template <class C>
  AnsweredTo<C> Call(std::unique_ptr<C> command) {
    std::promise<AnsweredTo<C>> promise;
    auto future = promise.get_future();
    const bool taken = SubmitWaiting(std::move(command),
                                     [&promise](const AnsweredTo<C>& answered, const OrderRecord*) {
                                       promise.set_value(answered);
                                     });
    if (!taken) return Fault::kUnavailable;
    return future.get();
  }

 private:
  [[nodiscard]] bool SubmitFor(Millis queue_wait, Submitted submitted);
  [[nodiscard]] bool SubmitWaiting(Submitted submitted);
  void Push(std::unique_lock<std::mutex>& lock, Submitted submitted);
  void Loop();
  std::vector<Submitted> TakeBatch();
  void Run(std::vector<Submitted> batch);
  void Keep(std::unique_ptr<DecidedBatch> batch);
  void DurabilityLoop();
  void Refuse();
  void RefuseOverdue();
  void ForgetIdempotencyRecords();
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

  std::mutex not_durable_mutex_;
  std::condition_variable not_durable_changed_;
  std::vector<std::unique_ptr<DecidedBatch>> not_durable_;  // committed, waiting for the disk
  std::size_t becoming_durable_ = 0;                        // batches being synced or answered
  bool no_more_ = false;

  std::thread thread_;
  std::thread durability_thread_;
};

}  // namespace herlaad::engine
