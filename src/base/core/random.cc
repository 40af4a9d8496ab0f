#include "base/core/random.h"

#include "base/core/check.h"

namespace herlaad {
namespace {

// SplitMix64: spreads a small seed over the whole state.
std::uint64_t Spread(std::uint64_t& seed) {
  std::uint64_t z = (seed += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

std::uint64_t RotateLeft(std::uint64_t x, int by) { return (x << by) | (x >> (64 - by)); }

}  // namespace

Random::Random(std::uint64_t seed) {
  for (auto& word : state_) word = Spread(seed);
}

// xoshiro256** by Blackman and Vigna (public domain algorithm).
std::uint64_t Random::Next() {
  const std::uint64_t result = RotateLeft(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = RotateLeft(state_[3], 45);
  return result;
}

std::uint64_t Random::Below(std::uint64_t bound) {
  CHECK(bound > 0, "a draw needs at least one possible value");
  const std::uint64_t unfair = (0 - bound) % bound;  // 2^64 mod bound: drawn again
  std::uint64_t draw = Next();
  while (draw < unfair) draw = Next();
  return draw % bound;
}

std::int64_t Random::Between(std::int64_t low, std::int64_t high) {
  CHECK(low <= high, "a range has its lower end first");
  return low + static_cast<std::int64_t>(Below(static_cast<std::uint64_t>(high - low) + 1));
}

}  // namespace herlaad
