#include "adapters/store/queries/load_subscribers.h"

#include "adapters/store/rows/orders_table.h"
#include "adapters/store/schema/tables.h"

namespace herlaad::store {
namespace {

constexpr Query kSubscribersAfter{"WHERE shard = $1 AND msisdn > $2 ORDER BY msisdn LIMIT $3",
                                  &kSubscribers};

}  // namespace

DbStatus LoadSubscribers(Database& database, Shard shard, const std::vector<Msisdn>& msisdns,
                         RowBatch& keys, std::vector<orders::Subscriber>& subscribers) {
  keys.Clear();
  for (const Msisdn msisdn : msisdns) keys.Int(shard.number).Int(msisdn.value());
  bool right = true;
  auto sink = [&](Row row) { return right = schema::ReadRowInto(row, subscribers); };
  if (auto read = database.Read(kSubscribers, keys, kSubscribers.key, sink); !read) return read;
  if (!right) return Failure{Damaged(kSubscribers)};
  return Nothing{};
}

DbStatus ReadSubscribers(Database& database, Shard shard, std::int64_t after, std::size_t limit,
                         std::vector<orders::Subscriber>& subscribers) {
  bool right = true;
  auto sink = [&](Row row) { return right = schema::ReadRowInto(row, subscribers); };
  const Value parameters[] = {Value::Int(shard.number), Value::Int(after),
                              Value::Int(static_cast<std::int64_t>(limit))};
  if (auto read = database.Run(kSubscribersAfter, parameters, sink); !read) return read;
  if (!right) return Failure{Damaged(kSubscribers)};
  return Nothing{};
}

}  // namespace herlaad::store
