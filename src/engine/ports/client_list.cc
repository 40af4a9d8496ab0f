#include "engine/ports/client_list.h"

namespace herlaad::engine {
namespace {

template <class Row>
Result<std::vector<Row>, StoreError> ReadAllOf(Queries& queries) {
  std::vector<Row> all;
  RowQuery<Row> query;
  for (;;) {
    auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (Row& row : *rows) {
      if (!query.from || KeyOf<Row>::Of(row) != *query.from) all.push_back(std::move(row));
    }
    if (rows->size() < query.limit) return all;
    query.from = KeyOf<Row>::Of(all.back());
  }
}

}  // namespace

Result<std::vector<ClientRecord>, StoreError> ListClients(Queries& queries) {
  return ReadAllOf<ClientRecord>(queries);
}

Result<std::vector<ApiKey>, StoreError> ListKeys(Queries& queries) {
  return ReadAllOf<ApiKey>(queries);
}

Result<std::vector<FloatWarning>, StoreError> ListFloatWarnings(Queries& queries) {
  return ReadAllOf<FloatWarning>(queries);
}

Result<std::vector<webhooks::Endpoint>, StoreError> ListWebhooks(Queries& queries) {
  return ReadAllOf<webhooks::Endpoint>(queries);
}

Result<std::vector<Till>, StoreError> ListTills(Queries& queries) {
  return ReadAllOf<Till>(queries);
}

Result<std::optional<ClientRecord>, StoreError> FindClient(Queries& queries,
                                                           const std::string& id_or_name) {
  if (const auto id = ParseIdText(kClientIdPrefix, id_or_name))
    return queries.FindRow<ClientRecord>(ClientId(*id));
  auto name = queries.FindRow<ClientName>(id_or_name);
  if (!name.ok()) return Failure{name.error()};
  if (!*name) return std::optional<ClientRecord>();
  return queries.FindRow<ClientRecord>((*name)->client);
}

}  // namespace herlaad::engine
