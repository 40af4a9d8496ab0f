#include "api/http/clients/floats.h"

#include <optional>
#include <utility>

#include "api/http/core/access/staff_access.h"
#include "api/http/core/json/read_json.h"
#include "api/http/core/json/render_float.h"
#include "api/http/topups/placing/place_body.h"
#include "base/core/check.h"
#include "domain/access/roles.h"
#include "engine/commands/staff/staff_actor.h"
#include "engine/reconcile/expected_lines.h"

namespace herlaad::http {
namespace {

using engine::ClientId;
using engine::PayFloatOutcome;

net::Response Json(int status, std::string body) {
  return {status, "application/json", std::move(body), {}};
}

// Nothing was posted yet: an empty balance.
Result<ledger::Balance, engine::StoreError> ReadBalance(engine::Queries& queries, ClientId client) {
  const auto row = queries.FindRow<ledger::AccountBalance>(ledger::Name(engine::FloatOf(client)));
  if (!row.ok()) return Failure{row.error()};
  return *row ? (*row)->balance : ledger::Balance{};
}

struct ClientFloat {
  std::optional<engine::ClientRecord> client;
  ledger::Balance balance;
};

Result<ClientFloat, engine::StoreError> FindFloat(engine::Queries& queries, ClientId id) {
  ClientFloat found;
  auto client = queries.FindRow<engine::ClientRecord>(id);
  if (!client.ok()) return Failure{client.error()};
  found.client = *std::move(client);
  const auto balance = ReadBalance(queries, id);
  if (!balance.ok()) return Failure{balance.error()};
  found.balance = *balance;
  return found;
}

struct PaymentFound {
  std::optional<engine::FloatPayment> payment;
  ledger::Balance balance;
};

Result<PaymentFound, engine::StoreError> FindPayment(engine::Queries& queries,
                                                     engine::FloatPaymentId id) {
  PaymentFound found;
  auto payment = queries.FindRow<engine::FloatPayment>(id);
  if (!payment.ok()) return Failure{payment.error()};
  found.payment = *std::move(payment);
  if (!found.payment) return found;
  const auto balance = ReadBalance(queries, found.payment->client);
  if (!balance.ok()) return Failure{balance.error()};
  found.balance = *balance;
  return found;
}

std::string Render(const engine::FloatPayment& payment, const ledger::Balance& balance) {
  const bool is_in = payment.amount > 0;
  JsonWriter json;
  json.Begin('{').Name("id").Text(ToText(payment.id));
  json.Name("client").Text(ToText(payment.client));
  json.Name("direction").Text(is_in ? "in" : "out");
  json.Name("amount").Amount(Euros(is_in ? payment.amount : -payment.amount));
  json.Name("reference").Text(payment.reference).Name("by").Text(payment.actor);
  json.Name("at").At(payment.at).Name("float").Begin('{');
  RenderFloat(balance, json);
  return json.End('}').End('}').Take();
}

// In cents, below zero to pay out.
Result<std::int64_t, Problem> ReadSigned(const nlohmann::json& body) {
  const auto direction = ReadText(body, "direction");
  if (!direction.ok()) return Failure{direction.error()};
  if (*direction != "in" && *direction != "out") {
    return Failure{
        FieldProblem(Code::kFieldInvalid, "direction", "The direction is \"in\" or \"out\".")};
  }
  const auto amount = ReadMoney(body, "amount");
  if (!amount.ok()) return Failure{amount.error()};
  return *direction == "in" ? amount->minor : -amount->minor;
}

Problem OfCheck(engine::PayFloatError error) {
  switch (error) {
    case engine::PayFloatError::kKey:
      return Problem(Code::kIdempotencyKeyInvalid);
    case engine::PayFloatError::kAmount:
      return FieldProblem(Code::kFieldInvalid, "amount",
                          "At most 1,000,000.00 EUR are paid at once: pay it in parts, each with "
                          "its own key.");
    case engine::PayFloatError::kReference:
      return FieldProblem(Code::kFieldInvalid, "reference",
                          "A reference has 1 to 140 bytes on one line.");
  }
  CHECK(false, "a payment is refused for one of the listed reasons");
}

// Nothing if it was paid.
std::optional<Problem> WhyNotPaid(const engine::PayFloatResult& result) {
  switch (result.outcome) {
    case PayFloatOutcome::kPaid:
      return std::nullopt;
    case PayFloatOutcome::kNoSuchClient:
      return Problem(Code::kClientUnknown);
    case PayFloatOutcome::kTooLow:
      return Problem(Code::kFloatTooLow)
          .With("available", result.available)
          .Say("problem.float_too_low.pay_out", {{"available", result.available}});
    case PayFloatOutcome::kTooLarge:
      return FieldProblem(Code::kFieldInvalid, "amount",
                          "The float would be larger than what can be counted.");
    case PayFloatOutcome::kKeyReused:
      return Problem(Code::kIdempotencyKeyReused).Say("problem.idempotency_key_reused.float", {});
    case PayFloatOutcome::kActorMayNot:
      return Problem(Code::kScopeMissing).With("scope", access::kMayPayFloats);
    case PayFloatOutcome::kWithdrawn:
      break;  // only of a payment that comes from a list
  }
  CHECK(false, "a payment by hand has one of the listed outcomes");
}

}  // namespace

void Floats::ReadOwn(ExchangePtr exchange) {
  const Client& client = *exchange->client;
  if (client.IsAnonymous()) return exchange->Refuse(KeyRequired());
  const auto id = ParseIdText(engine::kClientIdPrefix, client.float_owner());
  if (!id || !client.May(kScopeFloat))
    return exchange->Refuse(Problem(Code::kScopeMissing).With("scope", kScopeFloat));
  Send(exchange, ClientId(*id));
}

void Floats::Read(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayPayFloats)) return;
  const auto id = ParseIdText(engine::kClientIdPrefix, exchange->argument);
  if (!id) return exchange->Refuse(Problem(Code::kClientUnknown));
  Send(exchange, ClientId(*id));
}

void Floats::Send(const ExchangePtr& exchange, ClientId client) {
  shared_.readers.Read([client](engine::Queries& queries) { return FindFloat(queries, client); },
                       [exchange](const auto& found) {
                         if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
                         if (!found->client) return exchange->Refuse(Problem(Code::kClientUnknown));
                         JsonWriter json;
                         json.Begin('{').Name("client").Text(ToText(found->client->id));
                         json.Name("communication");
                         json.Text(engine::WrittenFloatCommunicationOf(found->client->id));
                         RenderFloat(found->balance, json);
                         exchange->Send(Json(200, json.End('}').Take()));
                       });
}

void Floats::Pay(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayPayFloats)) return;
  const auto id = ParseIdText(engine::kClientIdPrefix, exchange->argument);
  if (!id) return exchange->Refuse(Problem(Code::kClientUnknown));
  const auto key = ReadIdempotencyKey(exchange->request);
  if (!key.ok()) return exchange->Refuse(key.error());
  const auto body = ReadBody(exchange->request, {"direction", "amount", "reference"});
  if (!body.ok()) return exchange->Refuse(body.error());
  Submit(exchange, ClientId(*id), *body, *key);
}

void Floats::Submit(const ExchangePtr& exchange, ClientId client, const nlohmann::json& body,
                    const std::string& key) {
  const auto amount = ReadSigned(body);
  if (!amount.ok()) return exchange->Refuse(amount.error());
  auto reference = ReadLine(body, "reference");
  if (!reference.ok()) return exchange->Refuse(reference.error());
  auto command =
      engine::PayFloat::Check(client, *amount, *std::move(reference), key, exchange->client->name);
  if (!command.ok()) return exchange->Refuse(OfCheck(command.error()));
  const bool taken = shared_.services.engine.Submit(
      *std::move(command),
      [this, exchange, client](const engine::Answered<engine::PayFloatResult>& answer,
                               const auto*) { Paid(exchange, client, answer); });
  if (!taken) exchange->Refuse(Busy());
}

// Called on the engine's thread, so it must be quick.
void Floats::Paid(const ExchangePtr& exchange, ClientId client,
                  const engine::Answered<engine::PayFloatResult>& answer) {
  if (!answer.ok()) return exchange->Refuse(OfFault(answer.fault()));
  if (const auto problem = WhyNotPaid(*answer)) return exchange->Refuse(*problem);
  const engine::FloatPaymentId id = answer->payment;
  if (!answer.replayed()) {
    shared_.Log(
        "float.paid",
        {{"client", ToText(client)}, {"payment", ToText(id)}, {"by", exchange->client->name}});
  }
  SendPaid(exchange, id, answer.replayed());
}

// If it cannot be read now, it is paid all the same, and a repeat tells so.
void Floats::SendPaid(const ExchangePtr& exchange, engine::FloatPaymentId id, bool replayed) {
  shared_.readers.Read([id](engine::Queries& queries) { return FindPayment(queries, id); },
                       [exchange, replayed](const auto& found) {
                         if (!found.ok() || !found->payment)
                           return exchange->Refuse(OfFault(engine::Fault::kUnknown));
                         net::Response response =
                             Json(201, Render(*found->payment, found->balance));
                         if (replayed) response.headers.push_back({"Idempotency-Replayed", "true"});
                         exchange->Send(std::move(response));
                       });
}

}  // namespace herlaad::http
