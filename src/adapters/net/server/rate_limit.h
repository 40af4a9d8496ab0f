// RateLimiter: one token bucket for each peer, in memory. It forgets on restart and when there are
// too many peers, so nothing that needs a guarantee (PIN attempts, money) may depend on it.
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
  std::int64_t per_minute = 120;   // added each minute
  std::size_t max_peers = 10'000;  // beyond this, the least recently seen peer is forgotten
};

class RateLimiter {
 public:
  explicit RateLimiter(RateLimit limit);

  // Whether this peer may make a request now; if so, the request is counted. IPv6 peers share a
  // bucket for each /64, the network of one customer. A clock that goes backwards adds nothing.
  // Thread-safe.
  [[nodiscard]] bool Allow(std::string_view peer, Instant now);

  // The same without counting it.
  [[nodiscard]] bool WouldAllow(std::string_view peer, Instant now);

  // Takes back one request that was counted.
  void GiveBack(std::string_view peer, Instant now);

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
