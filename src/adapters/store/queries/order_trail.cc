#include "adapters/store/queries/order_trail.h"

#include <string>

#include "adapters/store/schema/tables.h"
#include "engine/ports/queries.h"

namespace herlaad::store {
namespace {

using engine::OrderEvent;

constexpr Query kEventsOf{"WHERE shard = $1 AND order_id = $2 ORDER BY at, kind, part LIMIT $3",
                          &kOrderEvents};
constexpr Query kAuditOf{"WHERE shard = $1 AND subject = $2 ORDER BY id LIMIT $3", &kAudit};
constexpr auto kMost = static_cast<std::int64_t>(engine::kTrailMax);

DbStatus ReadEvents(Database& database, Shard shard, engine::OrderTrail& trail) {
  bool right = true;
  auto sink = [&](Row row) { return right = schema::ReadRowInto(row, trail.events); };
  const Value parameters[] = {Value::Int(shard.number), Value::Int(trail.record.order.id.value()),
                              Value::Int(kMost)};
  if (auto read = database.Run(kEventsOf, parameters, sink); !read) return read;
  if (!right) return Failure{Damaged(kOrderEvents)};
  return Nothing{};
}

DbStatus ReadAuditOf(Database& database, Shard shard, engine::OrderTrail& trail) {
  bool right = true;
  std::vector<engine::AuditRow> rows;
  auto sink = [&](Row row) { return right = schema::ReadRowInto(row, rows); };
  const std::string subject = ToText(trail.record.order.id);
  const Value parameters[] = {Value::Int(shard.number), Value::Text(subject), Value::Int(kMost)};
  if (auto read = database.Run(kAuditOf, parameters, sink); !read) return read;
  if (!right) return Failure{Damaged(kAudit)};
  for (engine::AuditRow& row : rows) trail.audit.push_back(std::move(row.entry));
  return Nothing{};
}

}  // namespace

DbStatus ReadTrail(ReadSession& session, Shard shard, OrderId id,
                   std::optional<engine::OrderTrail>& trail) {
  Database& database = *session.database;
  if (auto loaded = session.loader.Load(database, shard, {id}); !loaded) return loaded;
  auto& found = session.loader.orders();
  if (found.empty()) return Nothing{};
  trail = engine::OrderTrail{std::move(found.front()), {}, {}};
  if (auto read = ReadEvents(database, shard, *trail); !read) return read;
  return ReadAuditOf(database, shard, *trail);
}

}  // namespace herlaad::store
