// Bucket: one prepaid balance of one unit with its own validity. A SIM has its credit, which
// top-ups add to and whose validity is the SIM's own, the bonus of top-ups, and any number of
// others that were granted to it: data, seconds, messages or euros of a plan. Amounts are whole
// units of the asset: millionths of a euro, bytes, seconds, messages.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/instant.h"
#include "base/core/secret.h"
#include "base/money/asset.h"

namespace herlaad::prepaid {

// Maximum of one bucket: a thousand million euros, or a petabyte; far below 64 bits.
inline constexpr std::int64_t kBalanceMax = 1'000'000'000'000'000;

// Whether it was paid for or given. Stored, never reused.
enum class BucketKind : std::uint8_t {
  kPaid = 1,
  kBonus = 2,
};
inline constexpr auto kLastBucketKind = BucketKind::kBonus;
std::string_view Name(BucketKind kind);  // "paid"
std::optional<BucketKind> ParseBucketKind(std::string_view name);

// The number of a bucket within its SIM. It is used again once the bucket is empty.
using BucketNumber = std::int32_t;
inline constexpr BucketNumber kCreditBucket = 1;
inline constexpr BucketNumber kBonusBucket = 2;
inline constexpr BucketNumber kFirstGranted = 3;
// Maximum of granted buckets of one SIM that are not empty.
inline constexpr std::size_t kGrantedMax = 32;
inline constexpr BucketNumber kLastGranted = kFirstGranted + kGrantedMax - 1;
inline constexpr std::size_t kSourceMax = 40;

struct Bucket {
  BucketNumber n = kCreditBucket;
  Asset asset = Asset::kEur6;
  BucketKind kind = BucketKind::kPaid;
  std::int64_t amount = 0;    // not below zero; what is reserved is part of it
  std::int64_t reserved = 0;  // from zero to `amount`
  Instant valid_until{};      // its last instant; 0: no end of its own
  Instant granted_at{};       // 0: of the credit and the bonus, which grow again and again
  std::string source = {};    // what granted it, such as a plan; empty: top-ups

  [[nodiscard]] std::int64_t available() const { return amount - reserved; }
  friend bool operator==(const Bucket&, const Bucket&) = default;
};

// A part of a bucket.
struct Portion {
  BucketNumber n = kCreditBucket;
  Asset asset = Asset::kEur6;
  std::int64_t amount = 0;  // above zero

  friend bool operator==(const Portion&, const Portion&) = default;
};
using Portions = std::vector<Portion>;  // of different buckets

// A part of the credit set aside for a use whose extent is not known yet. It ends when the use is
// committed, or by time.
struct Reservation {
  Digest key;       // of who reserved and under which name
  Instant until{};  // its last instant
  Portions portions = {};

  friend bool operator==(const Reservation&, const Reservation&) = default;
};
// Maximum of open reservations of one SIM.
inline constexpr std::size_t kReservationsMax = 16;

// The sum of the portions of `asset`.
std::int64_t SumOf(const Portions& portions, Asset asset);

// The assets a bucket can have, in the order of their numbers.
inline constexpr Asset kBucketAssets[] = {Asset::kEur6, Asset::kBytes, Asset::kSeconds,
                                          Asset::kMessages};

}  // namespace herlaad::prepaid
