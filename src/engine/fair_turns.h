// FairTurns: which of many destinations may send next, when they share threads and some of them do
// not answer. A destination that failed waits, twice as long after each failure in a row, and sends
// one message at a time; those that failed have at most half of the threads together. So a dead
// destination delays nobody else, however many messages it has. Of this process, not stored.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/core/instant.h"

namespace herlaad::engine {

class FairTurns {
 public:
  struct Options {
    std::size_t busy_max = 4;     // messages of one destination at a time
    std::size_t failing_max = 8;  // of all destinations that failed, together
    Millis pause_first{1'000};    // after a failure, doubling
    Millis pause_max{60'000};
  };
  explicit FairTurns(Options options) : options_(options) {}

  // How many more messages of the destination may begin now.
  [[nodiscard]] std::size_t Room(std::string_view destination, Instant now) const;
  // When a destination that waits may send again; 0 if it does not wait.
  [[nodiscard]] Instant WaitsUntil(std::string_view destination) const;
  void Begun(std::string_view destination);
  // What was begun was not sent after all: it says nothing about the destination.
  void NotSent(std::string_view destination);
  // The end of what was begun. `random` chooses the jitter of the pause.
  void Ended(std::string_view destination, bool was_taken, Instant now, std::uint64_t random);

 private:
  struct State {
    std::size_t busy = 0;
    std::int32_t failures = 0;  // in a row
    Instant waits_until{};
  };

  const Options options_;
  std::map<std::string, State, std::less<>> states_;  // of those that are busy or failed
  std::size_t failing_busy_ = 0;
};

}  // namespace herlaad::engine
