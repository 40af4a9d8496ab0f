// Counters, gauges and histograms of the engine and its outbox workers; cheap enough for the hot
// path, read by /metrics.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "domain/orders/outbox/outbox_message.h"

namespace herlaad::engine {

class Counter {
 public:
  void Add(std::int64_t n) { value_.fetch_add(n, std::memory_order_relaxed); }
  [[nodiscard]] std::int64_t Value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_{0};
};

class Gauge {
 public:
  explicit Gauge(std::int64_t value = 0) : value_(value) {}
  void Set(std::int64_t n) { value_.store(n, std::memory_order_relaxed); }
  [[nodiscard]] std::int64_t Value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> value_;
};

// Counts values up to 1, 2, 4, … 2^(kBuckets-2), and above.
class Histogram {
 public:
  static constexpr std::size_t kBuckets = 34;
  void Observe(std::int64_t value);
  [[nodiscard]] std::int64_t Count(std::size_t bucket) const { return counts_[bucket].Value(); }
  [[nodiscard]] static std::int64_t UpTo(std::size_t bucket) { return std::int64_t{1} << bucket; }
  [[nodiscard]] std::int64_t Sum() const { return sum_.Value(); }

 private:
  std::array<Counter, kBuckets> counts_;
  Counter sum_;
};

// Counts by name, of which there are few; not for the hot path.
class CountersByName {
 public:
  static constexpr std::size_t kNamesMax = 64;  // others are counted as "other"
  void Add(const std::string& name, std::int64_t n);
  [[nodiscard]] std::map<std::string, std::int64_t> Values() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::int64_t> values_;
};

// Result of one attempt of an outbox message.
enum class AttemptResult : std::uint8_t { kDone = 0, kRefused = 1, kUnknown = 2, kNotSent = 3 };
inline constexpr std::size_t kAttemptResults = 4;
inline constexpr std::size_t kPurposes = 6;

struct Stats {
  Gauge queue_depth;
  Gauge followers;              // open pages that follow an order
  Gauge queues_still;           // queues of outbox messages without progress
  Counter lapse_sweep_numbers;  // numbers read by the lapse sweep
  Counter lapses_posted;        // of them, those of which lapsed credit was posted
  // Outbox messages of other owners than orders.
  Counter messages_sent;
  Counter messages_unanswered;  // attempts without a reliable answer, or not made
  Counter messages_unsent;      // refused or given up
  Counter messages_deleted;     // after their time
  Counter refused_full;         // commands refused because the queue was full
  Counter rejected;             // decisions that broke an invariant; should stay 0
  Gauge store_writes{1};        // 1 while the engine can use the store, 0 during an outage
  Gauge store_reads{1};         // the same for reads besides the engine
  Counter store_write_failures;
  Counter store_read_failures;
  Gauge reads_waiting;    // readings waiting for a thread
  Counter reads_refused;  // not begun: too many were waiting, or the store is silent
  Counter reads_late;     // given up because they took too long
  Histogram read_us;      // microseconds from request to result
  Histogram batch_size;
  Histogram batch_us;               // microseconds from load to answer
  Histogram delivery_ms;            // milliseconds from payment to delivery
  CountersByName braked;            // payments that fraud brakes stopped, by rule
  std::array<Counter, 11> entered;  // orders that entered each state, by orders::State
  std::array<std::array<Counter, kAttemptResults>, kPurposes>
      attempts;  // by purpose - 1 and AttemptResult

  Counter& Attempt(orders::Purpose purpose, AttemptResult result) {
    return attempts[static_cast<std::size_t>(purpose) - 1][static_cast<std::size_t>(result)];
  }
};

}  // namespace herlaad::engine
