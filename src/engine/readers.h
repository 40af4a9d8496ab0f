// Readers: threads that run queries for callers that must not block, such as the I/O thread.
// Bounded in the number of threads, of waiting readings, and in the time until an answer.
//
// The result of each reading is delivered exactly once to `then`: by the thread that ran the query;
// or, if it does not finish in time or no thread can begin it, as an error by another thread.
// Everything that depends on the result must therefore be done in `then`, never in `ask`.
//
// A store that cannot be reached on a second try either, or does not answer, is silent. Readings
// are then refused at once, and one of the threads probes the store until it answers again.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/core/instant.h"
#include "engine/monitoring/stats.h"
#include "engine/ports/queries.h"
#include "engine/reading.h"

namespace herlaad::engine {

class Readers {
 public:
  // Long readings leave threads to the others.
  enum class Length : std::uint8_t { kShort, kLong };

  struct Options {
    std::size_t threads = 4;
    std::size_t long_at_once = 2;     // fewer than threads
    std::size_t together_max = 16;    // waiting short readings that a thread takes at once
    std::size_t waiting_max = 4'096;  // kBusy beyond that
    Millis answer_within{1'850};      // from the request; checked every look_every
    Millis look_every{100};
    Millis probe_every{250};  // while the store is silent
  };

  // Called with an exception that a reading threw.
  using Report = std::function<void(const char* what)>;

  // `queries` and `stats` must outlive it.
  Readers(Queries& queries, Options options, Stats& stats, Report report);
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;
  ~Readers();  // calls Stop

  // Calls `ask` with the Queries on one of the threads; it returns a Result with a StoreError.
  // `then` is called with that result, or with the error why there is none. Thread-safe; `then` may
  // be called before this returns.
  template <class Ask, class Then>
  void Read(Ask ask, Then then, Length length = Length::kShort) {
    Post(std::make_shared<ReadingOf<Ask, Then>>(std::move(ask), std::move(then)), length);
  }

  // Like Read, for a thread that may block. A late `ask` keeps running, so it must own everything
  // it uses.
  template <class Ask>
  auto Call(Ask ask) {
    using Found = std::invoke_result_t<Ask&, Queries&>;
    const auto promise = std::make_shared<std::promise<Found>>();
    auto found = promise->get_future();
    Read(std::move(ask), [promise](Found result) { promise->set_value(std::move(result)); });
    return found.get();
  }

  // Refuses waiting and new readings, and waits for running ones.
  void Stop();

 private:
  using Time = std::chrono::steady_clock::time_point;
  using ReadingPtr = std::shared_ptr<Reading>;
  struct Posted {
    ReadingPtr reading;
    Time at{};
    Length length = Length::kShort;
  };
  using Some = std::vector<Posted>;
  using Refused = std::vector<ReadingPtr>;

  void Post(ReadingPtr reading, Length length);
  [[nodiscard]] bool MayWake();
  void Loop(Some& own);
  bool TakeNext(Some& next);
  void TakeShort(Some& next);
  [[nodiscard]] bool MayTakeLong() const;
  void Sleep(std::unique_lock<std::mutex>& lock);
  void DoAll(const Some& some);
  void Do(const Posted& posted);
  [[nodiscard]] bool StoreAnswers();
  void Probe(std::unique_lock<std::mutex>& lock);
  void FallSilent(Refused& refused);
  void RefuseAll(const Refused& readings, const StoreError& error) const;
  void WatchLoop();
  void TakeLate(Time before, Refused& silent, Refused& busy);
  static void TakeLate(std::deque<Posted>& waiting, Time before, Refused& late);
  static void TakeAll(std::deque<Posted>& waiting, Refused& refused);
  void NoteWaiting();

  Queries& queries_;
  const Options options_;
  Stats& stats_;
  const Report report_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable watch_;
  std::deque<Posted> short_;
  std::deque<Posted> long_;
  std::vector<Some> under_way_;  // of each thread, empty while it is idle
  std::size_t long_under_way_ = 0;
  std::size_t sleeping_ = 0;
  bool waking_ = false;              // a thread was woken and is not awake yet
  std::atomic<bool> silent_{false};  // written under the lock
  bool probing_ = false;
  Time next_probe_{};
  bool stopping_ = false;
  std::vector<std::thread> threads_;
  std::thread watcher_;
};

}  // namespace herlaad::engine
