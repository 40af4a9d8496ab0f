#include "adapters/store/postgres/postgres_values.h"

#include <climits>

namespace herlaad::store::postgres {
namespace {

constexpr int kBinary = 1;
constexpr Oid kInt8Array = 1016;
constexpr Oid kTextArray = 1009;
constexpr Oid kByteaArray = 1001;

void AppendInt32(std::int64_t number, std::string& bytes) {
  const auto bits = static_cast<std::uint32_t>(number);
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>((bits >> shift) & 0xff);
}

void AppendInt64(std::int64_t number, std::string& bytes) {
  const auto bits = static_cast<std::uint64_t>(number);
  char big_end[8];
  for (int i = 0; i < 8; ++i) big_end[i] = static_cast<char>((bits >> (56 - 8 * i)) & 0xff);
  bytes.append(big_end, sizeof big_end);
}

int Length(std::size_t size) {
  CHECK(size <= INT_MAX, "a parameter is far below two gigabytes");
  return static_cast<int>(size);
}

std::pair<Oid, Oid> ArrayAndElement(ColumnType type) {
  switch (type) {
    case ColumnType::kInt:
      return {kInt8Array, kInt8};
    case ColumnType::kText:
      return {kTextArray, kText};
    case ColumnType::kBlob:
      return {kByteaArray, kBytea};
  }
  CHECK(false, "a column has one of the listed types");
}

void AppendElement(const Column& column, const Value& value, std::string& bytes) {
  CHECK(Fits(column, value), "a value is of the type of its column");
  if (value.kind() == Value::Kind::kNull) return AppendInt32(-1, bytes);
  if (value.kind() == Value::Kind::kInt) {
    AppendInt32(8, bytes);
    return AppendInt64(value.number(), bytes);
  }
  AppendInt32(Length(value.bytes().size()), bytes);
  bytes += value.bytes();
}

std::int64_t ReadInt(const char* bytes, int length) {
  std::uint64_t bits = (static_cast<unsigned char>(bytes[0]) & 0x80) != 0 ? ~std::uint64_t{0} : 0;
  for (int i = 0; i < length; ++i) bits = (bits << 8) | static_cast<unsigned char>(bytes[i]);
  return static_cast<std::int64_t>(bits);
}

}  // namespace

void Parameters::Clear() {
  bytes_.clear();
  types_.clear();
  outside_.clear();
  starts_.clear();
  nulls_.clear();
  lengths_.clear();
  formats_.clear();
}

void Parameters::Push(Oid type, const char* outside, int length, bool is_null) {
  types_.push_back(type);
  outside_.push_back(outside);
  nulls_.push_back(is_null);
  lengths_.push_back(length);
  formats_.push_back(kBinary);
}

void Parameters::Add(const Value& value) {
  starts_.push_back(bytes_.size());
  switch (value.kind()) {
    case Value::Kind::kInt:
      AppendInt64(value.number(), bytes_);
      return Push(kInt8, nullptr, 8, false);
    case Value::Kind::kText:
    case Value::Kind::kBlob: {
      const std::string_view text = value.bytes();
      // An empty text may have a null pointer, which libpq would send as NULL.
      return Push(value.kind() == Value::Kind::kText ? kText : kBytea,
                  text.empty() ? "" : text.data(), Length(text.size()), false);
    }
    case Value::Kind::kNull:
    case Value::Kind::kOther:
      return Push(0, nullptr, 0, true);
  }
}

void Parameters::AddOne(const Column& column, const Value& value) {
  CHECK(Fits(column, value), "a value is of the type of its column");
  Add(value);
}

void Parameters::AddColumn(const Column& column, const RowBatch& rows, std::size_t width,
                           std::size_t at) {
  const auto [array, element] = ArrayAndElement(column.type);
  const std::size_t start = bytes_.size();
  starts_.push_back(start);
  const std::size_t count = rows.Rows(width);
  AppendInt32(1, bytes_);                        // dimensions
  AppendInt32(column.nullable ? 1 : 0, bytes_);  // may hold NULLs
  AppendInt32(static_cast<std::int64_t>(element), bytes_);
  AppendInt32(Length(count), bytes_);
  AppendInt32(1, bytes_);  // the first element's index
  for (std::size_t i = 0; i < count; ++i) AppendElement(column, rows.At(i, width)[at], bytes_);
  Push(array, nullptr, Length(bytes_.size() - start), false);
}

const char* const* Parameters::values() {
  values_.clear();
  for (std::size_t i = 0; i < types_.size(); ++i) {
    const char* value = outside_[i];
    if (value == nullptr && !nulls_[i]) value = bytes_.data() + starts_[i];
    values_.push_back(value);
  }
  return values_.data();
}

Value FieldOf(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column) == 1) return {};
  const char* const bytes = PQgetvalue(result, row, column);
  const int length = PQgetlength(result, row, column);
  const std::string_view view(bytes, static_cast<std::size_t>(length));
  switch (PQftype(result, column)) {
    case 16:  // bool
    case 20:  // int8
    case 21:  // int2
    case 23:  // int4
      return Value::Int(PQftype(result, column) == 16 ? bytes[0] : ReadInt(bytes, length));
    case 19:    // name
    case 25:    // text
    case 1043:  // varchar
      return Value::Text(view);
    case 17:  // bytea
      return Value::Blob(view);
    default:
      return Value::Other();
  }
}

}  // namespace herlaad::store::postgres
