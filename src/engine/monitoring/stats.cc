#include "engine/monitoring/stats.h"

#include <algorithm>
#include <bit>

namespace herlaad::engine {

void Histogram::Observe(std::int64_t value) {
  const auto positive = static_cast<std::uint64_t>(std::max<std::int64_t>(value, 1));
  const auto bucket = static_cast<std::size_t>(std::bit_width(positive - 1));
  counts_[std::min(bucket, kBuckets - 1)].Add(1);
  sum_.Add(value);
}

void CountersByName::Add(const std::string& name, std::int64_t n) {
  const std::lock_guard lock(mutex_);
  const bool fits = values_.size() < kNamesMax || values_.contains(name);
  values_[fits ? name : "other"] += n;
}

std::map<std::string, std::int64_t> CountersByName::Values() const {
  const std::lock_guard lock(mutex_);
  return values_;
}

}  // namespace herlaad::engine
