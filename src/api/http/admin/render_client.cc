#include "api/http/admin/render_client.h"

#include "api/http/core/json/json_writer.h"
#include "base/core/check.h"

namespace herlaad::http {
namespace {

std::string_view NameOf(engine::KeyState state) {
  switch (state) {
    case engine::KeyState::kValid:
      return "valid";
    case engine::KeyState::kRevoked:
      return "revoked";
    case engine::KeyState::kExpired:
      return "expired";
  }
  CHECK(false, "a key is in one of the listed states");
}

}  // namespace

void RenderScopes(const std::vector<std::string>& scopes, JsonWriter& json) {
  json.Name("scopes").Begin('[');
  for (const std::string& scope : scopes) json.Text(scope);
  json.End(']');
}

void RenderCashCaps(const limits::CashCaps& caps, JsonWriter& json) {
  if (caps.IsEmpty()) return;
  json.Name("cash_caps").Begin('{');
  if (caps.per_topup > 0) json.Name("per_topup").Amount({caps.per_topup, Currency::kEur});
  if (caps.per_day > 0) json.Name("per_day").Amount({caps.per_day, Currency::kEur});
  json.End('}');
}

void RenderAt(std::string_view name, Instant at, JsonWriter& json) {
  json.Name(name);
  if (at.ms != 0) {
    json.At(at);
  } else {
    json.Null();
  }
}

void RenderClient(const engine::ClientRecord& client, JsonWriter& json) {
  json.Name("id").Text(ToText(client.id)).Name("name").Text(client.name);
  json.Name("created_at").At(client.created_at);
  RenderAt("disabled_at", client.disabled_at, json);
}

void RenderKey(const engine::ApiKey& key, std::string_view client_name, Instant now,
               JsonWriter& json) {
  json.Begin('{').Name("id").Text(ToText(key.id)).Name("client").Text(ToText(key.client));
  json.Name("client_name").Text(client_name).Name("name").Text(key.name);
  json.Name("state").Text(NameOf(engine::StateOf(key, now)));
  RenderScopes(key.scopes, json);
  if (!key.till.empty()) json.Name("till").Text(key.till);
  RenderCashCaps(key.cash_caps, json);
  json.Name("created_at").At(key.created_at);
  RenderAt("valid_until", key.valid_until, json);
  RenderAt("revoked_at", key.revoked_at, json);
  json.End('}');
}

}  // namespace herlaad::http
