// SQL for PostgreSQL, made from the declaration of a table. A batch of rows is one statement whose
// parameters are arrays, one a column.
#pragma once

#include <string>

#include "adapters/store/driver.h"

namespace herlaad::store::postgres {

std::string InsertSql(const Table& table);
std::string UpsertSql(const Table& table);
// Adds the last column to that of the row with the key, and inserts the row where there is none.
// Rows are held in the order of their keys.
std::string AddSql(const Table& table);
std::string DeleteSql(const Table& table);
// By the first `width` columns of the key, in the order of the keys given; with `hold` the rows are
// held in that order until the transaction ends.
std::string SelectSql(const Table& table, std::size_t width, bool hold);

std::string QuerySql(const Query& query);

// Fills in the placeholders of migrations.h.
std::string Translate(std::string_view script);

}  // namespace herlaad::store::postgres
