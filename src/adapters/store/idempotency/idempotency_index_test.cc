#include "adapters/store/idempotency/idempotency_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/core/random.h"

namespace herlaad::store {
namespace {

std::vector<std::int64_t> Found(const IdempotencyIndex& index, Fingerprint fingerprint) {
  std::vector<std::int64_t> idempotency_records;
  index.Find(fingerprint, idempotency_records);
  std::sort(idempotency_records.begin(), idempotency_records.end());
  return idempotency_records;
}

// Compares with a plain map, with many equal fingerprints and records deleted in between.
void CompareWithAMap(std::uint64_t seed, std::uint64_t kinds, std::int64_t first) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  Random random(seed);
  IdempotencyIndex index;
  std::multimap<Fingerprint, std::int64_t> map;
  std::int64_t next = first;
  std::int64_t oldest = first;
  index.ForgetBelow(first);
  for (int step = 0; step < 20'000; ++step) {
    const auto fingerprint = static_cast<Fingerprint>(random.Below(kinds) * 0x9e37'79b9);
    if (random.Chance(70)) {
      index.Add(fingerprint, next);
      map.emplace(fingerprint, next++);
    } else if (random.Chance(2)) {
      oldest = random.Between(oldest, next);
      index.ForgetBelow(oldest);
      std::erase_if(map, [oldest](const auto& entry) { return entry.second < oldest; });
    } else {
      std::vector<std::int64_t> expected;
      const auto [from, to] = map.equal_range(fingerprint);
      for (auto at = from; at != to; ++at) expected.push_back(at->second);
      std::sort(expected.begin(), expected.end());
      ASSERT_EQ(Found(index, fingerprint), expected) << "step " << step;
    }
  }
}

TEST(IdempotencyIndex, LookupsMatchAPlainMap) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    CompareWithAMap(seed, 1'000'000'000, 0);
    CompareWithAMap(seed, 500, 0);
    CompareWithAMap(seed, 3, 1'000);
  }
}

TEST(IdempotencyIndex, NumbersBeyond32BitsWork) {
  CompareWithAMap(1, 1'000'000'000, (std::int64_t{1} << 32) - 5'000);
  CompareWithAMap(2, 500, (std::int64_t{1} << 40) + 77);
}

TEST(IdempotencyIndex, SizeStaysBoundedWhileRecordsComeAndGo) {
  IdempotencyIndex index;
  Random random(1);
  constexpr std::int64_t kKept = 100'000;
  std::size_t most = 0;
  for (std::int64_t n = 0; n < 10 * kKept; ++n) {
    index.Add(static_cast<Fingerprint>(random.Next()), n);
    index.ForgetBelow(n - kKept);
    if (n > kKept) most = std::max(most, index.bytes());
  }
  EXPECT_LT(most, static_cast<std::size_t>(kKept) * 16);
}

TEST(IdempotencyIndex, StoredFingerprintsNeverChange) {
  EXPECT_EQ(FingerprintOf({0, 0}), 0u);
  EXPECT_EQ(FingerprintOf({0x0123'4567'89ab'cdef, 0xfedc'ba98'7654'3210}), 0x4757'd51cu);
  const std::vector<Fingerprint> one_generation(kGenerationRecords, 0x0403'0201);
  const std::string bytes = EncodeFingerprints(one_generation);
  EXPECT_EQ(bytes.substr(0, 5), "\x01\x02\x03\x04\x01");
  std::vector<Fingerprint> decoded;
  EXPECT_TRUE(DecodeFingerprints(bytes, decoded));
  EXPECT_EQ(decoded, one_generation);
  EXPECT_FALSE(DecodeFingerprints(bytes.substr(4), decoded));
  EXPECT_FALSE(DecodeFingerprints(bytes + "1234", decoded));
}

}  // namespace
}  // namespace herlaad::store
