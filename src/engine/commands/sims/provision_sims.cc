#include "engine/commands/sims/provision_sims.h"

#include "base/core/check.h"
#include "domain/orders/placing/place.h"
#include "domain/prepaid/grace.h"

namespace herlaad::engine {
namespace {

ProvisionResult Refused(ProvisionOutcome outcome, const orders::Subscriber& number,
                        const catalogue::Catalogue& catalogue, Instant now) {
  const prepaid::Sim& sim = *number.sim;
  const auto state = prepaid::StateAt(sim, orders::GraceOf(catalogue, sim.operator_id), now);
  return {outcome, ProvisionResult::InTheWay{number.msisdn, sim.operator_id, state}};
}

}  // namespace

Result<std::unique_ptr<ProvisionSims>, ProvisionError> ProvisionSims::Check(
    std::vector<Msisdn> numbers, std::string operator_id, prepaid::SimState state,
    std::string actor) {
  if (numbers.empty()) return Failure{ProvisionError::kNothing};
  if (numbers.size() > kProvisionMax) return Failure{ProvisionError::kTooMany};
  if (state == prepaid::SimState::kGrace) return Failure{ProvisionError::kGrace};
  return std::unique_ptr<ProvisionSims>(
      new ProvisionSims(std::move(numbers), std::move(operator_id), state, std::move(actor)));
}

void ProvisionSims::AddNeeds(Needs& needs) const {
  for (const Msisdn msisdn : numbers_) needs.Put<orders::Subscriber>(msisdn);
  needs.audit = true;
}

DecisionOf<ProvisionResult> ProvisionSims::Decide(const ReadSet& read_set,
                                                  const DecisionContext& context) const {
  const catalogue::Operator* const op = context.catalogue.Find(operator_id_);
  if (op == nullptr || op->connection != catalogue::Connection::kHosted)
    return ProvisionResult{ProvisionOutcome::kNotAHostedOperator};
  DecisionOf<ProvisionResult> decision(ProvisionResult{});
  for (const Msisdn msisdn : numbers_) {
    const orders::Subscriber* const found = read_set.Find<orders::Subscriber>(msisdn);
    orders::Subscriber number = found != nullptr ? *found : orders::Subscriber(msisdn);
    if (number.sim && number.sim->operator_id != operator_id_)
      return Refused(ProvisionOutcome::kOtherOperator, number, context.catalogue, context.now);
    if (!number.sim) {
      number.sim = prepaid::NewSim(operator_id_, state_, context.now);
      CHECK(number.sim.has_value(), "only grace, which was refused, is not for a new SIM");
    } else if (!prepaid::BringTo(*number.sim, state_, context.now)) {
      return Refused(ProvisionOutcome::kNoTransition, number, context.catalogue, context.now);
    }
    decision.rows.Put(std::move(number));
  }
  std::string detail(prepaid::Name(state_));
  (detail += ' ') += std::to_string(numbers_.size());
  // One number is named: who suspended it is asked about later.
  const std::string subject =
      numbers_.size() == 1 ? std::to_string(numbers_.front().value()) : operator_id_;
  decision.audit.push_back({context.now, actor_, "sim.provision", subject, std::move(detail)});
  return decision;
}

std::unique_ptr<ChangeSetting> ChangeSetting::Check(std::string name, std::string value,
                                                    std::string actor) {
  return std::unique_ptr<ChangeSetting>(
      new ChangeSetting(std::move(name), std::move(value), std::move(actor)));
}

DecisionOf<Nothing> ChangeSetting::Decide(const ReadSet&, const DecisionContext& context) const {
  DecisionOf<Nothing> decision(Nothing{});
  decision.rows.Put(Setting{name_, value_});
  // The value may be a secret, so only the change is recorded.
  decision.audit.push_back({context.now, actor_, "setting.change", name_, {}});
  return decision;
}

}  // namespace herlaad::engine
