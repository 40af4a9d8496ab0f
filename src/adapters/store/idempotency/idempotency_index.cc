#include "adapters/store/idempotency/idempotency_index.h"

#include <algorithm>

#include "base/core/check.h"

namespace herlaad::store {
namespace {

constexpr std::size_t kSmallest = 16;
constexpr std::uint64_t kLow32 = 0xffff'ffff;

Fingerprint FingerprintIn(std::uint64_t entry) { return static_cast<Fingerprint>(entry >> 32); }

}  // namespace

Fingerprint FingerprintOf(const Digest& key) {
  const std::uint64_t mixed =
      (key.high ^ (key.low * 0x9e37'79b9'7f4a'7c15)) * 0xd6e8'feb8'6659'fd93;
  return static_cast<Fingerprint>(mixed >> 32);
}

std::string EncodeFingerprints(std::span<const Fingerprint> fingerprints) {
  std::string bytes;
  bytes.reserve(fingerprints.size() * 4);
  for (const Fingerprint fingerprint : fingerprints) {
    for (int shift = 0; shift < 32; shift += 8) {
      bytes += static_cast<char>((fingerprint >> shift) & 0xff);
    }
  }
  return bytes;
}

bool DecodeFingerprints(std::string_view bytes, std::vector<Fingerprint>& fingerprints) {
  fingerprints.clear();
  return bytes.size() == kGenerationRecords * 4 && DecodeSomeFingerprints(bytes, fingerprints);
}

bool DecodeSomeFingerprints(std::string_view bytes, std::vector<Fingerprint>& fingerprints) {
  fingerprints.clear();
  if (bytes.size() % 4 != 0) return false;
  for (std::size_t i = 0; i < bytes.size(); i += 4) {
    Fingerprint fingerprint = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      fingerprint |= static_cast<Fingerprint>(static_cast<unsigned char>(bytes[i + k])) << (8 * k);
    }
    fingerprints.push_back(fingerprint);
  }
  return true;
}

// An entry holds the low 32 bits of a record's number plus one, so that none equals kEmpty; first_
// determines the full number. (2^32 - 1 numbers can be distinguished.)
std::uint64_t IdempotencyIndex::EntryOf(Fingerprint fingerprint,
                                        std::int64_t idempotency_record) const {
  const std::uint64_t low = static_cast<std::uint64_t>(idempotency_record) % kLow32 + 1;
  return (static_cast<std::uint64_t>(fingerprint) << 32) | low;
}

std::int64_t IdempotencyIndex::IdempotencyRecordOf(std::uint64_t entry) const {
  constexpr auto kTurn = static_cast<std::int64_t>(kLow32);
  const auto low = static_cast<std::int64_t>((entry & kLow32) - 1);
  // The greatest number with these bits that is not above last_.
  const std::int64_t idempotency_record = last_ / kTurn * kTurn + low;
  return idempotency_record > last_ ? idempotency_record - kTurn : idempotency_record;
}

std::size_t IdempotencyIndex::SlotOf(Fingerprint fingerprint, const Shard& shard) {
  const std::uint64_t within = static_cast<std::uint64_t>(fingerprint) & 0xff'ffff;
  return static_cast<std::size_t>((within * shard.entries.size()) >> 24);
}

void IdempotencyIndex::Place(std::uint64_t entry, Shard& shard) {
  std::size_t slot = SlotOf(FingerprintIn(entry), shard);
  while (shard.entries[slot] != kEmpty && !IsGone(shard.entries[slot])) {
    if (++slot == shard.entries.size()) slot = 0;
  }
  if (shard.entries[slot] == kEmpty) ++shard.used;
  shard.entries[slot] = entry;
}

void IdempotencyIndex::Rebuild(Shard& shard, std::size_t size) {
  std::vector<std::uint64_t> old(size, kEmpty);
  old.swap(shard.entries);
  shard.used = 0;
  for (const std::uint64_t entry : old) {
    if (entry != kEmpty && !IsGone(entry)) Place(entry, shard);
  }
}

void IdempotencyIndex::MakeRoom(Shard& shard) {
  if (shard.used * 5 < shard.entries.size() * 4) return;
  const auto living = static_cast<std::size_t>(
      std::count_if(shard.entries.begin(), shard.entries.end(),
                    [this](std::uint64_t entry) { return entry != kEmpty && !IsGone(entry); }));
  // Removing entries of records that are gone is enough if that frees much of the part.
  const bool grow = living * 10 >= shard.entries.size() * 7;
  const std::size_t size = grow ? shard.entries.size() * 5 / 4 : shard.entries.size();
  Rebuild(shard, std::max(kSmallest, size));
}

void IdempotencyIndex::Reserve(std::size_t idempotency_records) {
  const std::size_t each = idempotency_records / kShards * 10 / 7 + kSmallest;
  for (Shard& shard : shards_) {
    if (shard.entries.size() < each) Rebuild(shard, each);
  }
}

void IdempotencyIndex::Add(Fingerprint fingerprint, std::int64_t idempotency_record) {
  CHECK(idempotency_record >= last_ &&
            idempotency_record - first_ < static_cast<std::int64_t>(kLow32),
        "idempotency_records are numbered upwards, and fewer than 2^32 are kept");
  last_ = idempotency_record;
  Shard& shard = shards_[fingerprint >> 24];
  MakeRoom(shard);
  Place(EntryOf(fingerprint, idempotency_record), shard);
}

void IdempotencyIndex::Find(Fingerprint fingerprint,
                            std::vector<std::int64_t>& idempotency_records) const {
  const Shard& shard = shards_[fingerprint >> 24];
  if (shard.entries.empty()) return;
  std::size_t slot = SlotOf(fingerprint, shard);
  while (shard.entries[slot] != kEmpty) {
    const std::uint64_t entry = shard.entries[slot];
    if (FingerprintIn(entry) == fingerprint && !IsGone(entry))
      idempotency_records.push_back(IdempotencyRecordOf(entry));
    if (++slot == shard.entries.size()) slot = 0;
  }
}

void IdempotencyIndex::ForgetBelow(std::int64_t idempotency_record) {
  first_ = std::max(first_, idempotency_record);
}

std::size_t IdempotencyIndex::bytes() const {
  std::size_t bytes = sizeof *this;
  for (const Shard& shard : shards_) bytes += shard.entries.capacity() * sizeof(std::uint64_t);
  return bytes;
}

}  // namespace herlaad::store
