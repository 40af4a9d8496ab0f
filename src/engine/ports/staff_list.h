// All rows of the staff.
#pragma once

#include <vector>

#include "base/core/result.h"
#include "engine/ports/queries.h"

namespace herlaad::engine {

// Everybody, those who left too, in order of their names.
Result<std::vector<StaffMember>, StoreError> ListStaff(Queries& queries);

}  // namespace herlaad::engine
