// Numbers, with their SIMs where they have one here.
#pragma once

#include <vector>

#include "adapters/store/driver.h"
#include "base/core/id.h"
#include "rules/orders/number.h"

namespace herlaad::store {

void AppendNumber(Home home, const orders::Number& number, RowBatch& rows);
// False when the row is not a number.
bool ReadNumber(Row row, std::vector<orders::Number>& numbers);

// Appends the numbers there are of `msisdns` to `numbers`.
DbStatus LoadNumbers(Database& database, Home home, const std::vector<Msisdn>& msisdns,
                     RowBatch& keys, std::vector<orders::Number>& numbers);

}  // namespace herlaad::store
