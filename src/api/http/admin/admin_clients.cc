// Clients: created, listed, shown, disabled and enabled.
#include <map>

#include "api/http/admin/admin.h"
#include "api/http/admin/render_client.h"
#include "api/http/core/json/json_writer.h"
#include "api/http/core/json/read_json.h"
#include "api/http/core/json/render_float.h"
#include "engine/commands/clients/manage_clients.h"
#include "engine/ports/client_list.h"
#include "engine/reconcile/expected_lines.h"

namespace herlaad::http {
namespace {

net::Response Json(int status, std::string body) {
  return {status, "application/json", std::move(body), {}};
}

// A client with everything that it owns.
struct Owned {
  std::optional<engine::ClientRecord> client;
  std::vector<engine::ApiKey> keys;
  std::vector<engine::Till> tills;
  std::optional<ledger::AccountBalance> prepaid;  // empty: nothing was ever paid in
  std::optional<engine::FloatWarning> warning;
};

Result<Owned, engine::StoreError> ReadOwned(engine::Queries& queries, engine::ClientId id) {
  Owned owned;
  auto client = queries.FindRow<engine::ClientRecord>(id);
  if (!client.ok()) return Failure{client.error()};
  owned.client = *std::move(client);
  const auto take = [id](const auto& all, auto& into) {
    for (const auto& row : *all)
      if (row.client == id) into.push_back(row);
  };
  const auto keys = engine::ListKeys(queries);
  if (!keys.ok()) return Failure{keys.error()};
  take(keys, owned.keys);
  const auto tills = engine::ListTills(queries);
  if (!tills.ok()) return Failure{tills.error()};
  take(tills, owned.tills);
  auto prepaid = queries.FindRow<ledger::AccountBalance>(ledger::Name(engine::FloatOf(id)));
  if (!prepaid.ok()) return Failure{prepaid.error()};
  owned.prepaid = *std::move(prepaid);
  auto warning = queries.FindRow<engine::FloatWarning>(id);
  if (!warning.ok()) return Failure{warning.error()};
  owned.warning = *std::move(warning);
  return owned;
}

std::string Render(const Owned& owned, Instant now) {
  JsonWriter json;
  json.Begin('{');
  RenderClient(*owned.client, json);
  json.Name("communication").Text(engine::WrittenFloatCommunicationOf(owned.client->id));
  json.Name("tills").Begin('[');
  for (const engine::Till& till : owned.tills) json.Text(till.name);
  json.End(']');
  if (owned.prepaid) {
    json.Name("float").Begin('{');
    RenderFloat(owned.prepaid->balance, json);
    json.End('}');
  }
  if (owned.warning) {
    json.Name("float_warning");
    RenderFloatWarning(*owned.warning, json);
  }
  json.Name("keys").Begin('[');
  for (const engine::ApiKey& key : owned.keys) RenderKey(key, owned.client->name, now, json);
  return json.End(']').End('}').Take();
}

}  // namespace

void Admin::CreateClient(ExchangePtr exchange) {
  const auto body = ReadBody(exchange->request, {"name"});
  if (!body.ok()) return exchange->Refuse(body.error());
  const auto name = ReadLine(*body, "name");
  if (!name.ok()) return exchange->Refuse(name.error());
  Soon(exchange, [this, exchange, name = *name] {
    auto command = engine::CreateClient::Check(name, "admin");
    if (command == nullptr) {
      return exchange->Refuse(
          FieldProblem(Code::kFieldInvalid, "name",
                       "A name has 1 to 80 bytes on one line and does not begin with cli_."));
    }
    const auto answer = Call(*exchange, std::move(command));
    if (!answer.ok()) return;
    const engine::ClientId id = answer->client;
    if (answer->outcome == engine::CreateClientOutcome::kNameTaken)
      return exchange->Refuse(Problem(Code::kClientNameTaken).With("client", ToText(id)));
    shared_.Log("client.created", {{"client", ToText(id)}});
    SendClient(*exchange, id, 201);
  });
}

void Admin::ListClients(ExchangePtr exchange) {
  Soon(exchange, [this, exchange] {
    const auto clients = shared_.readers.Call(engine::ListClients);
    if (!clients.ok()) return exchange->Refuse(OfStoreError(clients.error()));
    const auto warnings = shared_.readers.Call(engine::ListFloatWarnings);
    if (!warnings.ok()) return exchange->Refuse(OfStoreError(warnings.error()));
    std::map<engine::ClientId, const engine::FloatWarning*> warning_of;
    for (const engine::FloatWarning& warning : *warnings)
      warning_of.emplace(warning.client, &warning);
    JsonWriter json;
    json.Begin('{').Name("clients").Begin('[');
    for (const engine::ClientRecord& client : *clients) {
      json.Begin('{');
      RenderClient(client, json);
      if (const auto warning = warning_of.find(client.id); warning != warning_of.end()) {
        json.Name("float_warning");
        RenderFloatWarning(*warning->second, json);
      }
      json.End('}');
    }
    exchange->Send(Json(200, json.End(']').End('}').Take()));
  });
}

void Admin::SendClient(Exchange& exchange, engine::ClientId id, int status) {
  const auto owned =
      shared_.readers.Call([id](engine::Queries& queries) { return ReadOwned(queries, id); });
  if (!owned.ok()) return exchange.Refuse(OfStoreError(owned.error()));
  if (!owned->client) return exchange.Refuse(Problem(Code::kClientUnknown));
  exchange.Send(Json(status, Render(*owned, shared_.services.clock.Now())));
}

void Admin::ShowClient(ExchangePtr exchange) {
  const auto id = ParseIdText(engine::kClientIdPrefix, exchange->argument);
  if (!id) return exchange->Refuse(Problem(Code::kClientUnknown));
  Soon(exchange, [this, exchange, id = *id] { SendClient(*exchange, engine::ClientId(id), 200); });
}

void Admin::DisableClient(ExchangePtr exchange) { SetDisabled(exchange, true); }
void Admin::EnableClient(ExchangePtr exchange) { SetDisabled(exchange, false); }

void Admin::SetDisabled(const ExchangePtr& exchange, bool disabled) {
  const auto id = ParseIdText(engine::kClientIdPrefix, exchange->argument);
  if (!id) return exchange->Refuse(Problem(Code::kClientUnknown));
  Soon(exchange, [this, exchange, client = engine::ClientId(*id), disabled] {
    const auto answer = Call(*exchange, engine::DisableClient::Check(client, disabled, "admin"));
    if (!answer.ok()) return;
    if (*answer == engine::DisableClientOutcome::kNoSuchClient)
      return exchange->Refuse(Problem(Code::kClientUnknown));
    shared_.authenticator.Forget();
    shared_.Log(disabled ? "client.disabled" : "client.enabled", {{"client", ToText(client)}});
    SendClient(*exchange, client, 200);
  });
}

}  // namespace herlaad::http
