#include "engine/stats.h"

#include <algorithm>
#include <bit>

namespace herlaad::engine {

void Histogram::Observe(std::int64_t value) {
  const auto positive = static_cast<std::uint64_t>(std::max<std::int64_t>(value, 1));
  const auto bucket = static_cast<std::size_t>(std::bit_width(positive - 1));
  counts_[std::min(bucket, kBuckets - 1)].Add(1);
  sum_.Add(value);
}

}  // namespace herlaad::engine
