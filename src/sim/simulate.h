// Simulate: one seed, one history. The real engine, rules and books in a world that does everything
// to make it break a promise; afterwards the books are compared.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "rules/orders/order.h"
#include "sim/disk.h"
#include "sim/faults.h"

namespace herlaad::sim {

inline constexpr int kOrdersMax = 100'000;  // of one history: all of its story is in memory
inline constexpr int kNodesAtOnceMax = 8;

struct Options {
  std::uint64_t seed = 1;
  int orders = 100;  // people who come; some come back. 1 to kOrdersMax
  Faults faults = Faults::kMany;
  int nodes = 1;  // processes at work over the same books, 1 to kNodesAtOnceMax
  DiskKind disk = DiskKind::kSqlite;
  // Told now and then how many of the people have come, from the thread that called Simulate.
  std::function<void(std::int64_t come, std::int64_t all)> progress = {};
};

struct BrokenPromise {
  std::string promise;  // in words
  std::string story;    // what happened to that order or person, a line an event
};

struct Report {
  std::uint64_t seed = 0;
  std::int64_t orders = 0;
  std::int64_t events = 0;
  std::int64_t lives = 0;     // of processes
  std::int64_t resolved = 0;  // by a person
  std::int64_t losses = 0;    // credited and refunded, booked and shown
  std::int64_t excused = 0;   // an operator denied a credit, and nobody ever told better
  std::map<orders::State, std::int64_t> states;
  std::map<std::string, std::int64_t> deaths;  // by where it was
  std::uint64_t hash = 0;                      // of the whole story
  // The first of them, at most kBrokenMax; none is what is hoped for.
  std::vector<BrokenPromise> broken;
  std::int64_t broken_in_all = 0;

  [[nodiscard]] bool ok() const { return broken.empty(); }
};
inline constexpr std::size_t kBrokenMax = 5;

Report Simulate(const Options& options);

// For a person: a paragraph, and each broken promise with its story.
std::string Text(const Report& report);

}  // namespace herlaad::sim
