// Ids: 63 bits that grow with time, so that tables grow at their end, and that say where a row
// lives.
//
//   home 10 bits | milliseconds since 2024-01-01 41 bits (until 2093) | node 5 bits | counter 7
//   bits
//
// Shown as prefix, 13 Crockford characters and a check character: "tu_0d3m9k2v7x8q1r". See
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

// Never converts to another Id, nor from a bare number.
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

// The unit of sharding; 0 when there is one database.
struct Home {
  std::int32_t number = 0;
  friend auto operator<=>(const Home&, const Home&) = default;
};

inline constexpr std::int32_t kHomesMax = 1 << 10;
inline constexpr std::int32_t kNodesMax = 1 << 5;

Home HomeOfId(std::int64_t id);
Instant InstantOfId(std::int64_t id);

// The smallest id any node can make at `at` in `home`: a place to start reading from.
std::int64_t FirstIdAt(Home home, Instant at);

void AppendIdText(std::string_view prefix, std::int64_t id, std::string& out);
std::string IdText(std::string_view prefix, std::int64_t id);
// Reads what IdText writes, all of it in either case. Nothing for another prefix, a wrong check
// character or any other text.
std::optional<std::int64_t> ParseIdText(std::string_view prefix, std::string_view text);

inline std::string ToText(OrderId id) { return IdText("tu_", id.value()); }
inline std::optional<OrderId> ParseOrderId(std::string_view text) {
  const auto value = ParseIdText("tu_", text);
  return value ? std::optional(OrderId(*value)) : std::nullopt;
}

// Makes ids for one node, always growing, also when the clock stands still or goes back. Not
// thread-safe: the engine owns it.
class IdSource {
 public:
  // `last` is the greatest id already stored, so that a clock set back after a restart repeats
  // nothing.
  IdSource(Home home, std::int32_t node, std::int64_t last = 0);
  std::int64_t Next(Instant now);

 private:
  Home home_;
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
