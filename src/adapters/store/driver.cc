#include "adapters/store/driver.h"

#include "base/core/check.h"

namespace herlaad::store {

bool Fits(const Column& column, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kInt:
      return column.type == ColumnType::kInt;
    case Value::Kind::kText:
      return column.type == ColumnType::kText;
    case Value::Kind::kBlob:
      return column.type == ColumnType::kBlob;
    case Value::Kind::kNull:
      return column.nullable;
    case Value::Kind::kOther:
      return false;
  }
  return false;
}

DbStatus Database::Run(const Query& query, Row parameters) {
  auto none = [](Row) { return true; };
  return Run(query, parameters, none);
}

Result<std::int64_t, DbError> OneNumber(Database& database, const Query& query, Row parameters,
                                        std::int64_t otherwise) {
  std::int64_t number = otherwise;
  auto sink = [&](Row row) {
    number = Fields(row).Int();
    return true;
  };
  if (auto read = database.Run(query, parameters, sink); !read) return Failure{read.error()};
  return number;
}

std::string FillIn(std::string_view script, const PlaceholderText& text) {
  std::string sql;
  while (true) {
    const auto open = script.find('{');
    sql += script.substr(0, open);
    if (open == std::string_view::npos) return sql;
    const auto close = script.find('}', open);
    CHECK(close != std::string_view::npos, "a placeholder of a migration is closed");
    const auto filled = text(script.substr(open + 1, close - open - 1));
    CHECK(filled.has_value(), "the placeholders of migrations are those that migrations.h lists");
    sql += *filled;
    script.remove_prefix(close + 1);
  }
}

}  // namespace herlaad::store
