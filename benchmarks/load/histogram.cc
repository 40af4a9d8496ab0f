#include "benchmarks/load/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace herlaad::bench {

// The first 128 cells are one nanosecond wide; each following group of 128 is twice as wide as the
// one before.
std::size_t Histogram::CellOf(std::uint64_t value) {
  const int bits = static_cast<int>(std::bit_width(value));
  if (bits <= kPrecisionBits) return value;
  const int shift = bits - kPrecisionBits - 1;
  const std::uint64_t within = (value >> shift) & ((1U << kPrecisionBits) - 1);
  const std::size_t cell = (static_cast<std::size_t>(shift + 1) << kPrecisionBits) + within;
  return std::min(cell, static_cast<std::size_t>(kCells - 1));
}

std::int64_t Histogram::EndOf(std::size_t cell) {
  const std::size_t group = cell >> kPrecisionBits;
  const std::int64_t within = static_cast<std::int64_t>(cell & ((1U << kPrecisionBits) - 1));
  if (group == 0) return within;
  return (((1LL << kPrecisionBits) + within + 1) << (group - 1)) - 1;
}

void Histogram::Add(std::int64_t nanoseconds) {
  const std::int64_t value = std::max<std::int64_t>(nanoseconds, 0);
  ++cells_[CellOf(static_cast<std::uint64_t>(value))];
  ++count_;
  max_ = std::max(max_, value);
}

std::int64_t Histogram::Quantile(double share) const {
  const auto wanted = static_cast<std::int64_t>(std::ceil(share * static_cast<double>(count_)));
  std::int64_t seen = 0;
  for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
    seen += cells_[cell];
    if (cells_[cell] > 0 && seen >= wanted) return std::min(EndOf(cell), max_);
  }
  return max_;
}

}  // namespace herlaad::bench
