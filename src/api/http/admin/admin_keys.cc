// API keys: created, rotated, listed and revoked.
#include <map>

#include "api/http/admin/admin.h"
#include "api/http/admin/render_client.h"
#include "api/http/core/access/api_key.h"
#include "api/http/core/json/json_writer.h"
#include "api/http/core/json/read_json.h"
#include "base/core/check.h"
#include "engine/commands/clients/manage_keys.h"
#include "engine/ports/client_list.h"

namespace herlaad::http {
namespace {

constexpr std::string_view kKnownKey = "This key exists already; generate another one.";

net::Response Json(int status, std::string body) {
  return {status, "application/json", std::move(body), {}};
}

Result<std::vector<std::string>, Problem> ReadScopes(const nlohmann::json& body) {
  const auto found = body.find("scopes");
  if (found == body.end()) return Failure{FieldProblem(Code::kFieldMissing, "scopes")};
  std::vector<std::string> scopes;
  if (found->is_array()) {
    for (const nlohmann::json& scope : *found) {
      if (scope.is_string()) scopes.push_back(scope.get<std::string>());
    }
  }
  if (!found->is_array() || scopes.size() != found->size()) {
    return Failure{FieldProblem(Code::kFieldInvalid, "scopes", "This field is a list of scopes.")};
  }
  return scopes;
}

// Caps on the key's cash: none if the request has none.
Result<limits::CashCaps, Problem> ReadCashCaps(const nlohmann::json& body) {
  limits::CashCaps caps;
  const auto found = body.find("cash_caps");
  if (found == body.end()) return caps;
  if (!found->is_object() || found->empty() ||
      net::UnknownField(*found, {"per_topup", "per_day"})) {
    return Failure{FieldProblem(Code::kFieldInvalid, "cash_caps",
                                "This field has per_topup, per_day or both, each an amount.")};
  }
  for (const auto& [name, cap] :
       {std::pair{"per_topup", &caps.per_topup}, std::pair{"per_day", &caps.per_day}}) {
    if (!found->contains(name)) continue;
    const auto amount = ReadMoney(*found, name);
    if (!amount.ok()) return Failure{amount.error()};
    *cap = amount->minor;
  }
  return caps;
}

// The key in the request, or a new one.
Result<Secret, Problem> ReadOrDrawKey(const nlohmann::json& body) {
  if (!body.contains("key")) return NewApiKey();
  const auto text = ReadText(body, "key");
  if (!text.ok()) return Failure{text.error()};
  if (IsApiKey(*text)) return Secret(*text);
  return Failure{FieldProblem(Code::kFieldInvalid, "key",
                              "A key is hk_ and 160 random bits in Crockford base32.")};
}

Problem OfCreateKey(engine::CreateKeyError error) {
  switch (error) {
    case engine::CreateKeyError::kNoScope:
      return FieldProblem(Code::kFieldInvalid, "scopes", "A key needs at least one scope.");
    case engine::CreateKeyError::kUnknownScope: {
      std::string known = "The scopes are";
      for (const std::string& scope : engine::KnownScopes()) known.append(" ").append(scope);
      return FieldProblem(Code::kFieldInvalid, "scopes", known + ".");
    }
    case engine::CreateKeyError::kNameTooLong:
      return FieldProblem(Code::kFieldInvalid, "name", "A name has at most 80 bytes and one line.");
    case engine::CreateKeyError::kCapsWithoutCash:
      return FieldProblem(Code::kFieldInvalid, "cash_caps",
                          "Caps on cash need the scope topup:cash.");
    case engine::CreateKeyError::kCapNotPositive:
      return FieldProblem(Code::kFieldInvalid, "cash_caps", "A cap is above zero.");
    case engine::CreateKeyError::kNameIsNotOfAClient:
      return FieldProblem(Code::kFieldInvalid, "name",
                          "Without a client the name is that of a new one: it is one line and does "
                          "not begin with cli_.");
    case engine::CreateKeyError::kTillWithoutCash:
      return FieldProblem(Code::kFieldInvalid, "till",
                          "A till needs the scope topup:cash or voucher:sell.");
    case engine::CreateKeyError::kTillName:
      return FieldProblem(Code::kFieldInvalid, "till",
                          "A till has 1 to 32 characters a-z 0-9 . - _, begins with a letter or "
                          "digit, and is not \"cli\" or the id of a client.");
  }
  CHECK(false, "a key is not made for one of the listed reasons");
}

// The problem of the result; nothing if the key was created.
std::optional<Problem> OfResult(const engine::CreateKeyResult& result) {
  switch (result.outcome) {
    case engine::CreateKeyOutcome::kCreated:
      return std::nullopt;
    case engine::CreateKeyOutcome::kNoSuchClient:
      return Problem(Code::kClientUnknown);
    case engine::CreateKeyOutcome::kClientDisabled:
      return FieldProblem(Code::kFieldInvalid, "client",
                          "This client is disabled: enable it before it gets a key.");
    case engine::CreateKeyOutcome::kNameTaken:
      return Problem(Code::kClientNameTaken).With("client", ToText(result.has_name));
    case engine::CreateKeyOutcome::kTillTaken:
      return Problem(Code::kTillTaken);
  }
  CHECK(false, "a key is not created for one of the listed reasons");
}

// What is sent with a key that was just created.
void RenderNewKey(const Secret& secret, const engine::ApiKey& key, JsonWriter& json) {
  json.Name("key").Text(secret.Reveal()).Name("id").Text(ToText(key.id));
  json.Name("client").Text(ToText(key.client)).Name("name").Text(key.name);
  RenderScopes(key.scopes, json);
  if (!key.till.empty()) json.Name("till").Text(key.till);
  RenderCashCaps(key.cash_caps, json);
}

// A text that may be missing; empty then.
Result<std::string, Problem> ReadOptionalLine(const nlohmann::json& body, std::string_view field) {
  if (!body.contains(field)) return std::string();
  return ReadLine(body, field);
}

// All of the request but its client and its key.
Result<engine::NewKey, Problem> ReadNewKey(const nlohmann::json& body) {
  auto name = ReadOptionalLine(body, "name");
  if (!name.ok()) return Failure{name.error()};
  auto till = ReadOptionalLine(body, "till");
  if (!till.ok()) return Failure{till.error()};
  auto scopes = ReadScopes(body);
  if (!scopes.ok()) return Failure{scopes.error()};
  const auto caps = ReadCashCaps(body);
  if (!caps.ok()) return Failure{caps.error()};
  return engine::NewKey{.name = *std::move(name),
                        .scopes = *std::move(scopes),
                        .till = *std::move(till),
                        .caps = *caps};
}

// Seconds, whole ones.
Result<Millis, Problem> ReadOldValidFor(const nlohmann::json& body) {
  constexpr std::string_view kField = "old_valid_for_seconds";
  if (!body.contains(kField)) return engine::kOldKeyValidFor;
  const auto seconds = ReadInteger(body, kField);
  if (!seconds.ok()) return Failure{seconds.error()};
  if (*seconds >= 0 && *seconds <= engine::kOldKeyValidMax.count() / 1'000)
    return Millis(*seconds * 1'000);
  return Failure{FieldProblem(Code::kFieldInvalid, kField,
                              "The old key stays valid for 0 seconds to 90 days.")};
}

}  // namespace

void Admin::CreateKey(ExchangePtr exchange) {
  const auto body =
      ReadBody(exchange->request, {"client", "name", "scopes", "till", "key", "cash_caps"});
  if (!body.ok()) return exchange->Refuse(body.error());
  const auto client = ReadOptionalLine(*body, "client");
  if (!client.ok()) return exchange->Refuse(client.error());
  auto wanted = ReadNewKey(*body);
  if (!wanted.ok()) return exchange->Refuse(wanted.error());
  const auto key = ReadOrDrawKey(*body);
  if (!key.ok()) return exchange->Refuse(key.error());
  wanted->secret = DigestOf(key->Reveal());
  const bool is_named = body->contains("client");
  Soon(exchange, [this, exchange, client = *client, is_named, wanted = *wanted, key = *key] {
    auto ready = wanted;
    if (is_named) {
      const auto found = shared_.readers.Call(
          [client](engine::Queries& queries) { return engine::FindClient(queries, client); });
      if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
      if (!*found) return exchange->Refuse(Problem(Code::kClientUnknown));
      ready.client = (*found)->id;
    }
    if (!IsNewKey(*exchange, ready.secret)) return;
    auto command = engine::CreateKey::Check(std::move(ready), "admin");
    if (!command.ok()) return exchange->Refuse(OfCreateKey(command.error()));
    const auto answer = Call(*exchange, *std::move(command));
    if (!answer.ok()) return;
    if (const auto problem = OfResult(*answer)) return exchange->Refuse(*problem);
    SendNewKey(*exchange, answer->key, key, {});
  });
}

bool Admin::IsNewKey(Exchange& exchange, const Digest& secret) {
  const auto known =
      shared_.readers.Call([secret](engine::Queries& queries) { return queries.FindKey(secret); });
  if (!known.ok()) exchange.Refuse(StoreUnavailable());
  if (known.ok() && *known) exchange.Refuse(FieldProblem(Code::kFieldInvalid, "key", kKnownKey));
  return known.ok() && !*known;
}

void Admin::SendNewKey(Exchange& exchange, engine::KeyId id, const Secret& secret,
                       std::optional<engine::KeyId> rotated) {
  shared_.authenticator.Forget();
  shared_.Log(rotated ? "key.rotated" : "key.created", {{"key", ToText(id)}});
  const auto read = [this](engine::KeyId key) {
    return shared_.readers.Call(
        [key](engine::Queries& queries) { return queries.FindRow<engine::ApiKey>(key); });
  };
  const auto made = read(id);
  const auto old = rotated ? read(*rotated) : made;
  if (!made.ok() || !*made || !old.ok() || !*old)
    return exchange.Refuse(OfFault(engine::Fault::kUnknown));
  JsonWriter json;
  json.Begin('{');
  RenderNewKey(secret, **made, json);
  if (rotated) {
    json.Name("old").Begin('{').Name("id").Text(ToText(*rotated));
    RenderAt("valid_until", (*old)->valid_until, json);
    json.End('}');
  }
  exchange.Send(Json(201, json.End('}').Take()));
}

void Admin::RotateKey(ExchangePtr exchange) {
  const auto id = ParseIdText("key_", exchange->argument);
  if (!id) return exchange->Refuse(Problem(Code::kKeyUnknown));
  const auto body = ReadBody(exchange->request, {"key", "old_valid_for_seconds"});
  if (!body.ok()) return exchange->Refuse(body.error());
  const auto old_valid_for = ReadOldValidFor(*body);
  if (!old_valid_for.ok()) return exchange->Refuse(old_valid_for.error());
  const auto key = ReadOrDrawKey(*body);
  if (!key.ok()) return exchange->Refuse(key.error());
  Soon(exchange, [this, exchange, old = engine::KeyId(*id), span = *old_valid_for, key = *key] {
    const Digest secret = DigestOf(key.Reveal());
    if (!IsNewKey(*exchange, secret)) return;
    auto command = engine::RotateKey::Check(old, secret, span, "admin");
    CHECK(command != nullptr, "the time was checked");
    const auto answer = Call(*exchange, std::move(command));
    if (!answer.ok()) return;
    switch (answer->outcome) {
      case engine::RotateKeyOutcome::kNoSuchKey:
        return exchange->Refuse(Problem(Code::kKeyUnknown));
      case engine::RotateKeyOutcome::kNotValid:
        return exchange->Refuse(Problem(Code::kKeyNotValid));
      case engine::RotateKeyOutcome::kRotated:
        break;
    }
    SendNewKey(*exchange, answer->key, key, old);
  });
}

void Admin::ListKeys(ExchangePtr exchange) {
  Soon(exchange, [this, exchange] {
    const auto keys = shared_.readers.Call(engine::ListKeys);
    if (!keys.ok()) return exchange->Refuse(OfStoreError(keys.error()));
    const auto clients = shared_.readers.Call(engine::ListClients);
    if (!clients.ok()) return exchange->Refuse(OfStoreError(clients.error()));
    std::map<engine::ClientId, std::string_view> names;
    for (const engine::ClientRecord& client : *clients) names.emplace(client.id, client.name);
    JsonWriter json;
    json.Begin('{').Name("keys").Begin('[');
    for (const engine::ApiKey& key : *keys)
      RenderKey(key, names[key.client], shared_.services.clock.Now(), json);
    exchange->Send(Json(200, json.End(']').End('}').Take()));
  });
}

void Admin::RevokeKey(ExchangePtr exchange) {
  const auto id = ParseIdText("key_", exchange->argument);
  if (!id) return exchange->Refuse(Problem(Code::kKeyUnknown));
  Soon(exchange, [this, exchange, key = engine::KeyId(*id)] {
    const auto answer = Call(*exchange, engine::RevokeKey::Check(key, "admin"));
    if (!answer.ok()) return;
    if (*answer == engine::RevokeKeyOutcome::kNoSuchKey)
      return exchange->Refuse(Problem(Code::kKeyUnknown));
    shared_.authenticator.Forget();
    shared_.Log("key.revoked", {{"key", ToText(key)}});
    JsonWriter json;
    json.Begin('{').Name("id").Text(ToText(key)).Name("revoked").Bool(true).End('}');
    exchange->Send(Json(200, json.Take()));
  });
}

}  // namespace herlaad::http
