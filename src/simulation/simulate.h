// Simulate: runs one history from one seed: the real engine, domain rules and store in a world full
// of faults. Afterwards all records are compared.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "domain/orders/order.h"
#include "simulation/faults.h"
#include "simulation/nodes/disk.h"

namespace herlaad::simulation {

inline constexpr int kOrdersMax = 100'000;  // per history, which is kept in memory
inline constexpr int kNodesAtOnceMax = 8;

struct Options {
  std::uint64_t seed = 1;
  int orders = 100;  // planned clients, 1 to kOrdersMax; some of them come back
  Faults faults = Faults::kMany;
  int nodes = 1;  // processes on the same database, 1 to kNodesAtOnceMax
  DiskKind disk = DiskKind::kSqlite;
  std::string postgres = {};  // with kPostgres: the database, see MakeDisk
  // Called regularly with the number of clients that have come, from the thread that called
  // Simulate.
  std::function<void(std::int64_t come, std::int64_t all)> progress = {};
};

struct BrokenPromise {
  std::string promise;  // as text
  std::string history;  // events of that order or client, one per line
};

struct Report {
  std::uint64_t seed = 0;
  std::int64_t orders = 0;
  std::int64_t events = 0;
  std::int64_t lives = 0;     // number of process starts
  std::int64_t resolved = 0;  // reviews by support
  std::int64_t sign_ins = 0;
  std::int64_t approvals = 0;  // given by a second person
  std::int64_t losses = 0;     // credited and refunded: posted to loss and reviewed
  std::int64_t excused = 0;    // an operator denied a credit and never corrected itself
  std::int64_t revived = 0;    // top-ups of a number in grace
  std::int64_t too_late = 0;   // numbers written after their grace
  std::int64_t swept = 0;      // lapses posted without a top-up
  std::map<orders::State, std::int64_t> states;
  std::map<std::string, std::int64_t> deaths;  // by place
  // What happened at Stripe: faults, and what payers and their banks did.
  std::map<std::string, std::int64_t> stripe;
  std::uint64_t hash = 0;  // of the whole history
  // The first kBrokenMax of them; empty if all promises hold.
  std::vector<BrokenPromise> broken;
  std::int64_t broken_in_all = 0;

  [[nodiscard]] bool ok() const { return broken.empty(); }
};
inline constexpr std::size_t kBrokenMax = 5;

Report Simulate(const Options& options);

// For people: a summary, and each broken promise with its history.
std::string Text(const Report& report);

}  // namespace herlaad::simulation
