#include "engine/readers.h"

#include <algorithm>
#include <exception>

#include "base/core/check.h"
#include "base/core/short_slices.h"
#include "base/core/thread_name.h"

namespace herlaad::engine {
namespace {

using Kind = StoreError::Kind;

// Any setting name will do.
constexpr std::string_view kProbe = "probe";

StoreError Silent() { return {Kind::kUnavailable, "the database does not answer"}; }
StoreError Full() { return {Kind::kBusy, "too many reads are waiting"}; }
StoreError Ended() { return {Kind::kUnavailable, "the server is stopping"}; }

}  // namespace

Readers::Readers(Queries& queries, Options options, Stats& stats, Report report)
    : queries_(queries),
      options_(options),
      stats_(stats),
      report_(std::move(report)),
      under_way_(options.threads) {
  CHECK(options.long_at_once < options.threads, "long readings leave a thread for short ones");
  for (Some& own : under_way_) {
    threads_.emplace_back([this, &own] {
      NameThisThread("reader");
      AskForShortSlices();
      Loop(own);
    });
  }
  watcher_ = std::thread([this] { WatchLoop(); });
}

Readers::~Readers() { Stop(); }

void Readers::RefuseAll(const Refused& readings, const StoreError& error) const {
  for (const ReadingPtr& reading : readings) {
    try {
      const GiveUpOnMistakes scope;
      reading->Refuse(error);
    } catch (const std::exception& problem) {
      report_(problem.what());
    }
  }
}

void Readers::Stop() {
  Refused refused;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    TakeAll(short_, refused);
    TakeAll(long_, refused);
  }
  wake_.notify_all();
  watch_.notify_all();
  RefuseAll(refused, Ended());
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  if (watcher_.joinable()) watcher_.join();
}

void Readers::Post(ReadingPtr reading, Length length) {
  std::unique_lock lock(mutex_);
  if (stopping_ || silent_ || short_.size() + long_.size() >= options_.waiting_max) {
    const StoreError error = stopping_ ? Ended() : silent_ ? Silent() : Full();
    lock.unlock();
    stats_.reads_refused.Add(1);
    return reading->Refuse(error);
  }
  auto& waiting = length == Length::kShort ? short_ : long_;
  waiting.push_back({std::move(reading), std::chrono::steady_clock::now(), length});
  NoteWaiting();
  const bool wake = MayWake();
  lock.unlock();
  if (wake) wake_.notify_one();
}

// One wake-up at a time: a woken thread wakes the next one while there is more to do, so that
// posting many readings costs one wake-up each.
bool Readers::MayWake() {
  if (sleeping_ == 0 || waking_) return false;
  return waking_ = true;
}

void Readers::NoteWaiting() {
  stats_.reads_waiting.Set(static_cast<std::int64_t>(short_.size() + long_.size()));
}

void Readers::Loop(Some& own) {
  Some taken;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (silent_.load() && !probing_ && std::chrono::steady_clock::now() >= next_probe_) {
      Probe(lock);
      continue;
    }
    if (!TakeNext(taken)) {
      Sleep(lock);
      continue;
    }
    own = taken;
    const bool wake = (MayTakeLong() || !short_.empty()) && MayWake();
    lock.unlock();
    if (wake) wake_.notify_one();
    DoAll(taken);
    lock.lock();
    own.clear();
    if (taken.front().length == Length::kLong) --long_under_way_;
    lock.unlock();
    taken.clear();  // frees what the readings hold while the lock is not held
    lock.lock();
  }
}

bool Readers::MayTakeLong() const {
  return !long_.empty() && long_under_way_ < options_.long_at_once;
}

// Takes the reading that has waited longest; short ones with their share of the others.
bool Readers::TakeNext(Some& next) {
  const bool is_long = MayTakeLong() && (short_.empty() || long_.front().at < short_.front().at);
  if (is_long) {
    next.push_back(std::move(long_.front()));
    long_.pop_front();
    ++long_under_way_;
  } else {
    TakeShort(next);
  }
  NoteWaiting();
  return !next.empty();
}

// Few readings are spread over the threads, many are read together.
void Readers::TakeShort(Some& next) {
  const std::size_t share = (short_.size() + options_.threads - 1) / options_.threads;
  for (std::size_t n = std::min(share, options_.together_max); n > 0; --n) {
    next.push_back(std::move(short_.front()));
    short_.pop_front();
  }
}

void Readers::Sleep(std::unique_lock<std::mutex>& lock) {
  ++sleeping_;
  if (silent_ && !probing_) {
    wake_.wait_until(lock, next_probe_);
  } else {
    wake_.wait(lock);
  }
  --sleeping_;
  waking_ = false;
}

void Readers::DoAll(const Some& some) {
  if (some.size() == 1) return Do(some.front());
  queries_.Together([&] {
    for (const Posted& posted : some) {
      if (silent_.load()) {
        RefuseAll({posted.reading}, Silent());
      } else if (!posted.reading->is_told()) {
        Do(posted);
      }
    }
  });
}

void Readers::Do(const Posted& posted) {
  bool reached = true;
  try {
    const GiveUpOnMistakes scope;
    reached = posted.reading->Do(queries_);
  } catch (const std::exception& problem) {
    report_(problem.what());
    RefuseAll({posted.reading}, {Kind::kWrong, problem.what()});
  }
  const auto took = std::chrono::steady_clock::now() - posted.at;
  stats_.read_us.Observe(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
  // Only this thread's connection may have failed.
  if (reached || StoreAnswers()) return;
  Refused refused;
  {
    const std::lock_guard lock(mutex_);
    FallSilent(refused);
  }
  RefuseAll(refused, Silent());
}

void Readers::FallSilent(Refused& refused) {
  if (!silent_) next_probe_ = std::chrono::steady_clock::now();
  silent_ = true;
  TakeAll(short_, refused);
  TakeAll(long_, refused);
  NoteWaiting();
  wake_.notify_all();  // a thread without a deadline must be woken to probe
}

bool Readers::StoreAnswers() {
  const auto found = queries_.FindSetting(kProbe);
  return found.ok() || found.error().kind != Kind::kUnavailable;
}

void Readers::Probe(std::unique_lock<std::mutex>& lock) {
  probing_ = true;
  lock.unlock();
  const bool answers = StoreAnswers();
  lock.lock();
  probing_ = false;
  silent_ = !answers;
  next_probe_ = std::chrono::steady_clock::now() + options_.probe_every;
}

void Readers::WatchLoop() {
  std::unique_lock lock(mutex_);
  while (!watch_.wait_for(lock, options_.look_every, [this] { return stopping_; })) {
    Refused silent;
    Refused busy;
    TakeLate(std::chrono::steady_clock::now() - options_.answer_within, silent, busy);
    if (silent.empty() && busy.empty()) continue;
    lock.unlock();
    stats_.reads_late.Add(static_cast<std::int64_t>(silent.size() + busy.size()));
    RefuseAll(silent, Silent());
    RefuseAll(busy, Full());
    lock.lock();
  }
}

// A reading that runs for so long waits for the store; one that only waited may have waited for
// other readings.
void Readers::TakeLate(Time before, Refused& silent, Refused& busy) {
  for (const Some& some : under_way_) {
    for (const Posted& posted : some) {
      if (posted.at < before && !posted.reading->is_told()) silent.push_back(posted.reading);
    }
  }
  if (!silent.empty()) return FallSilent(silent);
  TakeLate(short_, before, busy);
  TakeLate(long_, before, busy);
}

void Readers::TakeLate(std::deque<Posted>& waiting, Time before, Refused& late) {
  while (!waiting.empty() && waiting.front().at < before) {
    late.push_back(std::move(waiting.front().reading));
    waiting.pop_front();
  }
}

void Readers::TakeAll(std::deque<Posted>& waiting, Refused& refused) {
  for (Posted& posted : waiting) refused.push_back(std::move(posted.reading));
  waiting.clear();
}

}  // namespace herlaad::engine
