#include "adapters/store/rows/value.h"

#include <cstring>

namespace herlaad::store {

const Value& Fields::Next(Value::Kind kind) {
  static constexpr Value kNothing;
  if (at_ >= row_.size()) {
    ok_ = false;
    return kNothing;
  }
  const Value& value = row_[at_++];
  if (value.kind() != kind) ok_ = false;
  return value;
}

std::int64_t Fields::Between(std::int64_t low, std::int64_t high) {
  const std::int64_t number = Int();
  if (number >= low && number <= high) return number;
  ok_ = false;
  return low;
}

Digest Fields::DigestPair() {
  const auto high = static_cast<std::uint64_t>(Int());
  const auto low = static_cast<std::uint64_t>(Int());
  return {high, low};
}

void RowBatch::Clear() {
  values_.clear();
  long_.clear();
  chunk_ = 0;
  used_ = 0;
}

RowBatch& RowBatch::DigestPair(const Digest& digest) {
  Int(static_cast<std::int64_t>(digest.high));
  return Int(static_cast<std::int64_t>(digest.low));
}

std::string_view RowBatch::Keep(std::string_view text) {
  if (text.size() > kChunkBytes) return long_.emplace_back(text);
  if (chunk_ < chunks_.size() && used_ + text.size() > kChunkBytes) {
    ++chunk_;
    used_ = 0;
  }
  if (chunk_ == chunks_.size()) chunks_.push_back(std::make_unique<char[]>(kChunkBytes));
  char* const copy = chunks_[chunk_].get() + used_;
  std::memcpy(copy, text.data(), text.size());
  used_ += text.size();
  return {copy, text.size()};
}

}  // namespace herlaad::store
