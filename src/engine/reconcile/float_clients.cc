#include "engine/reconcile/float_clients.h"

#include "engine/reconcile/expected_lines.h"

namespace herlaad::engine {

Status<StoreError> FloatClients::Read(Queries& queries) {
  RowQuery<ClientRecord> query;
  for (;;) {
    const auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (const ClientRecord& client : *rows)
      clients_[FloatCommunicationOf(client.id)].push_back(client.id);
    if (rows->size() < query.limit) return Nothing{};
    query.from = ClientId(rows->back().id.value() + 1);
  }
}

std::optional<ClientId> FloatClients::Find(const std::string& communication) const {
  const auto found = clients_.find(communication);
  if (found == clients_.end() || found->second.size() != 1) return std::nullopt;
  return found->second.front();
}

}  // namespace herlaad::engine
