#include "engine/commands/use_credit.h"

#include <utility>

#include "base/core/check.h"
#include "engine/commands/idempotency.h"
#include "engine/commands/sim_entry.h"

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

Decision Told(UseOutcome outcome, std::int64_t detail = 0) {
  Decision told;
  told.answer.outcome = static_cast<std::uint8_t>(outcome);
  told.answer.detail = detail;
  return told;
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

// As the first time under this key, or by `decide` over the SIM, whose answer is then recorded.
template <class F>
Decision Once(const ReadSet& read_set, const Digest& key, const Digest& body, Msisdn msisdn,
              Instant now, F decide) {
  if (const IdempotencyRecord* const earlier = read_set.Find(key)) {
    if (earlier->body != body) return Told(UseOutcome::kKeyReused);
    return RepeatedDecision(*earlier, body);
  }
  const orders::Subscriber* const found = read_set.Find(msisdn);
  Decision decision =
      found != nullptr && found->sim ? decide(*found) : Told(UseOutcome::kUnknownNumber);
  RecordAnswer(key, body, now, decision);
  return decision;
}

}  // namespace

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
  needs.idempotency_records.push_back(key_);
  needs.subscribers.push_back(request_.msisdn);
}

Decision ReserveCredit::Reserve(const orders::Subscriber& found,
                                const DecisionContext& context) const {
  const auto grace = GraceOfSim(*found.sim, context.catalogue);
  const Digest session = SessionDigest(request_);
  const prepaid::Sim sim = prepaid::EffectiveAt(*found.sim, grace, context.now);
  if (prepaid::FindReservation(sim, session) != nullptr) return Told(UseOutcome::kOpenAlready);
  auto reserved =
      prepaid::Reserve(sim, grace, session, asset_, amount_, context.now + held_, context.now);
  if (!reserved.ok()) {
    const bool is_short = reserved.error() == ReserveRefusal::kTooLittle;
    return Told(OutcomeOf(reserved.error()),
                is_short ? prepaid::SpendableOf(sim, grace, asset_, context.now) : 0);
  }
  Decision decision = Told(UseOutcome::kDone, amount_);
  PostForSim(found, *std::move(reserved), {}, context.now, decision);
  return decision;
}

Decision ReserveCredit::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  return Once(read_set, key_, body_, request_.msisdn, context.now,
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
  needs.idempotency_records.push_back(key_);
  needs.subscribers.push_back(request_.msisdn);
}

Decision CommitCredit::Commit(const orders::Subscriber& found,
                              const DecisionContext& context) const {
  const auto grace = GraceOfSim(*found.sim, context.catalogue);
  const Digest session = SessionDigest(request_);
  const prepaid::Sim sim = prepaid::EffectiveAt(*found.sim, grace, context.now);
  const prepaid::Reservation* const open = prepaid::FindReservation(sim, session);
  if (open == nullptr) return Told(UseOutcome::kNoSuchReservation);
  const std::int64_t reserved = prepaid::SumOf(open->portions, open->portions.front().asset);
  if (used_ > reserved) return Told(UseOutcome::kMoreThanReserved, reserved);
  prepaid::Committed after = prepaid::CommitReserved(sim, session, used_);
  ledger::Transfers transfers;
  for (const prepaid::Portion& portion : after.spent) {
    transfers.push_back(ledger::Move(
        portion.amount, ledger::OfBucket(request_.msisdn.value(), portion.n, portion.asset),
        ledger::In(portion.asset, ledger::Of(ledger::AccountKind::kUsage, sim.operator_id))));
  }
  Decision decision = Told(UseOutcome::kDone, used_);
  PostForSim(found, std::move(after.sim), std::move(transfers), context.now, decision);
  return decision;
}

Decision CommitCredit::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  return Once(read_set, key_, body_, request_.msisdn, context.now,
              [&](const orders::Subscriber& found) { return Commit(found, context); });
}

}  // namespace herlaad::engine
