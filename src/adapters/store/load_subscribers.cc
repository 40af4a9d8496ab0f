#include "adapters/store/load_subscribers.h"

#include "adapters/store/orders_table.h"
#include "adapters/store/tables.h"

namespace herlaad::store {

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

}  // namespace herlaad::store
