#include "engine/commands/sims/use_credit.h"

#include <type_traits>
#include <utility>

#include "base/core/check.h"
#include "engine/commands/idempotency.h"
#include "engine/commands/sims/sim_entry.h"

namespace herlaad::engine {
namespace {

using prepaid::ReserveRefusal;

// Of the session; its reservation is kept under it.
Digest SessionDigest(const UseRequest& request) {
  return IdempotencyKeyDigest("use " + request.client, request.session);
}

Digest RequestDigest(const UseRequest& request) {
  return IdempotencyKeyDigest("use " + request.client,
                              std::to_string(request.number) + ' ' + request.session);
}

std::optional<UseError> ProblemOf(const UseRequest& request) {
  if (request.session.empty() || request.session.size() > kSessionMax) return UseError::kNoSession;
  return std::nullopt;
}

IdempotencyRecord Packed(UseOutcome outcome, std::int64_t amount) {
  IdempotencyRecord record;
  record.outcome = static_cast<std::uint8_t>(outcome);
  record.detail = amount;
  return record;
}

UseOutcome OutcomeOf(ReserveRefusal refusal) {
  switch (refusal) {
    case ReserveRefusal::kNotActive:
      return UseOutcome::kNotActive;
    case ReserveRefusal::kTooLittle:
      return UseOutcome::kTooLittle;
    case ReserveRefusal::kTooMany:
      return UseOutcome::kTooMany;
  }
  CHECK(false, "a reservation is refused for one of the listed reasons");
}

// As the first time under this key, which `unpack` reads, or by `decide` over the SIM, whose result
// is then recorded.
template <class Unpack, class Decide>
auto Once(const ReadSet& read_set, const Digest& key, const Digest& body, Msisdn msisdn,
          Instant now, Unpack unpack, Decide decide) {
  using R = std::invoke_result_t<Unpack, const IdempotencyRecord&>;
  if (const IdempotencyRecord* const earlier = read_set.Find<IdempotencyRecord>(key)) {
    if (earlier->body != body) return DecisionOf<R>(R{UseOutcome::kKeyReused});
    return Repeated(unpack(*earlier));
  }
  const orders::Subscriber* const found = read_set.Find<orders::Subscriber>(msisdn);
  DecisionOf<R> decision = found != nullptr && found->sim
                               ? decide(*found)
                               : DecisionOf<R>(R{UseOutcome::kUnknownNumber});
  Record(key, body, now, Pack(decision.result), decision);
  return decision;
}

}  // namespace

IdempotencyRecord Pack(const ReserveResult& result) {
  return Packed(result.outcome,
                result.outcome == UseOutcome::kTooLittle ? result.available : result.reserved);
}

IdempotencyRecord Pack(const SpendResult& result) {
  return Packed(result.outcome,
                result.outcome == UseOutcome::kMoreThanReserved ? result.reserved : result.spent);
}

ReserveResult UnpackReserved(const IdempotencyRecord& record) {
  const auto outcome = static_cast<UseOutcome>(record.outcome);
  if (outcome == UseOutcome::kTooLittle)
    return {.outcome = outcome, .reserved = 0, .available = record.detail};
  return {.outcome = outcome, .reserved = record.detail, .available = 0};
}

SpendResult UnpackSpent(const IdempotencyRecord& record) {
  const auto outcome = static_cast<UseOutcome>(record.outcome);
  if (outcome == UseOutcome::kMoreThanReserved)
    return {.outcome = outcome, .spent = 0, .reserved = record.detail};
  return {.outcome = outcome, .spent = record.detail, .reserved = 0};
}

ReserveCredit::ReserveCredit(UseRequest request, Asset asset, std::int64_t amount, Millis held)
    : request_(std::move(request)),
      asset_(asset),
      amount_(amount),
      held_(held),
      key_(RequestDigest(request_)),
      body_(DigestOf("reserve " + request_.msisdn.ToE164() + ' ' + std::string(UnitName(asset)) +
                     ' ' + std::to_string(amount))) {}

Result<std::unique_ptr<ReserveCredit>, UseError> ReserveCredit::Check(UseRequest request,
                                                                      Asset asset,
                                                                      std::int64_t amount,
                                                                      Millis held) {
  if (const auto problem = ProblemOf(request)) return Failure{*problem};
  if (amount <= 0 || amount > prepaid::kBalanceMax) return Failure{UseError::kAmountInvalid};
  if (held <= Millis(0) || held > kHeldLongest) return Failure{UseError::kTimeInvalid};
  return std::unique_ptr<ReserveCredit>(new ReserveCredit(std::move(request), asset, amount, held));
}

void ReserveCredit::AddNeeds(Needs& needs) const {
  needs.Put<IdempotencyRecord>(key_);
  needs.Put<orders::Subscriber>(request_.msisdn);
}

DecisionOf<ReserveResult> ReserveCredit::Reserve(const orders::Subscriber& found,
                                                 const DecisionContext& context) const {
  const auto grace = GraceOfSim(*found.sim, context.catalogue);
  const Digest session = SessionDigest(request_);
  const prepaid::Sim sim = prepaid::EffectiveAt(*found.sim, grace, context.now);
  if (prepaid::FindReservation(sim, session) != nullptr)
    return ReserveResult{UseOutcome::kOpenAlready};
  auto reserved =
      prepaid::Reserve(sim, grace, session, asset_, amount_, context.now + held_, context.now);
  if (!reserved.ok()) {
    ReserveResult refused{OutcomeOf(reserved.error())};
    if (refused.outcome == UseOutcome::kTooLittle)
      refused.available = prepaid::SpendableOf(sim, grace, asset_, context.now);
    return refused;
  }
  DecisionOf<ReserveResult> decision(ReserveResult{UseOutcome::kDone, amount_});
  PostForSim(found, *std::move(reserved), {}, context.now, decision);
  return decision;
}

DecisionOf<ReserveResult> ReserveCredit::Decide(const ReadSet& read_set,
                                                const DecisionContext& context) const {
  return Once(read_set, key_, body_, request_.msisdn, context.now, UnpackReserved,
              [&](const orders::Subscriber& found) { return Reserve(found, context); });
}

CommitCredit::CommitCredit(UseRequest request, std::int64_t used)
    : request_(std::move(request)),
      used_(used),
      key_(RequestDigest(request_)),
      body_(DigestOf("commit " + request_.msisdn.ToE164() + ' ' + std::to_string(used))) {}

Result<std::unique_ptr<CommitCredit>, UseError> CommitCredit::Check(UseRequest request,
                                                                    std::int64_t used) {
  if (const auto problem = ProblemOf(request)) return Failure{*problem};
  if (used < 0 || used > prepaid::kBalanceMax) return Failure{UseError::kAmountInvalid};
  return std::unique_ptr<CommitCredit>(new CommitCredit(std::move(request), used));
}

void CommitCredit::AddNeeds(Needs& needs) const {
  needs.Put<IdempotencyRecord>(key_);
  needs.Put<orders::Subscriber>(request_.msisdn);
}

DecisionOf<SpendResult> CommitCredit::Commit(const orders::Subscriber& found,
                                             const DecisionContext& context) const {
  const auto grace = GraceOfSim(*found.sim, context.catalogue);
  const Digest session = SessionDigest(request_);
  const prepaid::Sim sim = prepaid::EffectiveAt(*found.sim, grace, context.now);
  const prepaid::Reservation* const open = prepaid::FindReservation(sim, session);
  if (open == nullptr) return SpendResult{UseOutcome::kNoSuchReservation};
  const std::int64_t reserved = prepaid::SumOf(open->portions, open->portions.front().asset);
  if (used_ > reserved)
    return SpendResult{.outcome = UseOutcome::kMoreThanReserved, .spent = 0, .reserved = reserved};
  prepaid::Committed after = prepaid::CommitReserved(sim, session, used_);
  ledger::Transfers transfers;
  for (const prepaid::Portion& portion : after.spent) {
    transfers.push_back(ledger::Move(
        portion.amount, ledger::OfBucket(request_.msisdn.value(), portion.n, portion.asset),
        ledger::In(portion.asset, ledger::Of(ledger::AccountKind::kUsage, sim.operator_id))));
  }
  DecisionOf<SpendResult> decision(SpendResult{UseOutcome::kDone, used_});
  PostForSim(found, std::move(after.sim), std::move(transfers), context.now, decision);
  return decision;
}

DecisionOf<SpendResult> CommitCredit::Decide(const ReadSet& read_set,
                                             const DecisionContext& context) const {
  return Once(read_set, key_, body_, request_.msisdn, context.now, UnpackSpent,
              [&](const orders::Subscriber& found) { return Commit(found, context); });
}

}  // namespace herlaad::engine
