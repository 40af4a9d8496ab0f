// Clients and keys as an administrator lists them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/core/result.h"
#include "engine/ports/queries.h"

namespace herlaad::engine {

// All of them, disabled and revoked ones too, in order of their ids.
Result<std::vector<ClientRecord>, StoreError> ListClients(Queries& queries);
Result<std::vector<ApiKey>, StoreError> ListKeys(Queries& queries);
// Of the clients that have one.
Result<std::vector<FloatWarning>, StoreError> ListFloatWarnings(Queries& queries);
Result<std::vector<webhooks::Endpoint>, StoreError> ListWebhooks(Queries& queries);
// In order of their names.
Result<std::vector<Till>, StoreError> ListTills(Queries& queries);

// By its id or its name.
Result<std::optional<ClientRecord>, StoreError> FindClient(Queries& queries,
                                                           const std::string& id_or_name);

}  // namespace herlaad::engine
