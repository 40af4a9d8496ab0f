// API keys, the audit trail and settings.
#pragma once

#include <vector>

#include "adapters/store/driver.h"
#include "base/core/id.h"
#include "engine/ports/records.h"

namespace herlaad::store {

void AppendKey(Home home, const engine::ApiKey& key, RowBatch& rows);
bool ReadKey(Row row, std::vector<engine::ApiKey>& keys);

// `n` numbers the entries of a home from 1.
void AppendAudit(Home home, std::int64_t n, const engine::AuditEntry& entry, RowBatch& rows);
bool ReadAudit(Row row, std::vector<engine::AuditEntry>& entries);

}  // namespace herlaad::store
