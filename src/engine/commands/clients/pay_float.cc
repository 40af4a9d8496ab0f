#include "engine/commands/clients/pay_float.h"

#include "base/core/check.h"
#include "base/core/mutant.h"
#include "base/core/printable.h"
#include "domain/access/roles.h"
#include "engine/commands/idempotency.h"
#include "engine/commands/staff/staff_actor.h"

namespace herlaad::engine {
namespace {

Digest BodyDigest(ClientId client, std::int64_t amount, const std::string& reference) {
  std::string text = "float payment";
  for (const std::string& part : {ToText(client), std::to_string(amount), reference}) {
    text += '\0';
    text += part;
  }
  return DigestOf(text);
}

PayFloatResult Refused(ledger::BalanceRefusal refusal, const ledger::Balance& balance) {
  if (refusal == ledger::BalanceRefusal::kTooLarge) return {PayFloatOutcome::kTooLarge};
  return {.outcome = PayFloatOutcome::kTooLow, .available = Euros(balance.Available())};
}

}  // namespace

// Only payments are recorded.
IdempotencyRecord Pack(const PayFloatResult& result) {
  CHECK(result.outcome == PayFloatOutcome::kPaid, "what was refused is decided again");
  IdempotencyRecord record;
  record.outcome = static_cast<std::uint8_t>(result.outcome);
  record.detail = result.payment.value();
  return record;
}

PayFloatResult UnpackPaid(const IdempotencyRecord& record) {
  return {static_cast<PayFloatOutcome>(record.outcome), FloatPaymentId(record.detail)};
}

PayFloat::PayFloat(ClientId client, std::int64_t amount, std::string reference,
                   std::string_view key, std::string actor, ImportId list)
    : client_(client),
      amount_(amount),
      reference_(std::move(reference)),
      key_(IdempotencyKeyDigest("float:" + ToText(client), key)),
      body_(BodyDigest(client, amount, reference_)),
      actor_(std::move(actor)),
      list_(list) {}

Result<std::unique_ptr<PayFloat>, PayFloatError> PayFloat::Check(ClientId client,
                                                                 std::int64_t amount,
                                                                 std::string reference,
                                                                 std::string_view idempotency_key,
                                                                 std::string actor, ImportId list) {
  if (idempotency_key.empty() || idempotency_key.size() > kIdempotencyKeyMax)
    return Failure{PayFloatError::kKey};
  if (amount == 0 || amount > kFloatPaymentMax || amount < -kFloatPaymentMax)
    return Failure{PayFloatError::kAmount};
  if (reference.empty() || reference.size() > kFloatReferenceMax || !IsOneLine(reference))
    return Failure{PayFloatError::kReference};
  return std::unique_ptr<PayFloat>(
      new PayFloat(client, amount, std::move(reference), idempotency_key, std::move(actor), list));
}

void PayFloat::AddNeeds(Needs& needs) const {
  needs.Put<IdempotencyRecord>(key_);
  needs.Put<ClientRecord>(client_);
  needs.Put<ledger::AccountBalance>(ledger::Name(FloatOf(client_)));
  if (!list_.empty()) needs.Put<ImportedFile>(list_);
  needs.audit = true;
  AddNeedsOfActor(actor_, needs);
}

DecisionOf<PayFloatResult> PayFloat::Decide(const ReadSet& read_set,
                                            const DecisionContext& context) const {
  if (!ActorMay(actor_, access::kMayPayFloats, read_set))
    return PayFloatResult{PayFloatOutcome::kActorMayNot};
  const IdempotencyRecord* const earlier = read_set.Find<IdempotencyRecord>(key_);
  if (earlier != nullptr && !MutantIs("no_unique_claim")) {
    return Repeated(earlier->body == body_ ? UnpackPaid(*earlier)
                                           : PayFloatResult{PayFloatOutcome::kKeyReused});
  }
  const auto* const list = list_.empty() ? nullptr : read_set.Find<ImportedFile>(list_);
  if (list != nullptr && IsWithdrawn(*list)) return PayFloatResult{PayFloatOutcome::kWithdrawn};
  const ClientRecord* const client = read_set.Find<ClientRecord>(client_);
  if (client == nullptr) return PayFloatResult{PayFloatOutcome::kNoSuchClient};
  return Pay(*client, read_set, context);
}

DecisionOf<PayFloatResult> PayFloat::Pay(const ClientRecord& client, const ReadSet& read_set,
                                         const DecisionContext& context) const {
  const ledger::Account account = FloatOf(client_);
  const auto* const found = read_set.Find<ledger::AccountBalance>(ledger::Name(account));
  const ledger::Balance before = found != nullptr ? found->balance : ledger::Balance{};
  const auto after =
      amount_ > 0 ? ledger::Credit(before, amount_) : ledger::Debit(before, -amount_);
  if (!after.ok()) return Refused(after.error(), before);
  const FloatPayment payment{FloatPaymentId(context.ids.Next(context.now)),
                             client_,
                             amount_,
                             reference_,
                             actor_,
                             context.now};
  DecisionOf<PayFloatResult> decision(PayFloatResult{PayFloatOutcome::kPaid, payment.id});
  decision.entries.push_back({CauseOf(payment.id), 1, {}, TransfersOf(payment)});
  decision.rows.Put(ledger::AccountBalance{account, *after});
  decision.audit.push_back(
      {context.now, actor_, amount_ > 0 ? "float.pay_in" : "float.pay_out", ToText(client.id),
       ToText(payment.id) + " amount=" + std::to_string(amount_) + " " + reference_});
  decision.rows.Put(payment);
  // Such a list cannot be withdrawn any more.
  if (const auto* const list = list_.empty() ? nullptr : read_set.Find<ImportedFile>(list_)) {
    ImportedFile row = *list;
    ++row.floats_paid;
    decision.rows.Put(std::move(row));
  }
  Record(key_, body_, context.now, Pack(decision.result), decision);
  return decision;
}

}  // namespace herlaad::engine
