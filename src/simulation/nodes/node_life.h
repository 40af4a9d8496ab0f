// The memory of a simulated process, lost when it dies. For the files of Node only.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "base/core/even_time.h"
#include "engine/sweeps/lapse_sweep.h"
#include "simulation/nodes/faulty_store.h"
#include "simulation/nodes/node.h"

namespace herlaad::simulation {

inline constexpr std::size_t kAtOnce = 128;  // outbox messages of a queue that a node works on
inline constexpr Millis kLookAgain{1'000};

using OutboxMessageKey = std::tuple<OrderId, orders::Purpose, std::int32_t>;

struct Node::Queue {
  std::string id;
  std::set<OutboxMessageKey> taken = {};
  std::set<Msisdn> busy = {};
  std::set<Msisdn> waited_for = {};
  std::unordered_map<OrderId, Msisdn> numbers = {};  // of orders that were read before
  std::optional<Instant> next_look = {};
  bool missed = false;                        // a message in `taken` was due again
  std::set<outbox::MessageId> messages = {};  // of other owners, being leased or sent
};

struct Node::Life {
  Life(int the_number, OpenedStore the_store) : number(the_number), opened(std::move(the_store)) {}

  int number;
  Millis clock_off{0};  // offset from the shared clock
  EvenTime time = {};
  OpenedStore opened;
  engine::Stats stats;
  std::unique_ptr<FaultyStore> store;
  std::unique_ptr<engine::BatchRunner> runner;
  std::vector<engine::Submitted> queue;
  bool batch_waits = false;
  std::int64_t answers_left = -1;  // until it dies; negative: it does not die
  std::vector<std::unique_ptr<engine::DecidedBatch>> not_durable;  // committed, not durable yet
  std::map<std::string, Queue> queues;
  std::unique_ptr<engine::LapseSweep> sweep;  // while a pass is under way
};

template <class F>
std::function<void()> Node::InThisLife(F what) {
  return [this, planned = std::weak_ptr<Life>(life_), what = std::move(what)] {
    const auto life = planned.lock();
    if (life == nullptr || life != life_) return;
    try {
      what(*life);
    } catch (const Died& died) {
      Die(died);
    }
  };
}

}  // namespace herlaad::simulation
