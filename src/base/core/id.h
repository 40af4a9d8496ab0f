// Ids: 63 bits that increase with time, so that tables grow at their end, and that name the shard
// of their row.
//
//   shard 10 bits | ms since 2024-01-01 41 bits (until 2093) | node 5 bits | counter 7 bits
//
// Text form: prefix, 13 Crockford characters and a check character, as in "tu_0d3m9k2v7x8q1r". See
// docs/adr/0003.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/instant.h"

namespace herlaad {

// Never converts to another Id or from a plain number.
template <class Tag>
class Id {
 public:
  constexpr Id() = default;
  constexpr explicit Id(std::int64_t value) : value_(value) {}
  [[nodiscard]] constexpr std::int64_t value() const { return value_; }
  [[nodiscard]] constexpr bool empty() const { return value_ == 0; }
  friend constexpr auto operator<=>(const Id&, const Id&) = default;

 private:
  std::int64_t value_ = 0;
};

using OrderId = Id<struct OrderTag>;

// Unit of distribution; 0 when there is only one database.
struct Shard {
  std::int32_t number = 0;
  friend auto operator<=>(const Shard&, const Shard&) = default;
};

inline constexpr std::int32_t kShardsMax = 1 << 10;
inline constexpr std::int32_t kNodesMax = 1 << 5;

Shard ShardOfId(std::int64_t id);
std::int32_t NodeOfId(std::int64_t id);
Instant InstantOfId(std::int64_t id);

// The smallest id that any node can make at `at` in `shard`: the lower bound for reading by time.
std::int64_t FirstIdAt(Shard shard, Instant at);

void AppendIdText(std::string_view prefix, std::int64_t id, std::string& out);
std::string IdText(std::string_view prefix, std::int64_t id);
// Reads the whole of what IdText writes, in either case. nullopt for another prefix, a wrong check
// character or any other text.
std::optional<std::int64_t> ParseIdText(std::string_view prefix, std::string_view text);

inline std::string ToText(OrderId id) { return IdText("tu_", id.value()); }
inline std::optional<OrderId> ParseOrderId(std::string_view text) {
  const auto value = ParseIdText("tu_", text);
  return value ? std::optional(OrderId(*value)) : std::nullopt;
}

// Makes ids for one node. Ids increase even if the clock stops or goes back. Not thread-safe: the
// engine owns it.
class IdSource {
 public:
  // `last` is the greatest id stored so far; ids stay unique even if the clock was set back before
  // a restart.
  IdSource(Shard shard, std::int32_t node, std::int64_t last = 0);
  std::int64_t Next(Instant now);
  // Also greater than `last`, which another node with a faster clock may have made.
  std::int64_t NextAfter(std::int64_t last, Instant now);
  [[nodiscard]] std::int32_t node() const { return node_; }

 private:
  Shard shard_;
  std::int32_t node_;
  std::int64_t tick_ = 0;  // milliseconds and counter together, without the node between them
};

}  // namespace herlaad

template <class Tag>
struct std::hash<herlaad::Id<Tag>> {
  std::size_t operator()(const herlaad::Id<Tag>& id) const noexcept {
    return std::hash<std::int64_t>()(id.value());
  }
};
