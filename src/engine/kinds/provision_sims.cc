#include "engine/kinds/provision_sims.h"

namespace herlaad::engine {

Result<std::unique_ptr<ProvisionSims>, ProvisionError> ProvisionSims::Check(
    std::vector<Msisdn> numbers, std::string operator_id, prepaid::SimState state,
    std::string actor) {
  if (numbers.empty()) return Failure{ProvisionError::kNothing};
  if (numbers.size() > kProvisionMax) return Failure{ProvisionError::kTooMany};
  return std::unique_ptr<ProvisionSims>(
      new ProvisionSims(std::move(numbers), std::move(operator_id), state, std::move(actor)));
}

void ProvisionSims::AddNeeds(Needs& needs) const {
  needs.numbers.insert(needs.numbers.end(), numbers_.begin(), numbers_.end());
}

Decision ProvisionSims::Decide(const Workspace& workspace, const Moment& moment) const {
  Decision decision;
  const catalog::Operator* const op = moment.catalog.Find(operator_id_);
  if (op == nullptr || op->connection != catalog::Connection::kHouse) {
    decision.answer.outcome = static_cast<std::uint8_t>(ProvisionOutcome::kNotAHouseOperator);
    return decision;
  }
  for (const Msisdn msisdn : numbers_) {
    const orders::Number* const found = workspace.Find(msisdn);
    orders::Number number = found != nullptr ? *found : orders::Number(msisdn);
    if (number.sim && number.sim->operator_id != operator_id_) {
      Decision refused;
      refused.answer.outcome = static_cast<std::uint8_t>(ProvisionOutcome::kOtherOperator);
      refused.answer.note = number.sim->operator_id;
      return refused;
    }
    if (!number.sim) number.sim = prepaid::Sim{operator_id_, state_, 0, {}, 0, {}};
    number.sim->state = state_;
    decision.numbers.push_back(std::move(number));
  }
  std::string detail(prepaid::Name(state_));
  (detail += ' ') += std::to_string(numbers_.size());
  decision.audit.push_back({moment.now, actor_, "sim.provision", operator_id_, std::move(detail)});
  decision.answer.outcome = static_cast<std::uint8_t>(ProvisionOutcome::kDone);
  return decision;
}

std::unique_ptr<ChangeSetting> ChangeSetting::Check(std::string name, std::string value,
                                                    std::string actor) {
  return std::unique_ptr<ChangeSetting>(
      new ChangeSetting(std::move(name), std::move(value), std::move(actor)));
}

Decision ChangeSetting::Decide(const Workspace&, const Moment& moment) const {
  Decision decision;
  decision.settings.emplace_back(name_, value_);
  // The value may be a secret; that it was changed is what is kept.
  decision.audit.push_back({moment.now, actor_, "setting.change", name_, {}});
  return decision;
}

}  // namespace herlaad::engine
