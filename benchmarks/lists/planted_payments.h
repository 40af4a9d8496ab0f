// Payments into floats that the lists of written_lists.h are about, put into a store without
// deciding them: only for comparing, because the books do not have their entries.
#pragma once

#include <cstdint>
#include <string>

namespace herlaad::bench {

// Into the SQLite store in `folder`, which no server uses. Throws std::runtime_error.
void PlantPayments(const std::string& folder, std::int64_t payments);

}  // namespace herlaad::bench
