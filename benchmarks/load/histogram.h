// A histogram of latencies: exact below 128, within one part in 128 above, up to 2^47 nanoseconds
// (39 hours).
#pragma once

#include <array>
#include <cstdint>

namespace herlaad::bench {

class Histogram {
 public:
  void Add(std::int64_t nanoseconds);
  [[nodiscard]] std::int64_t count() const { return count_; }
  [[nodiscard]] std::int64_t max() const { return max_; }
  // The smallest latency (rounded up to the end of its cell) that at least `share` of all do not
  // exceed; 0 if empty.
  [[nodiscard]] std::int64_t Quantile(double share) const;

 private:
  static constexpr int kPrecisionBits = 7;
  static constexpr int kCells = (47 - kPrecisionBits + 1) << kPrecisionBits;
  static std::size_t CellOf(std::uint64_t value);
  static std::int64_t EndOf(std::size_t cell);

  std::array<std::int64_t, kCells> cells_{};
  std::int64_t count_ = 0;
  std::int64_t max_ = 0;
};

}  // namespace herlaad::bench
