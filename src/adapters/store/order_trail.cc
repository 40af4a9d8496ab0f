#include "adapters/store/order_trail.h"

#include <string>

#include "adapters/store/access_table.h"
#include "adapters/store/tables.h"
#include "engine/ports/queries.h"

namespace herlaad::store {
namespace {

using engine::OrderEvent;

constexpr Query kEventsOf{"WHERE home = $1 AND order_id = $2 ORDER BY at, kind, part LIMIT $3",
                          &kOrderEvents};
constexpr Query kAuditOf{"WHERE home = $1 AND subject = $2 ORDER BY n LIMIT $3", &kAudit};
constexpr auto kMost = static_cast<std::int64_t>(engine::kTrailMax);

bool ReadEvent(Row row, std::vector<OrderEvent>& events) {
  Fields fields(row);
  fields.Skip(1);
  OrderEvent& event = events.emplace_back();
  event.order = OrderId(fields.Int());
  event.at = fields.At();
  event.kind = fields.In(OrderEvent::Kind::kNeedsReview, OrderEvent::Kind::kTold);
  event.part = fields.Int32();
  event.detail = static_cast<std::uint8_t>(fields.Int32() & 255);
  event.by_mail = fields.Flag();
  return fields.ok();
}

DbStatus ReadEvents(Database& database, Home home, engine::OrderTrail& trail) {
  bool right = true;
  auto sink = [&](Row row) { return right = ReadEvent(row, trail.events); };
  const Value parameters[] = {Value::Int(home.number), Value::Int(trail.record.order.id.value()),
                              Value::Int(kMost)};
  if (auto read = database.Run(kEventsOf, parameters, sink); !read) return read;
  if (!right) return Failure{Damaged(kOrderEvents)};
  return Nothing{};
}

DbStatus ReadAuditOf(Database& database, Home home, engine::OrderTrail& trail) {
  bool right = true;
  auto sink = [&](Row row) { return right = ReadAudit(row, trail.audit); };
  const std::string subject = ToText(trail.record.order.id);
  const Value parameters[] = {Value::Int(home.number), Value::Text(subject), Value::Int(kMost)};
  if (auto read = database.Run(kAuditOf, parameters, sink); !read) return read;
  if (!right) return Failure{Damaged(kAudit)};
  return Nothing{};
}

}  // namespace

void AppendOrderEvent(Home home, const OrderEvent& event, RowBatch& rows) {
  rows.Int(home.number).Int(event.order.value()).At(event.at).Of(event.kind).Int(event.part);
  rows.Int(event.detail).Flag(event.by_mail);
}

DbStatus ReadTrail(ReadSession& session, Home home, OrderId id,
                   std::optional<engine::OrderTrail>& trail) {
  Database& database = *session.database;
  if (auto loaded = session.loader.Load(database, home, {id}); !loaded) return loaded;
  auto& found = session.loader.orders();
  if (found.empty()) return Nothing{};
  trail = engine::OrderTrail{std::move(found.front()), {}, {}};
  if (auto read = ReadEvents(database, home, *trail); !read) return read;
  return ReadAuditOf(database, home, *trail);
}

}  // namespace herlaad::store
