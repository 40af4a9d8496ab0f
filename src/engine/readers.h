// Readers: a few threads that read for whoever must not wait for a disk or a database, the I/O
// thread above all. Bounded in every way: so many threads, so many readings that wait, so long an
// answer may take.
//
// Each reading is told what came of it once: by the thread that did it; or, when that does not come
// back in time or nobody can begin with it, by another thread, as an error. What is told to Then is
// therefore all there is to tell, and whatever follows from a reading is done there and never in
// Ask.
//
// A store that cannot be reached, also when it is tried once more, or says nothing, is silent. From
// then on readings are refused at once, and one of the threads looks now and then whether it speaks
// again.
#pragma once

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
#include "engine/ports/queries.h"
#include "engine/reading.h"
#include "engine/stats.h"

namespace herlaad::engine {

class Readers {
 public:
  // Long ones leave threads to the others.
  enum class Length : std::uint8_t { kShort, kLong };

  struct Options {
    std::size_t threads = 4;
    std::size_t long_at_once = 2;     // fewer than threads
    std::size_t waiting_max = 4'096;  // kBusy beyond
    Millis answer_within{1'850};      // from asking; looked at every look_every
    Millis look_every{100};
    Millis probe_every{250};  // while the store is silent
  };

  // Told of an exception that came out of a reading.
  using Report = std::function<void(const char* what)>;

  // `queries` and `stats` outlive it.
  Readers(Queries& queries, Options options, Stats& stats, Report report);
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;
  ~Readers();  // as Stop

  // `ask` is called with the Queries on one of the threads and gives a Result with a StoreError;
  // `then` is called with that, or with the reason that there is none. Any thread; `then` may be
  // called before this returns.
  template <class Ask, class Then>
  void Read(Ask ask, Then then, Length length = Length::kShort) {
    Post(std::make_shared<ReadingOf<Ask, Then>>(std::move(ask), std::move(then)), length);
  }

  // The same for a thread that may wait. What is late goes on asking: `ask` holds all it needs.
  template <class Ask>
  auto Call(Ask ask) {
    using Found = std::invoke_result_t<Ask&, Queries&>;
    const auto promise = std::make_shared<std::promise<Found>>();
    auto found = promise->get_future();
    Read(std::move(ask), [promise](Found result) { promise->set_value(std::move(result)); });
    return found.get();
  }

  // Refuses what waits and all that comes, and waits for what is under way.
  void Stop();

 private:
  using Time = std::chrono::steady_clock::time_point;
  using ReadingPtr = std::shared_ptr<Reading>;
  struct Posted {
    ReadingPtr reading;
    Time at{};
    Length length = Length::kShort;
  };
  using Refused = std::vector<ReadingPtr>;

  void Post(ReadingPtr reading, Length length);
  [[nodiscard]] bool MayWake();
  void Loop(Posted& own);
  bool TakeNext(Posted& next);
  [[nodiscard]] bool MayTakeLong() const;
  void Sleep(std::unique_lock<std::mutex>& lock);
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
  std::vector<Posted> under_way_;  // one a thread, and empty while it does nothing
  std::size_t long_under_way_ = 0;
  std::size_t sleeping_ = 0;
  bool waking_ = false;  // somebody was woken and is not awake yet
  bool silent_ = false;
  bool probing_ = false;
  Time next_probe_{};
  bool stopping_ = false;
  std::vector<std::thread> threads_;
  std::thread watcher_;
};

}  // namespace herlaad::engine
