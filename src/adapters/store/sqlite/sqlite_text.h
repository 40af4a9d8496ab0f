// SQL for SQLite, generated from the declaration of a table.
#pragma once

#include <string>

#include "adapters/store/driver.h"

namespace herlaad::store {

std::string InsertSql(const Table& table);
std::string UpsertSql(const Table& table);
std::string DeleteSql(const Table& table);
// Adds the last column to that of the row with the key; parameters are numbered as in InsertSql.
std::string AddSql(const Table& table);
// Selects by the first `width` columns of the key.
std::string SelectSql(const Table& table, std::size_t width);

std::string QuerySql(const Query& query);

// Fills in the placeholders of migrations.h.
std::string TranslateForSqlite(std::string_view script);

}  // namespace herlaad::store
