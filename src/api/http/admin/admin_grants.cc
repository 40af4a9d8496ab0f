// Grants of data, calls, texts or euros to SIMs of hosted operators.
#include "api/http/admin/admin.h"
#include "api/http/core/json/json_writer.h"
#include "api/http/core/json/read_json.h"
#include "api/http/topups/placing/place_body.h"
#include "base/core/check.h"
#include "engine/commands/sims/grant_bucket.h"

namespace herlaad::http {
namespace {

using engine::GrantOutcome;

struct Wanted {
  Msisdn msisdn;
  prepaid::GrantTerms terms;
};

Result<Asset, Problem> ReadUnit(const nlohmann::json& body) {
  const auto name = ReadText(body, "unit");
  if (!name.ok()) return Failure{name.error()};
  const auto asset = ParseUnit(*name);
  if (asset) return *asset;
  return Failure{FieldProblem(Code::kFieldInvalid, "unit",
                              "A unit is EUR_micro, bytes, seconds or messages.")};
}

// Without it: as long as the SIM has credit that is valid, or for ever.
Result<Instant, Problem> ReadValidUntil(const nlohmann::json& body) {
  const auto field = body.find("valid_until");
  if (field == body.end() || field->is_null()) return Instant{};
  const auto at = field->is_string() ? ParseRfc3339(field->get<std::string>()) : std::nullopt;
  if (at) return *at;
  return Failure{FieldProblem(Code::kFieldInvalid, "valid_until",
                              "A time is written as 2026-12-31T22:59:59.999Z.")};
}

Result<bool, Problem> ReadPaid(const nlohmann::json& body) {
  const auto field = body.find("paid");
  if (field == body.end()) return true;
  if (field->is_boolean()) return field->get<bool>();
  return Failure{FieldInvalid("paid", "problem.field_invalid.boolean")};
}

Result<Wanted, Problem> ReadWanted(const net::Request& request) {
  const auto body =
      ReadBody(request, {"msisdn", "unit", "amount", "valid_until", "paid", "source"});
  if (!body.ok()) return Failure{body.error()};
  const auto typed = ReadText(*body, "msisdn");
  if (!typed.ok()) return Failure{typed.error()};
  const auto msisdn = ReadMsisdn(*typed, "msisdn");
  if (!msisdn.ok()) return Failure{msisdn.error()};
  const auto asset = ReadUnit(*body);
  if (!asset.ok()) return Failure{asset.error()};
  const auto amount = ReadInteger(*body, "amount");
  if (!amount.ok()) return Failure{amount.error()};
  const auto until = ReadValidUntil(*body);
  if (!until.ok()) return Failure{until.error()};
  const auto paid = ReadPaid(*body);
  if (!paid.ok()) return Failure{paid.error()};
  const auto source = ReadLine(*body, "source");
  if (!source.ok()) return Failure{source.error()};
  const auto kind = *paid ? prepaid::BucketKind::kPaid : prepaid::BucketKind::kBonus;
  return Wanted{*msisdn, {*asset, kind, *amount, *until, *source}};
}

Problem OfError(engine::GrantError error) {
  switch (error) {
    case engine::GrantError::kKeyEmpty:
    case engine::GrantError::kKeyTooLong:
      return Problem(Code::kIdempotencyKeyInvalid);
    case engine::GrantError::kAmountNotPositive:
      return FieldProblem(Code::kFieldInvalid, "amount", "A grant is above zero.");
    case engine::GrantError::kAmountTooLarge:
      return FieldProblem(Code::kFieldInvalid, "amount",
                          "At most 1,000 euros, 10 TB, 10,000 hours or 1,000,000 texts are granted "
                          "at once; EUR_micro counts millionths of a euro.");
    case engine::GrantError::kSourceInvalid:
      return FieldProblem(Code::kFieldInvalid, "source",
                          "A source has 1 to 40 bytes and is one line.");
    case engine::GrantError::kEndInvalid:
      return FieldProblem(Code::kFieldInvalid, "valid_until",
                          "A grant ends between now and the end of the year 2199.");
  }
  CHECK(false, "a grant is malformed in one of the listed ways");
}

std::optional<Problem> OfOutcome(GrantOutcome outcome) {
  const auto because = [](const char* reason) {
    return Problem(Code::kGrantNotPossible).With("reason", reason);
  };
  switch (outcome) {
    case GrantOutcome::kGranted:
      return std::nullopt;
    case GrantOutcome::kKeyReused:
      return Problem(Code::kIdempotencyKeyReused);
    case GrantOutcome::kUnknownNumber:
      return Problem(Code::kSimUnknown);
    case GrantOutcome::kTerminated:
      return because("terminated");
    case GrantOutcome::kSuspended:
      return because("suspended");
    case GrantOutcome::kEnded:
      return because("ended");
    case GrantOutcome::kBalanceFull:
      return because("balance_full");
    case GrantOutcome::kTooManyBuckets:
      return because("too_many_buckets");
  }
  CHECK(false, "a grant ends in one of the listed ways");
}

}  // namespace

void Admin::GrantBucket(ExchangePtr exchange) {
  const auto key = ReadIdempotencyKey(exchange->request);
  if (!key.ok()) return exchange->Refuse(key.error());
  const auto wanted = ReadWanted(exchange->request);
  if (!wanted.ok()) return exchange->Refuse(wanted.error());
  auto checked = engine::GrantBucket::Check(wanted->msisdn, wanted->terms, *key, "admin");
  if (!checked.ok()) return exchange->Refuse(OfError(checked.error()));
  // Only once: the chore may be copied, the command may not.
  const auto command = std::make_shared<std::unique_ptr<engine::GrantBucket>>(*std::move(checked));
  Soon(exchange, [this, exchange, command, terms = wanted->terms] {
    const auto answer = Call(*exchange, std::move(*command));
    if (!answer.ok()) return;
    if (const auto problem = OfOutcome(answer->outcome)) return exchange->Refuse(*problem);
    if (!answer.replayed())
      shared_.Log("sim.granted", {{"unit", std::string(UnitName(terms.asset))}});
    JsonWriter json;
    json.Begin('{').Name("id").Text(std::to_string(answer->bucket));
    json.Name("unit").Text(UnitName(terms.asset)).Name("amount").Number(terms.amount);
    net::Response response{201, "application/json", json.End('}').Take(), {}};
    if (answer.replayed()) response.headers.push_back({"Idempotency-Replayed", "true"});
    exchange->Send(std::move(response));
  });
}

}  // namespace herlaad::http
