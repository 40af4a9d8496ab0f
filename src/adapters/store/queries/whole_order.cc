#include "adapters/store/queries/whole_order.h"

#include <algorithm>
#include <string>

#include "adapters/store/schema/tables.h"
#include "base/core/check.h"

namespace herlaad::store {
namespace {

// The order's row is the widest, so its columns define the types of the slots.
constexpr std::array kTables = {&kOrders,  &kPayments, &kDeliveries,
                                &kRefunds, &kDisputes, &kOutboxMessages};
constexpr std::size_t kSlots = kOrders.columns.size();
static_assert(kSlots <= kTableColumnsMax);
static_assert(kSlots + 1 <= kColumnsMax, "the number of the table stands in front");

// The slot of each column of a table: the next free one of its type.
using Places = std::array<std::uint8_t, kColumnsMax>;
constexpr Places PlacesOf(const Table& table) {
  Places places{};
  std::array<std::size_t, 3> next{};  // by type
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const ColumnType type = table.columns[i].type;
    std::size_t& slot = next.at(static_cast<std::size_t>(type));
    while (kOrders.columns[slot].type != type) ++slot;  // past the last one it does not compile
    places.at(i) = static_cast<std::uint8_t>(slot++);
  }
  return places;
}
constexpr std::array kPlaces = {PlacesOf(kOrders),  PlacesOf(kPayments), PlacesOf(kDeliveries),
                                PlacesOf(kRefunds), PlacesOf(kDisputes), PlacesOf(kOutboxMessages)};
static_assert(kPlaces.size() == kTables.size());

std::string SelectOf(std::size_t number) {
  const Table& table = *kTables.at(number);
  std::array<std::string_view, kSlots> slots;
  slots.fill("NULL");
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    slots.at(kPlaces.at(number).at(i)) = table.columns[i].name;
  }
  std::string sql = "SELECT " + std::to_string(number);
  for (const std::string_view slot : slots) sql.append(", ").append(slot);
  sql.append(" FROM ").append(table.name).append(" WHERE shard = $1 AND ");
  return sql.append(table.columns[1].name).append(" = $2");
}

std::string WholeOrderSql() {
  std::string sql;
  for (std::size_t i = 0; i < kTables.size(); ++i) {
    if (i > 0) sql += " UNION ALL ";
    sql += SelectOf(i);
  }
  return sql;
}

}  // namespace

const Query& WholeOrderQuery() {
  static const std::string sql = WholeOrderSql();
  static const Query query{sql};
  return query;
}

WholeOrderRow::WholeOrderRow(Row row) {
  if (row.size() != kSlots + 1 || row[0].kind() != Value::Kind::kInt) return;
  const auto number = static_cast<std::uint64_t>(row[0].number());
  if (number >= kTables.size()) return;
  table_ = kTables.at(number);
  const std::size_t width = table_->columns.size();
  if (number == 0) {  // its columns are the slots
    row_ = {&row[1], width};
    return;
  }
  const Places& places = kPlaces.at(number);
  for (std::size_t i = 0; i < width; ++i) values_.at(i) = row[places.at(i) + 1];
  row_ = {values_.data(), width};
}

}  // namespace herlaad::store
