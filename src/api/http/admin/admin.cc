#include "api/http/admin/admin.h"

#include "api/http/admin/render_verification.h"
#include "api/http/core/api_key.h"
#include "api/http/core/json_writer.h"
#include "api/http/core/read_json.h"
#include "base/core/check.h"
#include "engine/commands/manage_keys.h"
#include "engine/commands/provision_sims.h"
#include "engine/verify.h"

namespace herlaad::http {
namespace {

constexpr std::string_view kKnownKey = "This key exists already; generate another one.";

net::Response Json(int status, std::string body) {
  return {status, "application/json", std::move(body), {}};
}

void RenderScopes(const std::vector<std::string>& scopes, JsonWriter& json) {
  json.Name("scopes").Begin('[');
  for (const std::string& scope : scopes) json.Text(scope);
  json.End(']');
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

void RenderCashCaps(const limits::CashCaps& caps, JsonWriter& json) {
  if (caps.IsEmpty()) return;
  json.Name("cash_caps").Begin('{');
  if (caps.per_topup > 0) json.Name("per_topup").Amount({caps.per_topup, Currency::kEur});
  if (caps.per_day > 0) json.Name("per_day").Amount({caps.per_day, Currency::kEur});
  json.End('}');
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
      return FieldProblem(Code::kFieldInvalid, "name", "A name has at most 80 bytes.");
    case engine::CreateKeyError::kCapsWithoutCash:
      return FieldProblem(Code::kFieldInvalid, "cash_caps",
                          "Caps on cash need the scope topup:cash.");
    case engine::CreateKeyError::kCapNotPositive:
      return FieldProblem(Code::kFieldInvalid, "cash_caps", "A cap is above zero.");
  }
  CHECK(false, "a key is not made for one of the listed reasons");
}

}  // namespace

void Admin::Soon(const ExchangePtr& exchange, std::function<void()> chore) {
  if (!chores_.Post({}, std::move(chore))) exchange->Refuse(Busy());
}

std::optional<engine::Answer> Admin::Call(Exchange& exchange,
                                          std::unique_ptr<engine::Command> command) {
  engine::Answer answer = shared_.services.engine.Call(std::move(command));
  if (answer.fault == engine::Answer::Fault::kNone) return answer;
  exchange.Refuse(OfFault(answer.fault));
  return std::nullopt;
}

void Admin::CreateKey(ExchangePtr exchange) {
  const auto body = ReadBody(exchange->request, {"name", "scopes", "key", "cash_caps"});
  if (!body.ok()) return exchange->Refuse(body.error());
  const auto name = body->contains("name") ? ReadText(*body, "name") : std::string();
  if (!name.ok()) return exchange->Refuse(name.error());
  const auto scopes = ReadScopes(*body);
  if (!scopes.ok()) return exchange->Refuse(scopes.error());
  const auto caps = ReadCashCaps(*body);
  if (!caps.ok()) return exchange->Refuse(caps.error());
  const auto key = ReadOrDrawKey(*body);
  if (!key.ok()) return exchange->Refuse(key.error());
  Soon(exchange, [this, exchange, name = *name, scopes = *scopes, caps = *caps, key = *key] {
    const Digest digest = DigestOf(key.Reveal());
    const auto known = shared_.readers.Call(
        [digest](engine::Queries& queries) { return queries.FindKey(digest); });
    if (!known.ok()) return exchange->Refuse(StoreUnavailable());
    if (*known) return exchange->Refuse(FieldProblem(Code::kFieldInvalid, "key", kKnownKey));
    auto command = engine::CreateKey::Check(name, scopes, digest, "admin", caps);
    if (!command.ok()) return exchange->Refuse(OfCreateKey(command.error()));
    const auto answer = Call(*exchange, *std::move(command));
    if (!answer) return;
    const std::string id = ToText(engine::KeyId(answer->detail));
    shared_.authenticator.Forget();
    shared_.Log("key.created", {{"key", id}});
    JsonWriter json;
    json.Begin('{').Name("key").Text(key.Reveal()).Name("id").Text(id).Name("name").Text(name);
    RenderScopes(scopes, json);
    RenderCashCaps(caps, json);
    exchange->Send(Json(201, json.End('}').Take()));
  });
}

void Admin::ListKeys(ExchangePtr exchange) {
  Soon(exchange, [this, exchange] {
    const auto keys =
        shared_.readers.Call([](engine::Queries& queries) { return queries.ListKeys(); });
    if (!keys.ok()) return exchange->Refuse(OfStoreError(keys.error()));
    JsonWriter json;
    json.Begin('{').Name("keys").Begin('[');
    for (const engine::ApiKey& key : *keys) {
      json.Begin('{').Name("id").Text(ToText(key.id)).Name("name").Text(key.name);
      RenderScopes(key.scopes, json);
      RenderCashCaps(key.cash_caps, json);
      json.Name("created_at").At(key.created_at).Name("revoked_at");
      if (key.revoked_at.ms != 0) {
        json.At(key.revoked_at);
      } else {
        json.Null();
      }
      json.End('}');
    }
    exchange->Send(Json(200, json.End(']').End('}').Take()));
  });
}

void Admin::RevokeKey(ExchangePtr exchange) {
  const auto id = ParseIdText("key_", exchange->argument);
  if (!id) return exchange->Refuse(Problem(Code::kKeyUnknown));
  Soon(exchange, [this, exchange, key = engine::KeyId(*id)] {
    const auto answer = Call(*exchange, engine::RevokeKey::Check(key, "admin"));
    if (!answer) return;
    const auto outcome = static_cast<engine::RevokeKeyOutcome>(answer->outcome);
    if (outcome == engine::RevokeKeyOutcome::kNoSuchKey) {
      return exchange->Refuse(Problem(Code::kKeyUnknown));
    }
    shared_.authenticator.Forget();
    shared_.Log("key.revoked", {{"key", ToText(key)}});
    JsonWriter json;
    json.Begin('{').Name("id").Text(ToText(key)).Name("revoked").Bool(true).End('}');
    exchange->Send(Json(200, json.Take()));
  });
}

void Admin::Backup(ExchangePtr exchange) {
  if (!shared_.services.backup) return exchange->Refuse(Problem(Code::kNotFound));
  const auto body = ReadBody(exchange->request, {"path"});
  if (!body.ok()) return exchange->Refuse(body.error());
  const auto path = ReadText(*body, "path");
  if (!path.ok()) return exchange->Refuse(path.error());
  Soon(exchange, [this, exchange, path = *path] {
    const auto made = shared_.services.backup(path);
    if (!made.ok()) {
      return exchange->Refuse(Problem(Code::kBackupFailed).Detail(made.error()));
    }
    shared_.Log("backup.made", {{"path", path}});
    exchange->Send(Json(200, JsonWriter().Begin('{').Name("path").Text(path).End('}').Take()));
  });
}

void Admin::ListNodes(ExchangePtr exchange) {
  if (!shared_.services.nodes) return exchange->Refuse(Problem(Code::kNotFound));
  Soon(exchange, [this, exchange] {
    const auto nodes = shared_.services.nodes();
    if (!nodes.ok()) return exchange->Refuse(StoreUnavailable());
    JsonWriter json;
    json.Begin('{').Name("nodes").Begin('[');
    for (const auto& node : *nodes) {
      json.Begin('{').Name("node").Number(node.number).Name("name").Text(node.name);
      json.Name("alive").Bool(node.alive).Name("answering").Bool(node.is_this);
      json.Name("started_at").At(node.started_at).Name("seen_at").At(node.seen_at).End('}');
    }
    const auto word = shared_.services.queries.FindSetting(kOutboxWorkersSetting);
    if (!word.ok()) return exchange->Refuse(StoreUnavailable());
    json.End(']').Name("outbox_workers").Text(word->value_or(std::string(kOutboxWorkersRunning)));
    exchange->Send(Json(200, json.End('}').Take()));
  });
}

void Admin::Verify(ExchangePtr exchange) {
  Soon(exchange, [this, exchange] {
    const auto report = engine::Verify(shared_.services.queries);
    if (!report.ok()) return exchange->Refuse(StoreUnavailable());
    exchange->Send(Json(200, RenderVerification(*report)));
  });
}

void Admin::Hold(ExchangePtr exchange) { SetOutboxWorkers(exchange, true); }
void Admin::Resume(ExchangePtr exchange) { SetOutboxWorkers(exchange, false); }

// Holding takes effect before it is stored, and resuming after: in between, nothing is sent.
void Admin::SetOutboxWorkers(const ExchangePtr& exchange, bool held) {
  if (!shared_.services.hold_outbox_workers) return exchange->Refuse(Problem(Code::kNotFound));
  Soon(exchange, [this, exchange, held] {
    const std::string word(held ? kOutboxWorkersHeld : kOutboxWorkersRunning);
    if (held) shared_.services.hold_outbox_workers(true);
    const auto answer = Call(
        *exchange, engine::ChangeSetting::Check(std::string(kOutboxWorkersSetting), word, "admin"));
    if (!answer) return;
    if (!held) shared_.services.hold_outbox_workers(false);
    shared_.Log("outbox_workers", {{"state", word}});
    exchange->Send(
        Json(200, JsonWriter().Begin('{').Name("outbox_workers").Text(word).End('}').Take()));
  });
}

}  // namespace herlaad::http
