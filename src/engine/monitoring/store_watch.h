// StoreWatch: tracks whether the store can be used, from the experience of its users. An outage is
// reported once when it begins and once when it ends, whatever fails in between. Thread-safe.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "base/core/instant.h"
#include "engine/monitoring/stats.h"

namespace herlaad::engine {

class StoreWatch {
 public:
  using Steady = std::chrono::steady_clock::time_point;

  // A store that does not answer for this long counts as unavailable.
  static constexpr Millis kSilence{2'000};

  // Called with a lock held: must be quick and must not call the watch.
  struct Listener {
    std::function<void(const std::string& reason)> on_outage;  // the database's own message
    std::function<void(Millis lasted)> on_end;
  };

  // `available` is set to 1, and to 0 during an outage; `failures` counts failed calls.
  StoreWatch(Gauge& available, Counter& failures, Listener listener)
      : available_(available), failures_(failures), listener_(std::move(listener)) {}

  void Asked();                                 // a call to the store begins
  void Answered();                              // it answered: ends an outage unless writing failed
  void Written();                               // a change was committed: ends any outage
  void CannotReach(const std::string& reason);  // a call failed
  void CannotWrite(const std::string& reason);  // ends only after a successful write
  // To be called regularly from a thread that does not wait for the store.
  void LookForSilence(Steady now = std::chrono::steady_clock::now());

  [[nodiscard]] bool in_outage() const { return available_.Value() == 0; }

 private:
  enum class Trouble { kNone, kUnreached, kUnwritten };

  void Fail(Trouble trouble, const std::string& reason);
  void Begin(Trouble trouble, const std::string& reason);
  void End();

  Gauge& available_;
  Counter& failures_;
  const Listener listener_;
  std::mutex mutex_;
  Trouble trouble_ = Trouble::kNone;
  Steady since_{};
  std::optional<Steady> asked_;
};

}  // namespace herlaad::engine
