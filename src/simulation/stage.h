// Stage: shared by everything in the simulation: virtual time, randomness, faults and the history.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/core/random.h"
#include "simulation/faults.h"
#include "simulation/history.h"
#include "simulation/schedule.h"

namespace herlaad::simulation {

// A broken promise.
struct Broken {
  std::string promise;  // as text
  OrderId order;        // empty if it is not about an order
  int client = -1;      // the client, if it is not about an order
};

// Thrown when a process dies, through whatever it was doing.
struct Died {
  Death at;
};

class Stage {
 public:
  Stage(std::uint64_t seed, Faults level, Instant start)
      : schedule(start), random(seed), rates_(RatesOf(level)) {}

  Schedule schedule;
  Random random;
  History history;
  std::vector<Broken> broken;
  std::array<std::int64_t, kDeaths> deaths{};

  [[nodiscard]] Instant now() const { return schedule.now(); }
  [[nodiscard]] const Rates& rates() const { return rates_; }
  // From now on there are no faults.
  void BeHonest() {
    honest_ = true;
    rates_ = {};
  }
  void BeFaulty(const Rates& rates) {
    honest_ = false;
    rates_ = rates;
  }
  [[nodiscard]] bool honest() const { return honest_; }

  bool Happens(unsigned in_a_thousand) {
    return in_a_thousand > 0 && random.Below(1'000) < in_a_thousand;
  }
  Millis Between(std::int64_t low_ms, std::int64_t high_ms) {
    return Millis(random.Between(low_ms, high_ms));
  }
  void MayDie(Death death) {
    if (WouldDie(death)) Die(death);
  }
  // After each death no process dies for a random time of at most this.
  Millis longest_peace{30'000};
  bool WouldDie(Death death) {
    return now() >= next_death_ && Happens(rates_.dies[static_cast<std::size_t>(death)]);
  }
  [[noreturn]] void Die(Death death) {
    ++deaths[static_cast<std::size_t>(death)];
    next_death_ = now() + Between(0, longest_peace.count());
    throw Died{death};
  }

  void Tell(OrderId order, std::string text) { history.Tell(order, now(), std::move(text)); }
  void TellOf(int client, std::string text) { history.TellOf(client, now(), std::move(text)); }
  void Break(std::string promise, OrderId order = {}, int client = -1) {
    broken.push_back({std::move(promise), order, client});
  }

  // Offset of the clock that all processes read.
  Millis clock_set{0};

  // Duration of the request just made to a bank or operator. They answer at once, and the caller
  // waits this long before using the answer.
  Millis wire_takes{0};

 private:
  Rates rates_;
  bool honest_ = false;
  Instant next_death_{};
};

}  // namespace herlaad::simulation
