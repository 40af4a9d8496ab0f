// An order's row and those of all that is its own, in one statement: so they are of one moment
// without a transaction, and cost one round trip. Each row of the answer says which table it is of;
// its columns stand under columns of the same type, the others are NULL.
#pragma once

#include <array>

#include "adapters/store/driver.h"

namespace herlaad::store {

// Of shard $1 and order $2. The rows come in no order that could be relied on.
const Query& WholeOrderQuery();

// One row of the answer, as its table has it.
class WholeOrderRow {
 public:
  explicit WholeOrderRow(Row row);

  // nullptr when the row is not of such an answer.
  [[nodiscard]] const Table* table() const { return table_; }
  [[nodiscard]] Row row() const { return {values_.data(), width_}; }

 private:
  const Table* table_ = nullptr;
  std::array<Value, kColumnsMax> values_;
  std::size_t width_ = 0;
};

}  // namespace herlaad::store
