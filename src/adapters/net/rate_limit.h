// RateLimiter: a token bucket a peer, in memory. For politeness only: it forgets on restart and
// when too many peers come, so nothing that must hold (attempts at a PIN, money) may rest on it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/core/instant.h"

namespace herlaad::net {

struct RateLimit {
  std::int64_t burst = 20;         // requests at once
  std::int64_t per_minute = 120;   // and so many again each minute
  std::size_t max_peers = 10'000;  // beyond, the one not seen for longest is forgotten
};

class RateLimiter {
 public:
  explicit RateLimiter(RateLimit limit);

  // Whether this peer may make a request now, which is then counted. IPv6 peers share a bucket per
  // /64, for that is what one customer gets. A clock that goes back gives nothing. Safe from any
  // thread.
  [[nodiscard]] bool Allow(std::string_view peer, Instant now);

  // The same without counting it.
  [[nodiscard]] bool WouldAllow(std::string_view peer, Instant now);

  [[nodiscard]] std::size_t peers() const;

 private:
  struct Bucket {
    std::string peer;
    std::int64_t level = 0;  // in 1/60,000 of a request: per_minute a millisecond
    Instant at;
  };
  Bucket& Find(std::string_view key, Instant now);
  Bucket& Filled(std::string_view peer, Instant now);

  const RateLimit limit_;
  mutable std::mutex mutex_;
  std::list<Bucket> buckets_;  // most recently seen first
  std::unordered_map<std::string_view, std::list<Bucket>::iterator> by_peer_;
};

}  // namespace herlaad::net
