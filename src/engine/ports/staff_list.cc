#include "engine/ports/staff_list.h"

namespace herlaad::engine {

Result<std::vector<StaffMember>, StoreError> ListStaff(Queries& queries) {
  std::vector<StaffMember> all;
  RowQuery<StaffMember> query;
  for (;;) {
    auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (StaffMember& member : *rows) {
      if (!query.from || member.name != *query.from) all.push_back(std::move(member));
    }
    if (rows->size() < query.limit) return all;
    query.from = all.back().name;
  }
}

}  // namespace herlaad::engine
