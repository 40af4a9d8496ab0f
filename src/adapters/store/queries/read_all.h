// Reads all data, for `herlaad verify`.
#pragma once

#include "adapters/store/queries/read_pool.h"
#include "base/core/id.h"
#include "engine/ports/queries.h"

namespace herlaad::store {

// Within a snapshot; some hundred orders at a time.
DbStatus ReadAll(ReadSession& session, Shard shard, const engine::Queries::Reader& reader);

}  // namespace herlaad::store
