// StoreWatch: whether the store can be used, as those who use it find out. An outage is said once
// when it begins, whatever fails meanwhile, and once when it is over. Safe from any thread.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "base/core/instant.h"
#include "engine/stats.h"

namespace herlaad::engine {

class StoreWatch {
 public:
  using Steady = std::chrono::steady_clock::time_point;

  // A store that has not answered for so long counts as gone.
  static constexpr Millis kSilence{2'000};

  // Called while others wait: must be quick, and must not call the watch.
  struct Listener {
    std::function<void(const std::string& reason)> on_outage;  // in the database's own words
    std::function<void(Millis lasted)> on_end;
  };

  // `available` is 1, and 0 during an outage; `failures` counts what failed.
  StoreWatch(Gauge& available, Counter& failures, Listener listener)
      : available_(available), failures_(failures), listener_(std::move(listener)) {}

  void Asked();                                 // somebody waits for the store from now on
  void Answered();                              // it said something: an outage is over unless it
                                                // was one of writing
  void Written();                               // a change was committed: any outage is over
  void CannotReach(const std::string& reason);  // it did not do what it was asked for
  void CannotWrite(const std::string& reason);  // over only when something was written
  // To be called now and then by somebody who does not wait for the store.
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
