// How a struct is a table, said once. Described<Row> names the table and lists its fields; the
// columns, the DDL of both databases, writing, reading, random samples and the copy to another
// database all follow from that list.
//
//   template <>
//   struct Described<ClientNote> {
//     static constexpr TableTraits kTraits{.name = "client_notes", .key = 1, .is_by_id = true};
//     static constexpr std::tuple kFields{Member("id", &ClientNote::id),
//                                         Member("text", &ClientNote::text)};
//   };
//
// A field is one of
//   Member(name, &Row::member)      one value in one column
//   Members({names…}, &Row::member) one value in as many columns as its Codec has
//   Through(getter, fields...)      the fields of a struct inside the row
//   Bytes(name, &Row::member)       a string of bytes
//   FirstPart<"prefix_", Part>(get) the first of a list of described parts, with that prefix
//   Derived<T>(name, function)      written for indexes and for people; not read
//   Checked<T>(name, function)      the same, and reading refuses the row where it differs
#pragma once

#include <cstddef>
#include <tuple>
#include <utility>

#include "adapters/store/schema/codec.h"

namespace herlaad::store::schema {

struct TableTraits {
  std::string_view name;
  std::size_t key = 1;            // how many columns are its key, apart from the shard
  bool is_by_id = false;          // see Table
  bool is_held = false;           // see Table
  bool is_raced = false;          // see Table
  std::string_view indexes = {};  // CREATE INDEX statements, for both databases
  // Arithmetic that must hold in a row; SQL checks nothing else.
  std::string_view checks = {};  // "CHECK (amount > 0), CHECK (fee >= 0)"
  std::string_view end = {};     // in place of the usual end of the table; see migrations.h
};

template <class Row>
struct Described;

// A text that is known at compile time.
template <std::size_t kSize>
struct FixedText {
  char text[kSize]{};
  consteval FixedText(const char (&from)[kSize]) {  // NOLINT: a literal
    for (std::size_t i = 0; i < kSize; ++i) text[i] = from[i];
  }
  [[nodiscard]] constexpr std::string_view view() const { return {text, kSize - 1}; }
};

// --- Fields. Each has kWidth, Columns(out), Append(row, rows), Read(fields, row), Sample(random,
// row).

template <class Get, std::size_t kNames>
struct ValueField {
  std::array<std::string_view, kNames> names;
  Get get;

  template <class Row>
  using Value = std::remove_cvref_t<std::invoke_result_t<Get, Row&>>;
  static constexpr std::size_t kWidth = kNames;

  template <class Row, class Out>
  constexpr void Columns(Out& out) const {
    using C = Codec<Value<Row>>;
    static_assert(C::kColumns.size() == kNames, "a name for each column");
    constexpr bool kNullable = requires { C::kIsNullable; };
    for (std::size_t i = 0; i < kNames; ++i) {
      out.Add({names.at(i), C::kColumns.at(i), kNullable});
    }
  }
  template <class Row>
  void Append(const Row& row, RowBatch& rows) const {
    Codec<Value<Row>>::Append(std::invoke(get, row), rows);
  }
  template <class Row>
  void Read(Fields& fields, Row& row) const {
    Codec<Value<Row>>::Read(fields, std::invoke(get, row));
  }
  template <class Row>
  void Sample(Random& random, Row& row) const {
    std::invoke(get, row) = Codec<Value<Row>>::Sample(random);
  }
};

template <class Get>
constexpr ValueField<Get, 1> Member(std::string_view name, Get get) {
  return {{name}, get};
}
template <std::size_t kNames, class Get>
constexpr ValueField<Get, kNames> Members(const char* const (&names)[kNames], Get get) {
  ValueField<Get, kNames> field{{}, get};
  for (std::size_t i = 0; i < kNames; ++i) field.names.at(i) = names[i];
  return field;
}

template <class T, class Make, bool kIsChecked>
struct DerivedField {
  std::string_view name;
  Make make;

  static constexpr std::size_t kWidth = 1;
  template <class Row, class Out>
  constexpr void Columns(Out& out) const {
    out.Add({name, Codec<T>::kColumns.front()});
  }
  template <class Row>
  void Append(const Row& row, RowBatch& rows) const {
    Codec<T>::Append(make(row), rows);
  }
  template <class Row>
  void Read(Fields& fields, Row& row) const {
    if constexpr (kIsChecked) {
      T read{};
      Codec<T>::Read(fields, read);
      if (!(read == make(row))) fields.Refuse();
    } else {
      fields.Skip(1);
    }
  }
  template <class Row>
  void Sample(Random&, Row&) const {}
};
template <class T, class Make>
constexpr DerivedField<T, Make, false> Derived(std::string_view name, Make make) {
  return {name, make};
}
template <class T, class Make>
constexpr DerivedField<T, Make, true> Checked(std::string_view name, Make make) {
  return {name, make};
}

// Bytes rather than text.
template <class Get>
struct BytesField {
  std::string_view name;
  Get get;

  static constexpr std::size_t kWidth = 1;
  template <class Row, class Out>
  constexpr void Columns(Out& out) const {
    out.Add({name, ColumnType::kBlob});
  }
  template <class Row>
  void Append(const Row& row, RowBatch& rows) const {
    rows.Blob(std::invoke(get, row));
  }
  template <class Row>
  void Read(Fields& fields, Row& row) const {
    std::invoke(get, row) = fields.Blob();
  }
  template <class Row>
  void Sample(Random& random, Row& row) const {
    std::invoke(get, row) = SampleText(random, 30);
  }
};
template <class Get>
constexpr BytesField<Get> Bytes(std::string_view name, Get get) {
  return {name, get};
}

template <class Get, class... Inner>
struct ThroughField {
  Get get;
  std::tuple<Inner...> inner;

  static constexpr std::size_t kWidth = (Inner::kWidth + ... + 0);
  template <class Row, class Out>
  constexpr void Columns(Out& out) const {
    using Sub = std::remove_cvref_t<std::invoke_result_t<Get, Row&>>;
    std::apply([&out](const auto&... field) { (field.template Columns<Sub>(out), ...); }, inner);
  }
  template <class Row>
  void Append(const Row& row, RowBatch& rows) const {
    const auto& sub = std::invoke(get, row);
    std::apply([&](const auto&... field) { (field.Append(sub, rows), ...); }, inner);
  }
  template <class Row>
  void Read(Fields& fields, Row& row) const {
    auto& sub = std::invoke(get, row);
    std::apply([&](const auto&... field) { (field.Read(fields, sub), ...); }, inner);
  }
  template <class Row>
  void Sample(Random& random, Row& row) const {
    auto& sub = std::invoke(get, row);
    std::apply([&](const auto&... field) { (field.Sample(random, sub), ...); }, inner);
  }
};
template <class Get, class... Inner>
constexpr ThroughField<Get, Inner...> Through(Get get, Inner... inner) {
  return {get, {inner...}};
}

template <class Row>
constexpr std::size_t WidthOf() {
  return std::apply(
      [](const auto&... field) { return (std::remove_cvref_t<decltype(field)>::kWidth + ... + 0); },
      Described<Row>::kFields);
}

template <std::size_t kSize>
struct ColumnList {
  std::array<Column, kSize> columns{};
  std::size_t size = 0;
  constexpr void Add(Column column) { columns.at(size++) = column; }
};

// The columns of a row's fields, without the shard.
template <class Row>
constexpr auto FieldColumns() {
  ColumnList<WidthOf<Row>()> list;
  std::apply([&list](const auto&... field) { (field.template Columns<Row>(list), ...); },
             Described<Row>::kFields);
  return list.columns;
}

// A struct's fields behind whatever stands there already.
template <class Row>
void AppendFields(const Row& row, RowBatch& rows) {
  std::apply([&](const auto&... field) { (field.Append(row, rows), ...); },
             Described<Row>::kFields);
}
template <class Row>
void ReadFields(Fields& fields, Row& row) {
  std::apply([&](const auto&... field) { (field.Read(fields, row), ...); },
             Described<Row>::kFields);
}

// The names of a described struct's columns with `kPrefix` in front.
template <FixedText kPrefix, class Part>
struct PrefixedNames {
  static constexpr auto kColumns = FieldColumns<Part>();
  static constexpr std::size_t kLength = [] {
    std::size_t length = 0;
    for (const Column& column : kColumns) length += kPrefix.view().size() + column.name.size();
    return length;
  }();
  static constexpr auto kText = [] {
    std::array<char, kLength> text{};
    std::size_t at = 0;
    for (const Column& column : kColumns) {
      for (const char c : kPrefix.view()) text.at(at++) = c;
      for (const char c : column.name) text.at(at++) = c;
    }
    return text;
  }();
  static constexpr std::string_view NameOf(std::size_t index) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < index; ++i)
      at += kPrefix.view().size() + kColumns.at(i).name.size();
    return {kText.data() + at, kPrefix.view().size() + kColumns.at(index).name.size()};
  }
};

// The first of a list of parts, in the row of what has them; n = 0 where there is none. The others
// have a table of their own, from the same description.
template <FixedText kPrefix, class Part, class Get>
struct FirstPartField {
  Get get;

  static constexpr std::size_t kWidth = WidthOf<Part>();
  template <class Row, class Out>
  constexpr void Columns(Out& out) const {
    using Names = PrefixedNames<kPrefix, Part>;
    for (std::size_t i = 0; i < kWidth; ++i)
      out.Add({Names::NameOf(i), Names::kColumns.at(i).type});
  }
  template <class Row>
  void Append(const Row& row, RowBatch& rows) const {
    static const Part kNone = [] {
      Part none{};
      none.n = 0;
      return none;
    }();
    const auto& parts = std::invoke(get, row);
    AppendFields(parts.empty() ? kNone : parts.front(), rows);
  }
  template <class Row>
  void Read(Fields& fields, Row& row) const {
    Part part{};
    ReadFields(fields, part);
    if (part.n != 0) std::invoke(get, row).push_back(std::move(part));
  }
  template <class Row>
  void Sample(Random&, Row&) const {}
};
template <FixedText kPrefix, class Part, class Get>
constexpr FirstPartField<kPrefix, Part, Get> FirstPart(Get get) {
  return {get};
}

// --- What follows from a list of fields.

template <class Row>
inline constexpr auto kColumnsOf = [] {
  std::array<Column, WidthOf<Row>() + 1> columns{};
  columns.at(0) = {"shard"};
  const auto fields = FieldColumns<Row>();
  for (std::size_t i = 0; i < fields.size(); ++i) columns.at(i + 1) = fields.at(i);
  return columns;
}();

// The table of a described struct. A constant with one address in the program.
template <class Row>
inline constexpr Table kTableOf{Described<Row>::kTraits.name,    kColumnsOf<Row>,
                                Described<Row>::kTraits.key + 1, Described<Row>::kTraits.is_by_id,
                                Described<Row>::kTraits.is_held, Described<Row>::kTraits.is_raced,
                                Described<Row>::kTraits.indexes, Described<Row>::kTraits.checks,
                                Described<Row>::kTraits.end};

template <class Row>
void AppendRow(Shard shard, const Row& row, RowBatch& rows) {
  rows.Int(shard.number);
  AppendFields(row, rows);
}

// Where a column stands in a row, the shard included.
constexpr std::size_t ColumnIndex(const Table& table, std::string_view name) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name == name) return i;
  }
  return table.columns.size();
}

// The columns of a key, the shard included; texts in `key` outlive the batch.
template <class Key>
void AppendKey(Shard shard, const Key& key, RowBatch& keys) {
  keys.Int(shard.number);
  Codec<Key>::Append(key, keys);
}

// A row to be read into; structs without a default value have Described<Row>::Blank().
template <class Row>
Row BlankRow() {
  if constexpr (requires { Described<Row>::Blank(); }) {
    return Described<Row>::Blank();
  } else {
    return Row{};
  }
}

// Nothing when the row is not what AppendRow wrote.
template <class Row>
std::optional<Row> ReadRow(store::Row stored) {
  Fields fields(stored);
  fields.Skip(1);
  std::optional<Row> row(BlankRow<Row>());
  ReadFields(fields, *row);
  if (!fields.ok()) row.reset();
  return row;
}
// The same at the end of a list; false when the row is not what AppendRow wrote.
template <class Row>
bool ReadRowInto(store::Row stored, std::vector<Row>& rows) {
  auto row = ReadRow<Row>(stored);
  if (!row) return false;
  rows.push_back(*std::move(row));
  return true;
}

// Any row that the table can hold, for tests.
template <class Row>
Row SampleRow(Random& random) {
  Row row = BlankRow<Row>();
  std::apply([&](const auto&... field) { (field.Sample(random, row), ...); },
             Described<Row>::kFields);
  if constexpr (requires { Described<Row>::Adjust(row); }) Described<Row>::Adjust(row);
  return row;
}

// --- Rows whose key is not a part of the struct.

// `n` numbers the rows of a table.
template <class Inner>
struct Numbered {
  std::int64_t n = 0;
  Inner row;
  friend bool operator==(const Numbered&, const Numbered&) = default;
};
template <class Inner>
inline constexpr auto kNumberedFields = std::tuple{
    Member("n", &Numbered<Inner>::n),
    std::apply([](const auto&... field) { return Through(&Numbered<Inner>::row, field...); },
               Described<Inner>::kFields)};
// Points to the texts of `row`, which outlives the batch.
template <class Inner>
void AppendNumbered(Shard shard, std::int64_t n, const Inner& row, RowBatch& rows) {
  rows.Int(shard.number).Int(n);
  AppendFields(row, rows);
}
// The struct of a row whose key has one column beside the shard.
template <class Inner>
std::optional<Inner> ReadBehindKey(store::Row stored) {
  Fields fields(stored);
  fields.Skip(2);
  std::optional<Inner> row(BlankRow<Inner>());
  ReadFields(fields, *row);
  if (!fields.ok()) row.reset();
  return row;
}

// CREATE TABLE and its indexes, with the placeholders of migrations.h.
std::string CreateText(const Table& table);

}  // namespace herlaad::store::schema
