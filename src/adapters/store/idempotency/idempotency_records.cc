#include "adapters/store/idempotency/idempotency_records.h"

#include "adapters/store/idempotency/local_idempotency_records.h"
#include "adapters/store/idempotency/shared_idempotency_records.h"

namespace herlaad::store {

Result<std::int64_t, DbError> OneNumberOf(Database& database, const Query& query, Shard shard,
                                          std::int64_t otherwise) {
  const Value parameters[] = {Value::Int(shard.number)};
  return OneNumber(database, query, parameters, otherwise);
}

std::unique_ptr<IdempotencyRecords> MakeIdempotencyRecords(const Database& database, Shard shard) {
  if (database.IsShared()) return std::make_unique<SharedIdempotencyRecords>(shard);
  return std::make_unique<LocalIdempotencyRecords>(shard);
}

}  // namespace herlaad::store
