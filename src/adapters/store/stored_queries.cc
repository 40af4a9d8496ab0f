#include "adapters/store/stored_queries.h"

#include <algorithm>

#include "adapters/store/access_table.h"
#include "adapters/store/numbers_table.h"
#include "adapters/store/order_list.h"
#include "adapters/store/order_trail.h"
#include "adapters/store/read_all.h"
#include "adapters/store/repository.h"
#include "adapters/store/tables.h"
#include "adapters/store/things.h"

namespace herlaad::store {
namespace {

using engine::ApiKey;
using engine::OrderRecord;
using engine::StoreError;

constexpr Query kKeyBySecret{"WHERE home = $1 AND secret_high = $2 AND secret_low = $3", &kApiKeys};
constexpr Query kAllKeys{"WHERE home = $1 ORDER BY id", &kApiKeys};
constexpr Query kDue{
    "WHERE home = $1 AND lane = $2 AND next_at <= $3 ORDER BY next_at, order_id LIMIT $4",
    &kEffects};
// What the order of another node needs, whose number is in the id, is left to it for a moment,
// unless that node is away.
constexpr Query kDueShared{
    "WHERE home = $1 AND lane = $2 AND next_at <= $3 AND (next_at <= $4 OR (order_id >> 7) & 31 = "
    "$5 OR NOT EXISTS (SELECT 1 FROM nodes WHERE nodes.home = $1 AND nodes.node = (order_id >> 7) "
    "& "
    "31 AND nodes.seen_at > $6)) ORDER BY next_at, order_id LIMIT $7",
    &kEffects};
constexpr Millis kLeftToOthers{2'000};
constexpr Query kNextDue{
    "SELECT next_at FROM effects WHERE home = $1 AND lane = $2 AND next_at > $3 "
    "ORDER BY next_at LIMIT 1"};
constexpr Query kCountOpen{
    "SELECT state, count(*) FROM orders WHERE home = $1 AND is_open = 1 GROUP BY state"};
constexpr Query kLastOrder{"SELECT id FROM orders WHERE home = $1 ORDER BY id DESC LIMIT 1"};
constexpr Query kLastKey{"SELECT id FROM api_keys WHERE home = $1 ORDER BY id DESC LIMIT 1"};

template <class T>
Result<T, StoreError> Answer(const DbStatus& read, T value) {
  if (!read) return Failure{StoreErrorOf(read.error())};
  return value;
}

// `right` is looked at after the reading: a reference.
DbStatus RightOr(DbStatus read, const bool& right, const Table& table) {
  if (read && !right) return Failure{Damaged(table)};
  return read;
}

}  // namespace

Result<std::optional<OrderRecord>, StoreError> StoredQueries::FindOrder(OrderId id) {
  std::optional<OrderRecord> record;
  const auto read_one = [&](ReadSession& session) {
    auto loaded = session.loader.LoadOne(*session.database, home_, id);
    auto& found = session.loader.orders();
    if (loaded && !found.empty()) record = std::move(found.front());
    return loaded;
  };
  const auto read = pool_.With(read_one, ThingOf(id));
  return Answer(read, std::move(record));
}

Result<std::optional<engine::OrderTrail>, StoreError> StoredQueries::FindTrail(OrderId id) {
  std::optional<engine::OrderTrail> trail;
  const auto read = pool_.WithSnapshot(
      [&](ReadSession& session) { return ReadTrail(session, home_, id, trail); }, ThingOf(id));
  return Answer(read, std::move(trail));
}

Result<engine::OrderPage, StoreError> StoredQueries::ListOrders(const engine::OrderFilter& filter) {
  engine::OrderPage page;
  const auto read = pool_.WithSnapshot(
      [&](ReadSession& session) { return store::ListOrders(session, home_, filter, page); });
  return Answer(read, std::move(page));
}

Result<std::optional<orders::Number>, StoreError> StoredQueries::FindNumber(Msisdn msisdn) {
  std::optional<orders::Number> number;
  const auto read_one = [&](ReadSession& session) {
    session.numbers.clear();
    auto loaded = LoadNumbers(*session.database, home_, {msisdn}, session.keys, session.numbers);
    if (loaded && !session.numbers.empty()) number = std::move(session.numbers.front());
    return loaded;
  };
  const auto read = pool_.With(read_one, ThingOf(msisdn));
  return Answer(read, std::move(number));
}

Result<std::optional<ApiKey>, StoreError> StoredQueries::FindKey(const Digest& secret) {
  std::vector<ApiKey> keys;
  const auto read_one = [&](ReadSession& session) {
    bool right = true;
    auto sink = [&](Row row) { return right = ReadKey(row, keys); };
    const Value parameters[] = {Value::Int(home_.number),
                                Value::Int(static_cast<std::int64_t>(secret.high)),
                                Value::Int(static_cast<std::int64_t>(secret.low))};
    return RightOr(session.database->Run(kKeyBySecret, parameters, sink), right, kApiKeys);
  };
  const auto read = pool_.With(read_one, ThingOf(secret));
  return Answer(read, keys.empty() ? std::nullopt : std::optional(std::move(keys.front())));
}

Result<std::vector<ApiKey>, StoreError> StoredQueries::ListKeys() {
  std::vector<ApiKey> keys;
  const auto read = pool_.With([&](ReadSession& session) {
    bool right = true;
    auto sink = [&](Row row) { return right = ReadKey(row, keys); };
    const Value parameters[] = {Value::Int(home_.number)};
    return RightOr(session.database->Run(kAllKeys, parameters, sink), right, kApiKeys);
  });
  return Answer(read, std::move(keys));
}

Result<std::optional<std::string>, StoreError> StoredQueries::FindSetting(std::string_view name) {
  std::optional<std::string> value;
  const auto read = pool_.With([&](ReadSession& session) {
    session.keys.Clear();
    session.keys.Int(home_.number).Text(name);
    auto sink = [&](Row row) {
      Fields fields(row);
      fields.Skip(2);
      value = fields.Text();
      return true;
    };
    return session.database->Read(kSettings, session.keys, kSettings.key, sink);
  });
  return Answer(read, std::move(value));
}

Result<std::vector<orders::Effect>, StoreError> StoredQueries::DueEffects(std::string_view lane,
                                                                          Instant now,
                                                                          std::size_t limit) {
  std::vector<orders::Effect> effects;
  const auto read = pool_.With([&](ReadSession& session) {
    bool right = true;
    auto sink = [&](Row row) { return right = ReadEffect(row, effects); };
    const auto most = static_cast<std::int64_t>(std::min<std::size_t>(limit, engine::kScanMax));
    const Value parameters[] = {Value::Int(home_.number), Value::Text(lane), Value::Int(now.ms),
                                Value::Int(most)};
    if (!node_) return RightOr(session.database->Run(kDue, parameters, sink), right, kEffects);
    const Value shared[] = {Value::Int(home_.number), Value::Text(lane),
                            Value::Int(now.ms),       Value::Int((now - kLeftToOthers).ms),
                            Value::Int(*node_),       Value::Int((now - kNodeAway).ms),
                            Value::Int(most)};
    return RightOr(session.database->Run(kDueShared, shared, sink), right, kEffects);
  });
  return Answer(read, std::move(effects));
}

Result<std::optional<Instant>, StoreError> StoredQueries::NextDue(std::string_view lane,
                                                                  Instant after) {
  std::optional<Instant> due;
  const auto read = pool_.With([&](ReadSession& session) {
    auto sink = [&](Row row) {
      due = Fields(row).At();
      return true;
    };
    const Value parameters[] = {Value::Int(home_.number), Value::Text(lane), Value::Int(after.ms)};
    return session.database->Run(kNextDue, parameters, sink);
  });
  return Answer(read, due);
}

Result<std::map<orders::State, std::int64_t>, StoreError> StoredQueries::CountOpen() {
  std::map<orders::State, std::int64_t> counts;
  const auto read = pool_.With([&](ReadSession& session) {
    bool right = true;
    auto sink = [&](Row row) {
      Fields fields(row);
      const auto state = fields.In(orders::State::kAwaitingPayment, orders::State::kAttention);
      counts[state] = fields.Int();
      return right = fields.ok();
    };
    const Value parameters[] = {Value::Int(home_.number)};
    return RightOr(session.database->Run(kCountOpen, parameters, sink), right, kOrders);
  });
  return Answer(read, std::move(counts));
}

Result<std::int64_t, StoreError> StoredQueries::GreatestId() {
  std::int64_t greatest = 0;
  const auto read = pool_.WithSnapshot([&](ReadSession& session) {
    auto sink = [&](Row row) {
      greatest = std::max(greatest, Fields(row).Int());
      return true;
    };
    const Value parameters[] = {Value::Int(home_.number)};
    auto done = session.database->Run(kLastOrder, parameters, sink);
    if (!done) return done;
    // Keys take their ids from the same source.
    return session.database->Run(kLastKey, parameters, sink);
  });
  return Answer(read, greatest);
}

Status<StoreError> StoredQueries::ReadAll(const Reader& reader) {
  const auto read = pool_.WithSnapshot(
      [&](ReadSession& session) { return store::ReadAll(session, home_, reader); });
  return Answer(read, Nothing{});
}

}  // namespace herlaad::store
