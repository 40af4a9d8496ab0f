// A server process on a shared database.
#pragma once

#include <cstdint>
#include <string>

#include "base/core/instant.h"

namespace herlaad::store {

struct NodeRow {
  std::int32_t node = 0;
  std::int64_t life = 0;  // of its process
  std::string name;
  Instant started_at{};
  Instant seen_at{};
};

// A node without a heartbeat for this long is considered away.
inline constexpr Millis kNodeAway{15'000};

// Seen so lately that it must be there.
inline bool IsAlive(const NodeRow& node, Instant now) { return now - node.seen_at < kNodeAway; }

}  // namespace herlaad::store
