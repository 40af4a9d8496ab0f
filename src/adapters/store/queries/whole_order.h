// Reads an order's row and those of all its parts in one statement: one snapshot without a
// transaction, and one round trip. Each row of the answer names its table; its values are in
// columns of the same type, the others are NULL.
#pragma once

#include <array>

#include "adapters/store/driver.h"

namespace herlaad::store {

// Of shard $1 and order $2. The order of the rows is unspecified.
const Query& WholeOrderQuery();

// One row of the answer, converted to the columns of its table.
class WholeOrderRow {
 public:
  // Points into `row`.
  explicit WholeOrderRow(Row row);
  WholeOrderRow(const WholeOrderRow&) = delete;
  WholeOrderRow& operator=(const WholeOrderRow&) = delete;

  // nullptr if the row is not of such an answer.
  [[nodiscard]] const Table* table() const { return table_; }
  [[nodiscard]] Row row() const { return row_; }

 private:
  const Table* table_ = nullptr;
  Row row_;
  std::array<Value, kColumnsMax> values_;  // unless they stand in the answer as they are
};

}  // namespace herlaad::store
