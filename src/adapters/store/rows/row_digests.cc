#include "adapters/store/rows/row_digests.h"

#include <algorithm>

namespace herlaad::store {
namespace {

constexpr std::size_t kNamed = 5;  // the number of differences that are listed

void AppendWord(std::uint64_t word, std::string& bytes) {
  for (int shift = 0; shift < 64; shift += 8) {
    bytes += static_cast<char>(static_cast<unsigned char>(word >> shift));
  }
}

std::string Plain(const Value& value) {
  const bool is_text = value.kind() == Value::Kind::kText;
  return is_text ? std::string(value.bytes()) : std::to_string(value.number());
}

}  // namespace

// Lengths precede their content, so different rows never give the same bytes.
Digest DigestOf(Row row) {
  std::string bytes;
  for (const Value& value : row) {
    bytes += static_cast<char>(value.kind());
    AppendWord(static_cast<std::uint64_t>(value.number()), bytes);
    AppendWord(value.bytes().size(), bytes);
    bytes += value.bytes();
  }
  return herlaad::DigestOf(bytes);
}

void RowDigests::Sort() {
  std::sort(digests_.begin(), digests_.end());
  taken_.assign(digests_.size(), false);
  left_ = digests_.size();
}

bool RowDigests::Take(Row row) {
  const auto [first, last] = std::equal_range(digests_.begin(), digests_.end(), DigestOf(row));
  for (auto at = first; at != last; ++at) {
    const auto n = static_cast<std::size_t>(at - digests_.begin());
    if (taken_[n]) continue;
    taken_[n] = true;
    --left_;
    return true;
  }
  return false;
}

void RowDifferences::Add(std::string_view what, Row row) {
  if (++count_ > kNamed) return;
  if (!named_.empty()) named_ += "; ";
  // Leaves out the shard, which is the same in all rows.
  for (std::size_t i = 1; i < std::max<std::size_t>(2, table_.key); ++i) {
    if (i > 1) named_ += ", ";
    named_ += std::string(table_.columns[i].name) + " " + Plain(row[i]);
  }
  named_ += " " + std::string(what);
}

std::string RowDifferences::Text() const {
  std::string text = std::string(table_.name) + ": " + std::to_string(count_) +
                     (count_ == 1 ? " row differs: " : " rows differ: ") + named_;
  if (count_ > kNamed) text += "; …";
  return text;
}

}  // namespace herlaad::store
