// Clients and their keys as JSON for administrators.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/ports/clients.h"

namespace herlaad::http {

class JsonWriter;

// Members of an object.
void RenderScopes(const std::vector<std::string>& scopes, JsonWriter& json);
void RenderCashCaps(const limits::CashCaps& caps, JsonWriter& json);
// Null for 0.
void RenderAt(std::string_view name, Instant at, JsonWriter& json);
void RenderClient(const engine::ClientRecord& client, JsonWriter& json);

// An object.
void RenderKey(const engine::ApiKey& key, std::string_view client_name, Instant now,
               JsonWriter& json);

}  // namespace herlaad::http
