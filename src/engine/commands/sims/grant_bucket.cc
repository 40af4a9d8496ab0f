#include "engine/commands/sims/grant_bucket.h"

#include "base/core/check.h"
#include "domain/prepaid/breakage.h"
#include "engine/commands/idempotency.h"
#include "engine/commands/sims/sim_entry.h"

namespace herlaad::engine {
namespace {

using prepaid::GrantRefusal;

GrantOutcome OutcomeOf(GrantRefusal refusal) {
  switch (refusal) {
    case GrantRefusal::kTerminated:
      return GrantOutcome::kTerminated;
    case GrantRefusal::kSuspended:
      return GrantOutcome::kSuspended;
    case GrantRefusal::kEnded:
      return GrantOutcome::kEnded;
    case GrantRefusal::kBalanceFull:
      return GrantOutcome::kBalanceFull;
    case GrantRefusal::kTooManyBuckets:
      return GrantOutcome::kTooManyBuckets;
  }
  CHECK(false, "a grant is refused for one of the listed reasons");
}

Digest BodyDigest(Msisdn msisdn, const prepaid::GrantTerms& terms) {
  return DigestOf("grant " + msisdn.ToE164() + ' ' + std::string(UnitName(terms.asset)) + ' ' +
                  std::string(Name(terms.kind)) + ' ' + std::to_string(terms.amount) + ' ' +
                  std::to_string(terms.valid_until.ms) + ' ' + terms.source);
}

// Where a grant comes from: what was paid for is issued, what is given is the operator's promotion.
ledger::AccountKind SourceOf(prepaid::BucketKind kind) {
  return kind == prepaid::BucketKind::kPaid ? ledger::AccountKind::kIssued
                                            : ledger::AccountKind::kPromo;
}

}  // namespace

IdempotencyRecord Pack(const GrantResult& result) {
  IdempotencyRecord record;
  record.outcome = static_cast<std::uint8_t>(result.outcome);
  record.detail = result.bucket;
  return record;
}

GrantResult UnpackGranted(const IdempotencyRecord& record) {
  return {static_cast<GrantOutcome>(record.outcome),
          static_cast<prepaid::BucketNumber>(record.detail)};
}

Result<std::unique_ptr<GrantBucket>, GrantError> GrantBucket::Check(
    Msisdn msisdn, prepaid::GrantTerms terms, std::string_view idempotency_key, std::string actor) {
  if (idempotency_key.empty()) return Failure{GrantError::kKeyEmpty};
  if (idempotency_key.size() > kIdempotencyKeyMax) return Failure{GrantError::kKeyTooLong};
  if (terms.amount <= 0) return Failure{GrantError::kAmountNotPositive};
  if (terms.amount > prepaid::GrantMax(terms.asset)) return Failure{GrantError::kAmountTooLarge};
  if (!prepaid::IsSource(terms.source)) return Failure{GrantError::kSourceInvalid};
  if (!prepaid::IsEnd(terms.valid_until)) return Failure{GrantError::kEndInvalid};
  const Digest key = IdempotencyKeyDigest("grants", idempotency_key);
  const Digest body = BodyDigest(msisdn, terms);
  return std::unique_ptr<GrantBucket>(
      new GrantBucket(msisdn, std::move(terms), key, body, std::move(actor)));
}

void GrantBucket::AddNeeds(Needs& needs) const {
  needs.Put<IdempotencyRecord>(key_);
  needs.Put<orders::Subscriber>(msisdn_);
  needs.audit = true;
}

DecisionOf<GrantResult> GrantBucket::Grant(const orders::Subscriber& found,
                                           const DecisionContext& context) const {
  const auto grace = GraceOfSim(*found.sim, context.catalogue);
  auto granted = prepaid::Grant(*found.sim, grace, terms_, context.now);
  if (!granted.ok()) return GrantResult{OutcomeOf(granted.error())};
  DecisionOf<GrantResult> decision(GrantResult{GrantOutcome::kGranted, granted->n});
  ledger::Transfers transfers;
  const std::string& op = found.sim->operator_id;
  prepaid::AppendBreakage(granted->settled.lapsed, msisdn_, op, transfers);
  transfers.push_back(ledger::Move(terms_.amount,
                                   ledger::In(terms_.asset, ledger::Of(SourceOf(terms_.kind), op)),
                                   ledger::OfBucket(msisdn_.value(), granted->n, terms_.asset)));
  PostForSim(found, std::move(granted->settled.sim), std::move(transfers), context.now, decision);
  decision.audit.push_back({context.now, actor_, "sim.grant", msisdn_.ToE164(),
                            std::to_string(terms_.amount) + ' ' +
                                std::string(UnitName(terms_.asset)) + ' ' + terms_.source});
  return decision;
}

DecisionOf<GrantResult> GrantBucket::Decide(const ReadSet& read_set,
                                            const DecisionContext& context) const {
  if (const IdempotencyRecord* const earlier = read_set.Find<IdempotencyRecord>(key_)) {
    if (earlier->body != body_) return GrantResult{GrantOutcome::kKeyReused};
    return Repeated(UnpackGranted(*earlier));
  }
  const orders::Subscriber* const found = read_set.Find<orders::Subscriber>(msisdn_);
  const bool is_hosted = found != nullptr && found->sim.has_value();
  auto decision = is_hosted ? Grant(*found, context)
                            : DecisionOf<GrantResult>(GrantResult{GrantOutcome::kUnknownNumber});
  Record(key_, body_, context.now, Pack(decision.result), decision);
  return decision;
}

}  // namespace herlaad::engine
