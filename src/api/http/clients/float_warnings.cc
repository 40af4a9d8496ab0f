#include "api/http/clients/float_warnings.h"

#include <utility>

#include "api/http/core/access/staff_access.h"
#include "api/http/core/json/read_json.h"
#include "api/http/core/json/render_float.h"
#include "domain/access/roles.h"

namespace herlaad::http {
namespace {

using engine::ClientId;
using engine::FloatWarning;

Result<messages::Language, Problem> ReadLanguage(const nlohmann::json& body) {
  if (!body.contains("language")) return messages::Language::kNl;
  const auto code = ReadText(body, "language");
  if (!code.ok()) return Failure{code.error()};
  const auto language = messages::ParseLanguage(*code);
  if (language) return *language;
  return Failure{FieldInvalid("language", "problem.field_invalid.language")};
}

Result<engine::WantedWarning, Problem> ReadWanted(const nlohmann::json& body) {
  const auto email = ReadText(body, "email");
  if (!email.ok()) return Failure{email.error()};
  auto mail = EmailAddress::Parse(*email);
  if (!mail.ok()) {
    return Failure{Problem(Code::kEmailInvalid)
                       .With("field", "email")
                       .Say("problem.email_invalid.warning", {})};
  }
  const auto below = ReadMoney(body, "below");
  if (!below.ok()) return Failure{below.error()};
  const auto language = ReadLanguage(body);
  if (!language.ok()) return Failure{language.error()};
  return engine::WantedWarning{*std::move(mail), below->minor, *language};
}

struct Now {
  std::optional<FloatWarning> warning;
  ledger::Balance balance;
};

Result<Now, engine::StoreError> ReadNow(engine::Queries& queries, ClientId client) {
  Now now;
  auto warning = queries.FindRow<FloatWarning>(client);
  if (!warning.ok()) return Failure{warning.error()};
  now.warning = *std::move(warning);
  const auto row = queries.FindRow<ledger::AccountBalance>(ledger::Name(engine::FloatOf(client)));
  if (!row.ok()) return Failure{row.error()};
  if (*row) now.balance = (*row)->balance;
  return now;
}

// Says when no mail comes although the float is low: it was below the level already.
std::string Render(ClientId client, const Now& now) {
  JsonWriter json;
  json.Begin('{').Name("client").Text(ToText(client)).Name("float_warning");
  if (now.warning) {
    RenderFloatWarning(*now.warning, json);
  } else {
    json.Null();
  }
  json.Name("float").Begin('{');
  RenderFloat(now.balance, json);
  json.End('}').Name("is_below").Bool(now.warning && now.balance.Available() < now.warning->below);
  return json.End('}').Take();
}

}  // namespace

void FloatWarnings::Set(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayPayFloats)) return;
  const auto body = ReadBody(exchange->request, {"email", "below", "language"});
  if (!body.ok()) return exchange->Refuse(body.error());
  auto wanted = ReadWanted(*body);
  if (!wanted.ok()) return exchange->Refuse(wanted.error());
  if (!shared_.options.mails) {
    return exchange->Refuse(Problem(Code::kNotifyNotOffered)
                                .With("field", "email")
                                .Say("problem.notify_not_offered.warning", {}));
  }
  Submit(exchange, *std::move(wanted));
}

void FloatWarnings::TurnOff(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayPayFloats)) return;
  Submit(exchange, std::nullopt);
}

void FloatWarnings::Submit(const ExchangePtr& exchange,
                           std::optional<engine::WantedWarning> wanted) {
  const auto id = ParseIdText(engine::kClientIdPrefix, exchange->argument);
  if (!id) return exchange->Refuse(Problem(Code::kClientUnknown));
  const ClientId client(*id);
  const bool is_on = wanted.has_value();
  auto command = engine::WarnClient::Check(client, std::move(wanted), exchange->client->name);
  if (command == nullptr) {
    return exchange->Refuse(
        FieldProblem(Code::kFieldInvalid, "below", "The level is 0.01 to 1,000,000.00 EUR."));
  }
  const bool taken = shared_.services.engine.Submit(
      std::move(command),
      [this, exchange, client, is_on](const engine::Answered<engine::WarnClientOutcome>& answer,
                                      const auto*) { Done(exchange, client, is_on, answer); });
  if (!taken) exchange->Refuse(Busy());
}

// Called on the engine's thread, so it must be quick.
void FloatWarnings::Done(const ExchangePtr& exchange, ClientId client, bool is_on,
                         const engine::Answered<engine::WarnClientOutcome>& answer) {
  if (!answer.ok()) return exchange->Refuse(OfFault(answer.fault()));
  if (*answer == engine::WarnClientOutcome::kActorMayNot) {
    return exchange->Refuse(Problem(Code::kScopeMissing).With("scope", access::kMayPayFloats));
  }
  if (*answer == engine::WarnClientOutcome::kNoSuchClient)
    return exchange->Refuse(Problem(Code::kClientUnknown));
  shared_.Log(is_on ? "float_warning.set" : "float_warning.off",
              {{"client", ToText(client)}, {"by", exchange->client->name}});
  SendNow(exchange, client);
}

void FloatWarnings::SendNow(const ExchangePtr& exchange, ClientId client) {
  shared_.readers.Read([client](engine::Queries& queries) { return ReadNow(queries, client); },
                       [exchange, client](const auto& now) {
                         if (!now.ok()) return exchange->Refuse(OfStoreError(now.error()));
                         exchange->Send({200, "application/json", Render(client, *now), {}});
                       });
}

}  // namespace herlaad::http
