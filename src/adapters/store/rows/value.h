// Values of database rows. Only RowBatch owns memory, so that reading a row allocates nothing.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/core/check.h"
#include "base/core/instant.h"
#include "base/core/secret.h"

namespace herlaad::store {

class Value {
 public:
  enum class Kind : std::uint8_t { kNull, kInt, kText, kBlob, kOther };

  constexpr Value() : number_(0) {}
  static Value Int(std::int64_t number) { return Value(number); }
  static Value Text(std::string_view text) { return {Kind::kText, text}; }
  static Value Blob(std::string_view bytes) { return {Kind::kBlob, bytes}; }
  // A type that no declared table has, for example a floating-point number.
  static Value Other() { return {Kind::kOther, {}}; }

  [[nodiscard]] Kind kind() const { return kind_; }
  // 0 unless kInt.
  [[nodiscard]] std::int64_t number() const { return kind_ == Kind::kInt ? number_ : 0; }
  // Empty unless a text or a blob.
  [[nodiscard]] std::string_view bytes() const {
    return kind_ == Kind::kText || kind_ == Kind::kBlob ? std::string_view(bytes_, size_)
                                                        : std::string_view();
  }

 private:
  explicit Value(std::int64_t number) : number_(number), kind_(Kind::kInt) {}
  Value(Kind kind, std::string_view bytes)
      : bytes_(bytes.data()), size_(static_cast<std::uint32_t>(bytes.size())), kind_(kind) {
    CHECK(bytes.size() <= UINT32_MAX, "a text in a row is shorter than 4 GB");
  }

  union {  // by kind_
    std::int64_t number_;
    const char* bytes_;
  };
  std::uint32_t size_ = 0;
  Kind kind_ = Kind::kNull;
};
static_assert(sizeof(Value) == 16);

using Row = std::span<const Value>;

// Reads one row from left to right. A field of an unexpected type makes the row invalid: ok()
// reports that at the end, and until then reading continues with harmless values.
class Fields {
 public:
  explicit Fields(Row row) : row_(row) {}

  std::int64_t Int() { return Next(Value::Kind::kInt).number(); }
  std::string_view Text() { return Next(Value::Kind::kText).bytes(); }
  std::string_view Blob() { return Next(Value::Kind::kBlob).bytes(); }
  Instant At() { return {Int()}; }
  std::int32_t Int32() { return static_cast<std::int32_t>(Between(INT32_MIN, INT32_MAX)); }
  std::uint8_t Byte() { return static_cast<std::uint8_t>(Between(0, UINT8_MAX)); }
  bool Flag() { return Between(0, 1) != 0; }
  Digest DigestPair();
  // An enum whose values are first..last without a gap.
  template <class Enum>
  Enum In(Enum first, Enum last) {
    return static_cast<Enum>(
        Between(static_cast<std::int64_t>(first), static_cast<std::int64_t>(last)));
  }
  // Whether the next field is null. Does not advance.
  [[nodiscard]] bool NextIsNull() const {
    return at_ < row_.size() && row_[at_].kind() == Value::Kind::kNull;
  }
  void Skip(std::size_t fields) { at_ += fields; }
  // Passes over fields that must all be null.
  void SkipNulls(std::size_t fields) {
    for (std::size_t i = 0; i < fields; ++i) (void)Next(Value::Kind::kNull);
  }
  void Refuse() { ok_ = false; }

  // Every field had the expected type, and none is left.
  [[nodiscard]] bool ok() const { return ok_ && at_ == row_.size(); }

 private:
  std::int64_t Between(std::int64_t low, std::int64_t high);
  const Value& Next(Value::Kind kind);

  Row row_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

// Rows or keys of one table, one after the other. Texts are not copied and must outlive the batch,
// except copies made by Keep().
class RowBatch {
 public:
  void Clear();
  void Reserve(std::size_t values) { values_.reserve(values); }

  RowBatch& Int(std::int64_t number) { return Add(Value::Int(number)); }
  RowBatch& Text(std::string_view text) { return Add(Value::Text(text)); }
  RowBatch& Blob(std::string_view bytes) { return Add(Value::Blob(bytes)); }
  RowBatch& Null() { return Add(Value()); }
  RowBatch& At(Instant at) { return Int(at.ms); }
  RowBatch& Flag(bool flag) { return Int(flag ? 1 : 0); }
  RowBatch& DigestPair(const Digest& digest);
  RowBatch& KeptText(std::string_view text) { return Text(Keep(text)); }
  RowBatch& Append(Row row) {
    values_.insert(values_.end(), row.begin(), row.end());
    return *this;
  }
  template <class Enum>
  RowBatch& Of(Enum value) {
    static_assert(std::is_enum_v<Enum>);
    return Int(static_cast<std::int64_t>(value));
  }

  // A copy that lives until the batch is cleared.
  std::string_view Keep(std::string_view text);

  [[nodiscard]] bool empty() const { return values_.empty(); }
  [[nodiscard]] std::size_t Rows(std::size_t width) const {
    CHECK(values_.size() % width == 0, "a batch holds whole rows");
    return values_.size() / width;
  }
  [[nodiscard]] Row At(std::size_t row, std::size_t width) const {
    return Row(values_).subspan(row * width, width);
  }

 private:
  RowBatch& Add(Value value) {
    values_.push_back(value);
    return *this;
  }

  static constexpr std::size_t kChunkBytes = 16 * 1024;
  std::vector<Value> values_;
  std::vector<std::unique_ptr<char[]>> chunks_;  // of kChunkBytes each; kept for the next batch
  std::deque<std::string> long_;                 // texts that are longer than a chunk
  std::size_t chunk_ = 0;                        // being filled
  std::size_t used_ = 0;                         // of it
};

}  // namespace herlaad::store
