// ClaimIndex: where to look for an idempotency record, in memory. Idempotency records are numbered
// as they are stored; the index knows the number of every idempotency record by 32 bits of its
// digest. A key that is new costs a few nanoseconds and no SQL; one that may be known costs a read
// of the row by its number, and the row decides. Some ten bytes an idempotency record. Not
// thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/secret.h"

namespace herlaad::store {

using Fingerprint = std::uint32_t;

// Stored in generations: never to be changed.
Fingerprint FingerprintOf(const Digest& key);

// So many idempotency records make a generation, whose fingerprints are stored together when it is
// full.
inline constexpr std::int64_t kGenerationRecords = 1'024;
inline std::int64_t GenerationOf(std::int64_t idempotency_record) {
  return idempotency_record / kGenerationRecords;
}

// Four bytes a fingerprint, little end first.
std::string EncodeFingerprints(std::span<const Fingerprint> fingerprints);
// False when it is not what EncodeFingerprints made of a whole generation.
bool DecodeFingerprints(std::string_view bytes, std::vector<Fingerprint>& fingerprints);
// The same for any number of them.
bool DecodeSomeFingerprints(std::string_view bytes, std::vector<Fingerprint>& fingerprints);

class IdempotencyIndex {
 public:
  // Room for so many idempotency records, so that filling it does not grow it.
  void Reserve(std::size_t idempotency_records);

  // `idempotency record` is not less than any number added before, and within 2^32 of first().
  // (Where several nodes write, claims that are looked for together have one number.)
  void Add(Fingerprint fingerprint, std::int64_t idempotency_record);

  // The numbers of all idempotency records with that fingerprint, appended to `idempotency
  // records`.
  void Find(Fingerprint fingerprint, std::vector<std::int64_t>& idempotency_records) const;

  // Idempotency records below are gone. Their entries are dropped bit by bit as others need their
  // place.
  void ForgetBelow(std::int64_t idempotency_record);
  [[nodiscard]] std::int64_t first() const { return first_; }

  [[nodiscard]] std::size_t bytes() const;

 private:
  static constexpr std::size_t kShards = 256;
  static constexpr std::uint64_t kEmpty = 0;

  // Open addressing in the order of fingerprints; kept at most four fifths full. 256 of them, so
  // that growing is done in small steps.
  struct Shard {
    std::vector<std::uint64_t> entries;
    std::size_t used = 0;  // not empty; their idempotency records may be gone
  };

  [[nodiscard]] std::uint64_t EntryOf(Fingerprint fingerprint,
                                      std::int64_t idempotency_record) const;
  [[nodiscard]] std::int64_t IdempotencyRecordOf(std::uint64_t entry) const;
  [[nodiscard]] bool IsGone(std::uint64_t entry) const {
    return IdempotencyRecordOf(entry) < first_;
  }
  static std::size_t SlotOf(Fingerprint fingerprint, const Shard& shard);
  void Place(std::uint64_t entry, Shard& shard);
  void Rebuild(Shard& shard, std::size_t size);
  void MakeRoom(Shard& shard);

  std::array<Shard, kShards> shards_;
  std::int64_t first_ = 0;  // below: gone
  std::int64_t last_ = -1;  // the greatest added
};

}  // namespace herlaad::store
