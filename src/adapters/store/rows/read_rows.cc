#include "adapters/store/rows/read_rows.h"

namespace herlaad::store {

std::string RowsSql(const Table& table, bool has_from, bool has_below, bool newest_first) {
  std::string names;
  for (std::size_t i = 1; i < table.key; ++i) {
    if (i > 1) names += ", ";
    names += table.columns[i].name;
  }
  std::size_t parameter = 1;
  const auto next = [&parameter] { return "$" + std::to_string(++parameter); };
  const auto bound = [&](const char* compare) {
    std::string values;
    for (std::size_t i = 1; i < table.key; ++i) values += (i > 1 ? ", " : "") + next();
    return " AND (" + names + ") " + compare + " (" + values + ")";
  };
  std::string sql = "WHERE shard = $1";
  if (has_from) sql += bound(">=");
  if (has_below) sql += bound("<");
  std::string order = names;
  if (newest_first) {
    order.clear();
    for (std::size_t i = 1; i < table.key; ++i) {
      order.append(i > 1 ? ", " : "").append(table.columns[i].name).append(" DESC");
    }
  }
  return sql + " ORDER BY " + order + " LIMIT " + next();
}

}  // namespace herlaad::store
