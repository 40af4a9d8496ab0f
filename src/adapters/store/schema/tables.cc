#include "adapters/store/schema/description.h"

namespace herlaad::store::schema {
namespace {

std::string_view TypeOf(const Column& column) {
  switch (column.type) {
    case ColumnType::kInt:
      return "{int}";
    case ColumnType::kText:
      return "TEXT";
    case ColumnType::kBlob:
      return "{blob}";
  }
  CHECK(false, "a column has one of the listed types");
}

// "{end key order_id, n}": the usual end of a table.
std::string EndOf(const Table& table) {
  if (!table.end.empty()) return std::string(table.end);
  std::string end = table.is_by_id ? "{end id " : "{end key ";
  for (std::size_t i = 1; i < table.key; ++i) {
    if (i > 1) end += ", ";
    end += table.columns[i].name;
  }
  return end + "}";
}

}  // namespace

std::string CreateText(const Table& table) {
  std::string text = "CREATE TABLE " + std::string(table.name) + " (\n";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    text.append(i == 0 ? "  " : ",\n  ").append(column.name).append(" ");
    if (table.is_by_id && i == 1) {
      text += "{id}";
      continue;
    }
    text += TypeOf(column);
    if (!column.nullable) text += " NOT NULL";
  }
  if (!table.checks.empty()) text.append(",\n  ").append(table.checks);
  text.append("\n").append(EndOf(table)).append(";\n");
  if (!table.indexes.empty()) text.append(table.indexes).append(";\n");
  return text;
}

}  // namespace herlaad::store::schema
