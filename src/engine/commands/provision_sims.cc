#include "engine/commands/provision_sims.h"

#include "base/core/check.h"
#include "domain/orders/place.h"
#include "domain/prepaid/grace.h"

namespace herlaad::engine {
namespace {

Decision NoTransition(Msisdn msisdn, std::string_view state) {
  Decision refused;
  refused.answer.outcome = static_cast<std::uint8_t>(ProvisionOutcome::kNoTransition);
  refused.answer.detail = msisdn.value();
  refused.answer.note = state;
  return refused;
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
  needs.subscribers.insert(needs.subscribers.end(), numbers_.begin(), numbers_.end());
  needs.audit = true;
}

Decision ProvisionSims::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  Decision decision;
  const catalogue::Operator* const op = context.catalogue.Find(operator_id_);
  if (op == nullptr || op->connection != catalogue::Connection::kHosted) {
    decision.answer.outcome = static_cast<std::uint8_t>(ProvisionOutcome::kNotAHostedOperator);
    return decision;
  }
  for (const Msisdn msisdn : numbers_) {
    const orders::Subscriber* const found = read_set.Find(msisdn);
    orders::Subscriber number = found != nullptr ? *found : orders::Subscriber(msisdn);
    if (number.sim && number.sim->operator_id != operator_id_) {
      Decision refused;
      refused.answer.outcome = static_cast<std::uint8_t>(ProvisionOutcome::kOtherOperator);
      refused.answer.note = number.sim->operator_id;
      return refused;
    }
    if (!number.sim) {
      number.sim = prepaid::NewSim(operator_id_, state_, context.now);
      CHECK(number.sim.has_value(), "only grace, which was refused, is not for a new SIM");
    } else if (!prepaid::BringTo(*number.sim, state_, context.now)) {
      const auto now = prepaid::StateAt(*number.sim, orders::GraceOf(*op), context.now);
      return NoTransition(msisdn, prepaid::Name(now));
    }
    decision.subscribers.push_back(std::move(number));
  }
  std::string detail(prepaid::Name(state_));
  (detail += ' ') += std::to_string(numbers_.size());
  decision.audit.push_back({context.now, actor_, "sim.provision", operator_id_, std::move(detail)});
  decision.answer.outcome = static_cast<std::uint8_t>(ProvisionOutcome::kDone);
  return decision;
}

std::unique_ptr<ChangeSetting> ChangeSetting::Check(std::string name, std::string value,
                                                    std::string actor) {
  return std::unique_ptr<ChangeSetting>(
      new ChangeSetting(std::move(name), std::move(value), std::move(actor)));
}

Decision ChangeSetting::Decide(const ReadSet&, const DecisionContext& context) const {
  Decision decision;
  decision.plain.Put(Setting{name_, value_});
  // The value may be a secret, so only the change is recorded.
  decision.audit.push_back({context.now, actor_, "setting.change", name_, {}});
  return decision;
}

}  // namespace herlaad::engine
