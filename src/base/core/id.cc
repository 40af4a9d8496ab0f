#include "base/core/id.h"

#include <algorithm>

#include "base/core/check.h"
#include "base/core/crockford.h"

namespace herlaad {
namespace {

constexpr int kCounterBits = 7;
constexpr int kNodeBits = 5;
constexpr int kTimeBits = 41;
constexpr int kShardShift = kTimeBits + kNodeBits + kCounterBits;
constexpr std::int64_t kEpochMs = 1'704'067'200'000;  // 2024-01-01T00:00:00Z
constexpr int kDigits = 13;

static_assert(kShardShift + 10 == 63, "an id fills 63 bits, so that it is never negative");
static_assert(kShardsMax == 1 << 10 && kNodesMax == 1 << kNodeBits);

std::int64_t TimePart(Instant at) {
  return std::clamp<std::int64_t>(at.ms - kEpochMs, 0, (1LL << kTimeBits) - 1);
}

// `prefix` is in lower case.
bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), text.begin(), [](char lower, char c) {
           return lower == (c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c);
         });
}

}  // namespace

Shard ShardOfId(std::int64_t id) { return {static_cast<std::int32_t>(id >> kShardShift)}; }

std::int32_t NodeOfId(std::int64_t id) {
  return static_cast<std::int32_t>((id >> kCounterBits) & (kNodesMax - 1));
}

Instant InstantOfId(std::int64_t id) {
  return {((id >> (kNodeBits + kCounterBits)) & ((1LL << kTimeBits) - 1)) + kEpochMs};
}

std::int64_t FirstIdAt(Shard shard, Instant at) {
  return (static_cast<std::int64_t>(shard.number) << kShardShift) |
         (TimePart(at) << (kNodeBits + kCounterBits));
}

void AppendIdText(std::string_view prefix, std::int64_t id, std::string& out) {
  out += prefix;
  const std::size_t start = out.size();
  AppendCrockford(static_cast<std::uint64_t>(id), kDigits, out);
  out += CrockfordCheck(std::string_view(out).substr(start));
}

std::string IdText(std::string_view prefix, std::int64_t id) {
  std::string out;
  out.reserve(prefix.size() + kDigits + 1);
  AppendIdText(prefix, id, out);
  return out;
}

std::optional<std::int64_t> ParseIdText(std::string_view prefix, std::string_view text) {
  if (text.size() != prefix.size() + kDigits + 1 || !StartsWith(text, prefix)) return std::nullopt;
  const std::string_view digits = text.substr(prefix.size(), kDigits);
  std::uint64_t value = 0;
  for (const char c : digits) {
    const auto digit = CrockfordDigit(c);
    if (!digit) return std::nullopt;
    value = (value << 5) | *digit;
  }
  // 13 characters carry 65 bits. Only the lowest three bits of the first may be set, which keeps
  // the sign bit zero.
  if (CrockfordDigit(digits.front()).value_or(31) > 7) return std::nullopt;
  const auto check = CrockfordDigit(text.back());
  if (!check || check != CrockfordDigit(CrockfordCheck(digits))) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

IdSource::IdSource(Shard shard, std::int32_t node, std::int64_t last) : shard_(shard), node_(node) {
  CHECK(shard.number >= 0 && shard.number < kShardsMax, "a shard is 0 to 1,023");
  CHECK(node >= 0 && node < kNodesMax, "a node is 0 to 31");
  // Starts one millisecond after the last id, whichever node made it.
  if (last != 0) tick_ = (TimePart(InstantOfId(last)) + 1) << kCounterBits;
}

std::int64_t IdSource::Next(Instant now) {
  // When the counter of a millisecond is used up, the next millisecond is used early.
  tick_ = std::max(tick_ + 1, TimePart(now) << kCounterBits);
  const std::int64_t ms = tick_ >> kCounterBits;
  const std::int64_t counter = tick_ & ((1 << kCounterBits) - 1);
  CHECK(ms < (1LL << kTimeBits), "ids can be made until 2093");
  return (static_cast<std::int64_t>(shard_.number) << kShardShift) |
         (ms << (kNodeBits + kCounterBits)) | (static_cast<std::int64_t>(node_) << kCounterBits) |
         counter;
}

std::int64_t IdSource::NextAfter(std::int64_t last, Instant now) {
  const std::int64_t id = Next(now);
  return id > last ? id : Next(InstantOfId(last) + Millis(1));
}

}  // namespace herlaad
