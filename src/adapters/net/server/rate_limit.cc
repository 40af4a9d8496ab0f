#include "adapters/net/server/rate_limit.h"

#include <algorithm>

#include "adapters/net/addresses/addresses.h"
#include "base/core/check.h"

namespace herlaad::net {
namespace {

constexpr std::int64_t kRequest = 60'000;  // in the units of Bucket::level

}  // namespace

RateLimiter::RateLimiter(RateLimit limit) : limit_(limit) {
  CHECK(limit.burst > 0 && limit.per_minute > 0 && limit.max_peers > 0,
        "a limit lets some through");
  CHECK(limit.burst <= 1'000'000 && limit.per_minute <= 1'000'000'000, "a limit cannot overflow");
  by_peer_.reserve(limit.max_peers);
}

bool RateLimiter::Allow(std::string_view peer, Instant now) {
  const std::lock_guard lock(mutex_);
  Bucket& bucket = Filled(peer, now);
  if (bucket.level < kRequest) return false;
  bucket.level -= kRequest;
  return true;
}

bool RateLimiter::WouldAllow(std::string_view peer, Instant now) {
  const std::lock_guard lock(mutex_);
  return Filled(peer, now).level >= kRequest;
}

void RateLimiter::GiveBack(std::string_view peer, Instant now) {
  const std::lock_guard lock(mutex_);
  Bucket& bucket = Filled(peer, now);
  bucket.level = std::min(limit_.burst * kRequest, bucket.level + kRequest);
}

// The peer's bucket with what time has put into it.
RateLimiter::Bucket& RateLimiter::Filled(std::string_view peer, Instant now) {
  Bucket& bucket = Find(CustomerOf(peer), now);
  const std::int64_t full = limit_.burst * kRequest;
  const std::int64_t passed_ms = (now - bucket.at).count();
  if (passed_ms > 0) {
    const std::int64_t fills_ms = full / limit_.per_minute + 1;
    bucket.level = std::min(full, bucket.level + std::min(passed_ms, fills_ms) * limit_.per_minute);
    bucket.at = now;
  }
  return bucket;
}

// The peer's bucket, moved to the front; new ones are full.
RateLimiter::Bucket& RateLimiter::Find(std::string_view key, Instant now) {
  if (const auto found = by_peer_.find(key); found != by_peer_.end()) {
    buckets_.splice(buckets_.begin(), buckets_, found->second);
    return buckets_.front();
  }
  if (buckets_.size() >= limit_.max_peers) {
    by_peer_.erase(buckets_.back().peer);
    buckets_.pop_back();
  }
  buckets_.push_front({std::string(key), limit_.burst * kRequest, now});
  by_peer_.emplace(buckets_.front().peer, buckets_.begin());
  return buckets_.front();
}

std::size_t RateLimiter::peers() const {
  const std::lock_guard lock(mutex_);
  return buckets_.size();
}

}  // namespace herlaad::net
