// FairTurns: which of many destinations may send next, when they share threads and some of them do
// not answer. A destination that did not answer yet, or failed, sends one message at a time; all
// such have at most half of the threads together. One that failed waits, twice as long after each
// failure in a row. The destinations of one group, such as the webhooks of one client, have a part
// of the threads together, and those of them that do not answer half of that part. So dead
// destinations delay nobody else, however many they are and however many messages they have. Of
// this process, not stored.
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
    std::size_t group_max = 6;    // of one group, together
    std::size_t failing_max = 8;  // of all destinations that failed or did not answer yet, together
    Millis pause_first{1'000};    // after a failure, doubling
    Millis pause_max{60'000};
    std::size_t remembered_max = 10'000;  // that answered; beyond it they begin anew
  };
  explicit FairTurns(Options options) : options_(options) {}

  // How many more messages of the destination may begin now, whatever its group has.
  [[nodiscard]] std::size_t Room(std::string_view destination, Instant now) const;
  // The same within its group.
  [[nodiscard]] std::size_t RoomInGroup(std::string_view destination, std::string_view group) const;
  // When a destination that waits may send again; 0 if it does not wait.
  [[nodiscard]] Instant WaitsUntil(std::string_view destination) const;
  // `group` is the same for all messages of a destination.
  void Begun(std::string_view destination, std::string_view group);
  // What was begun was not sent after all: it says nothing about the destination.
  void NotSent(std::string_view destination);
  // The end of what was begun. `random` chooses the jitter of the pause.
  void Ended(std::string_view destination, bool was_taken, Instant now, std::uint64_t random);

 private:
  struct State {
    std::string group;
    std::size_t busy = 0;
    bool has_answered = false;
    std::int32_t failures = 0;  // in a row
    Instant waits_until{};

    [[nodiscard]] bool IsTrusted() const { return has_answered && failures == 0; }
  };
  struct Busy {
    std::size_t all = 0;
    std::size_t failing = 0;  // of those that are not trusted
  };
  using States = std::map<std::string, State, std::less<>>;

  // Changes what `state` has among those that are busy, by `change`.
  template <class Change>
  void Recount(State& state, Change change);
  State& BusyOne(std::string_view destination);
  void ForgetIdle();

  const Options options_;
  States states_;  // of those that are busy, failed or answered
  std::map<std::string, Busy, std::less<>> groups_;
  std::size_t failing_busy_ = 0;
};

}  // namespace herlaad::engine
