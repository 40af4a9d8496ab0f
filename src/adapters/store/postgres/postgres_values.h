// Values in PostgreSQL's binary format: parameters and result fields.
#pragma once

#include <libpq-fe.h>

#include <string>
#include <vector>

#include "adapters/store/driver.h"

namespace herlaad::store::postgres {

// Type OIDs of the server.
inline constexpr Oid kInt8 = 20;
inline constexpr Oid kText = 25;
inline constexpr Oid kBytea = 17;

// The parameters of one statement. Reused to keep its memory.
class Parameters {
 public:
  void Clear();
  // A single value; blobs and texts are not copied.
  void Add(const Value& value);
  // As Add for a value of that column.
  void AddOne(const Column& column, const Value& value);
  // Column `column` of `rows`, each `width` wide, as an array.
  void AddColumn(const Column& column, const RowBatch& rows, std::size_t width, std::size_t at);

  [[nodiscard]] int count() const { return static_cast<int>(types_.size()); }
  [[nodiscard]] const Oid* types() const { return types_.data(); }
  // Valid until the next change.
  const char* const* values();
  [[nodiscard]] const int* lengths() const { return lengths_.data(); }
  [[nodiscard]] const int* formats() const { return formats_.data(); }

 private:
  void Push(Oid type, const char* outside, int length, bool is_null);

  std::string bytes_;  // of all values that are copied
  std::vector<Oid> types_;
  std::vector<const char*> outside_;  // nullptr: in bytes_, or NULL
  std::vector<std::size_t> starts_;   // in bytes_
  std::vector<bool> nulls_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
  std::vector<const char*> values_;
};

// Field `column` of row `row`. A type that no declared table has is Value::Other().
Value FieldOf(const PGresult* result, int row, int column);

}  // namespace herlaad::store::postgres
