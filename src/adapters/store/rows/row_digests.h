// Compares two sets of rows, in any order, by a digest of each row.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/store/driver.h"
#include "base/core/secret.h"

namespace herlaad::store {

// BLAKE2b (128 bits) over the type and content of each value.
Digest DigestOf(Row row);

// The digests of one side's rows: 17 bytes for each.
class RowDigests {
 public:
  void Add(Row row) { digests_.push_back(DigestOf(row)); }
  // Between the last Add and the first Take.
  void Sort();
  // Whether there is such a row that was not taken yet; takes it.
  bool Take(Row row);
  [[nodiscard]] std::size_t left() const { return left_; }

 private:
  std::vector<Digest> digests_;
  std::vector<bool> taken_;
  std::size_t left_ = 0;
};

// Describes rows that differ: how many, and the keys of the first few.
class RowDifferences {
 public:
  explicit RowDifferences(const Table& table) : table_(table) {}
  void Add(std::string_view what, Row row);
  [[nodiscard]] bool empty() const { return count_ == 0; }
  // "transfers: 2 rows differ: order_id 17, n 1 is not what was sent; …"
  [[nodiscard]] std::string Text() const;

 private:
  const Table& table_;
  std::size_t count_ = 0;
  std::string named_;
};

}  // namespace herlaad::store
