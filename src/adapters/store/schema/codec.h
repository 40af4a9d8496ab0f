// Codec<T>: how one value of T stands in the columns of a row. kColumns says how many and of which
// type; Append writes them, Read reads them and refuses the row when they cannot have come from
// Append. Sample gives any value that the column can hold, from a seed, for tests.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "adapters/store/driver.h"
#include "base/calendar/calendar.h"
#include "base/core/id.h"
#include "base/core/random.h"
#include "base/email/email_address.h"
#include "base/numbers/msisdn.h"
#include "domain/ledger/account.h"

namespace herlaad::store::schema {

// The first and the last value of an enum that is stored; there is no gap between them. Reading
// refuses every other number: SQL does not know the range.
template <class Enum>
struct EnumRange;  // kFirst, kLast

template <class T>
struct Codec;

struct IntCodec {
  static constexpr std::array kColumns{ColumnType::kInt};
};
struct TextCodec {
  static constexpr std::array kColumns{ColumnType::kText};
};

std::string SampleText(Random& random, std::size_t longest);
std::int64_t SampleAmount(Random& random);  // small, zero, large; never negative

template <>
struct Codec<std::int64_t> : IntCodec {
  static void Append(std::int64_t value, RowBatch& rows) { rows.Int(value); }
  static void Read(Fields& fields, std::int64_t& value) { value = fields.Int(); }
  static std::int64_t Sample(Random& random) { return SampleAmount(random); }
};
template <>
struct Codec<std::int32_t> : IntCodec {
  static void Append(std::int32_t value, RowBatch& rows) { rows.Int(value); }
  static void Read(Fields& fields, std::int32_t& value) { value = fields.Int32(); }
  static std::int32_t Sample(Random& random) {
    return static_cast<std::int32_t>(random.Between(0, 9));
  }
};
template <>
struct Codec<std::uint8_t> : IntCodec {
  static void Append(std::uint8_t value, RowBatch& rows) { rows.Int(value); }
  static void Read(Fields& fields, std::uint8_t& value) { value = fields.Byte(); }
  static std::uint8_t Sample(Random& random) {
    return static_cast<std::uint8_t>(random.Between(0, 255));
  }
};
template <>
struct Codec<bool> : IntCodec {
  static void Append(bool value, RowBatch& rows) { rows.Flag(value); }
  static void Read(Fields& fields, bool& value) { value = fields.Flag(); }
  static bool Sample(Random& random) { return random.Chance(50); }
};
template <>
struct Codec<Instant> : IntCodec {
  static void Append(Instant value, RowBatch& rows) { rows.At(value); }
  static void Read(Fields& fields, Instant& value) { value = fields.At(); }
  static Instant Sample(Random& random) {
    return random.Chance(30) ? Instant{} : Instant{random.Between(0, 1'800'000'000'000)};
  }
};
template <>
struct Codec<std::string> : TextCodec {
  static void Append(const std::string& value, RowBatch& rows) { rows.Text(value); }
  static void Read(Fields& fields, std::string& value) { value = fields.Text(); }
  static std::string Sample(Random& random) { return SampleText(random, 30); }
};
template <class Tag>
struct Codec<Id<Tag>> : IntCodec {
  static void Append(Id<Tag> value, RowBatch& rows) { rows.Int(value.value()); }
  static void Read(Fields& fields, Id<Tag>& value) { value = Id<Tag>(fields.Int()); }
  static Id<Tag> Sample(Random& random) {
    return Id<Tag>(random.Chance(50) ? random.Between(0, 1'000'000'000) : 0);
  }
};
template <class Enum>
requires std::is_enum_v<Enum>
struct Codec<Enum> : IntCodec {
  using Range = EnumRange<Enum>;
  static void Append(Enum value, RowBatch& rows) { rows.Of(value); }
  static void Read(Fields& fields, Enum& value) { value = fields.In(Range::kFirst, Range::kLast); }
  static Enum Sample(Random& random) {
    return static_cast<Enum>(random.Between(static_cast<std::int64_t>(Range::kFirst),
                                            static_cast<std::int64_t>(Range::kLast)));
  }
};
template <>
struct Codec<Msisdn> : IntCodec {
  static void Append(Msisdn value, RowBatch& rows) { rows.Int(value.value()); }
  static void Read(Fields& fields, Msisdn& value) {
    const auto read = Msisdn::FromValue(fields.Int());
    if (!read) return fields.Refuse();
    value = *read;
  }
  static Msisdn Sample(Random& random) {
    return Msisdn::FromStored(32'470'000'000 + random.Between(0, 999'999));
  }
};
template <>
struct Codec<calendar::Month> : IntCodec {
  static void Append(calendar::Month value, RowBatch& rows) { rows.Int(value.number); }
  static void Read(Fields& fields, calendar::Month& value) { value.number = fields.Int32(); }
  static calendar::Month Sample(Random& random) {
    return {static_cast<std::int32_t>(random.Between(0, 202'712))};
  }
};
template <>
struct Codec<Digest> {
  static constexpr std::array kColumns{ColumnType::kInt, ColumnType::kInt};
  static void Append(const Digest& value, RowBatch& rows) { rows.DigestPair(value); }
  static void Read(Fields& fields, Digest& value) { value = fields.DigestPair(); }
  static Digest Sample(Random& random) { return {random.Next(), random.Next()}; }
};
// 0: none.
template <>
struct Codec<std::optional<Msisdn>> : IntCodec {
  static void Append(const std::optional<Msisdn>& value, RowBatch& rows) {
    rows.Int(value ? value->value() : 0);
  }
  static void Read(Fields& fields, std::optional<Msisdn>& value);
  static std::optional<Msisdn> Sample(Random& random) {
    return random.Chance(50) ? std::optional(Codec<Msisdn>::Sample(random)) : std::nullopt;
  }
};
// Empty: none.
template <>
struct Codec<std::optional<EmailAddress>> : TextCodec {
  static void Append(const std::optional<EmailAddress>& value, RowBatch& rows) {
    rows.Text(value ? std::string_view(value->text()) : std::string_view());
  }
  static void Read(Fields& fields, std::optional<EmailAddress>& value);
  static std::optional<EmailAddress> Sample(Random& random);
};
// Words with spaces between them.
template <>
struct Codec<std::vector<std::string>> : TextCodec {
  static void Append(const std::vector<std::string>& words, RowBatch& rows);
  static void Read(Fields& fields, std::vector<std::string>& words);
  static std::vector<std::string> Sample(Random& random);
};
// The account's name; its asset follows from its kind.
template <>
struct Codec<ledger::Account> : TextCodec {
  static void Append(const ledger::Account& account, RowBatch& rows);
  static void Read(Fields& fields, ledger::Account& account);
  static ledger::Account Sample(Random& random);
};
// Keys of several columns.
template <class... Parts>
struct Codec<std::tuple<Parts...>> {
  static constexpr std::array kColumns{Codec<Parts>::kColumns.front()...};
  static void Append(const std::tuple<Parts...>& value, RowBatch& rows) {
    std::apply([&rows](const auto&... part) { (Codec<Parts>::Append(part, rows), ...); }, value);
  }
};
template <class T, std::size_t kSize>
struct Codec<std::array<T, kSize>> {
  static constexpr auto kColumns = [] {
    std::array<ColumnType, kSize * Codec<T>::kColumns.size()> columns{};
    for (std::size_t i = 0; i < columns.size(); ++i) {
      columns.at(i) = Codec<T>::kColumns.at(i % Codec<T>::kColumns.size());
    }
    return columns;
  }();
  static void Append(const std::array<T, kSize>& values, RowBatch& rows) {
    for (const T& value : values) Codec<T>::Append(value, rows);
  }
  static void Read(Fields& fields, std::array<T, kSize>& values) {
    for (T& value : values) Codec<T>::Read(fields, value);
  }
  static std::array<T, kSize> Sample(Random& random) {
    std::array<T, kSize> values{};
    for (T& value : values) value = Codec<T>::Sample(random);
    return values;
  }
};

}  // namespace herlaad::store::schema
