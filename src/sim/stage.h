// Stage: what everybody in a simulated world shares: its time, its chance, its faults and the story
// that is told of it.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/core/random.h"
#include "sim/faults.h"
#include "sim/schedule.h"
#include "sim/story.h"

namespace herlaad::sim {

// A promise that does not hold.
struct Broken {
  std::string promise;  // in words
  OrderId order;        // empty where it is about no order
  int person = -1;      // the person whose it is, where it is about no order
};

// A process that dies throws it, through whatever it was doing.
struct Died {
  Death at;
};

class Stage {
 public:
  Stage(std::uint64_t seed, Faults level, Instant start)
      : schedule(start), random(seed), rates_(RatesOf(level)) {}

  Schedule schedule;
  Random random;
  Story story;
  std::vector<Broken> broken;
  std::array<std::int64_t, kDeaths> deaths{};

  [[nodiscard]] Instant now() const { return schedule.now(); }
  [[nodiscard]] const Rates& rates() const { return rates_; }
  // From now on nothing goes wrong any more.
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
  // However much goes on, there is some life between two deaths: at most so long.
  Millis longest_peace{30'000};
  bool WouldDie(Death death) {
    return now() >= next_death_ && Happens(rates_.dies[static_cast<std::size_t>(death)]);
  }
  [[noreturn]] void Die(Death death) {
    ++deaths[static_cast<std::size_t>(death)];
    next_death_ = now() + Between(0, longest_peace.count());
    throw Died{death};
  }

  void Tell(OrderId order, std::string text) { story.Tell(order, now(), std::move(text)); }
  void TellOf(int person, std::string text) { story.TellOf(person, now(), std::move(text)); }
  void Break(std::string promise, OrderId order = {}, int person = -1) {
    broken.push_back({std::move(promise), order, person});
  }

  // How wrong the clock is that all processes read.
  Millis clock_set{0};

  // How long the request takes that a bank or an operator was just given: they answer at once, and
  // whoever asked waits for that long before hearing it.
  Millis wire_takes{0};

 private:
  Rates rates_;
  bool honest_ = false;
  Instant next_death_{};
};

}  // namespace herlaad::sim
