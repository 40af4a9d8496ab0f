// IdempotencyIndex: an in-memory index of the idempotency records. Records are numbered as they are
// stored; the index maps 32 bits of a key's digest to record numbers. A new key costs a few
// nanoseconds and no SQL; a possibly known one costs reading the row by its number, and the row
// decides. About ten bytes for each record. Not thread-safe.
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

// Stored in generations: must never change.
Fingerprint FingerprintOf(const Digest& key);

// The number of records in a generation, whose fingerprints are stored together once it is full.
inline constexpr std::int64_t kGenerationRecords = 1'024;
inline std::int64_t GenerationOf(std::int64_t idempotency_record) {
  return idempotency_record / kGenerationRecords;
}

// Four bytes for each fingerprint, little-endian.
std::string EncodeFingerprints(std::span<const Fingerprint> fingerprints);
// False if `bytes` is not the encoding of exactly one generation.
bool DecodeFingerprints(std::string_view bytes, std::vector<Fingerprint>& fingerprints);
// As DecodeFingerprints, for any number of fingerprints.
bool DecodeSomeFingerprints(std::string_view bytes, std::vector<Fingerprint>& fingerprints);

class IdempotencyIndex {
 public:
  // Reserves memory, so that adding this many records does not grow the index.
  void Reserve(std::size_t idempotency_records);

  // The number must not be less than any added before, and must be within 2^32 of first(). (Where
  // several nodes write, all records of a generation have one number.)
  void Add(Fingerprint fingerprint, std::int64_t idempotency_record);

  // Appends the numbers of all records with that fingerprint to `idempotency_records`.
  void Find(Fingerprint fingerprint, std::vector<std::int64_t>& idempotency_records) const;

  // Records below this number are gone. Their entries are removed gradually as their slots are
  // needed.
  void ForgetBelow(std::int64_t idempotency_record);
  [[nodiscard]] std::int64_t first() const { return first_; }

  [[nodiscard]] std::size_t bytes() const;

 private:
  static constexpr std::size_t kShards = 256;
  static constexpr std::uint64_t kEmpty = 0;

  // Open addressing in the order of fingerprints, at most four fifths full. 256 parts, so that
  // growing happens in small steps.
  struct Shard {
    std::vector<std::uint64_t> entries;
    std::size_t used = 0;  // slots not empty, including those of records that are gone
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
  std::int64_t first_ = 0;  // records below are gone
  std::int64_t last_ = -1;  // the greatest number added
};

}  // namespace herlaad::store
