// Identifies the SQLite file's format to `file` and to us.
#pragma once

#include <cstdint>

#include "adapters/store/driver.h"

namespace herlaad::store {

inline constexpr std::int64_t kApplicationId = 0x4865'726c;  // "Herl"
inline constexpr Query kReadApplicationId{"SELECT application_id FROM pragma_application_id"};

}  // namespace herlaad::store
