// Creates SIMs of a hosted operator and changes their state, by the table of domain/prepaid. An
// existing SIM keeps its balance and validity, and one that is in the state already is unchanged.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/core/result.h"
#include "engine/commands/command.h"

namespace herlaad::engine {

enum class ProvisionError : std::uint8_t {
  kNothing = 1,
  kTooMany = 2,  // more than kProvisionMax in one command
  kGrace = 3,    // comes by time only
};
inline constexpr std::size_t kProvisionMax = 1'000;

enum class ProvisionOutcome : std::uint8_t {
  kDone = 1,
  kNotAHostedOperator = 2,
  kOtherOperator = 3,  // one of the numbers belongs to another hosted operator
  kNoTransition = 4,   // no cause brings one of the SIMs into this state
};

struct ProvisionResult {
  ProvisionOutcome outcome = ProvisionOutcome::kDone;
  // kOtherOperator and kNoTransition: the first number that stands in the way, its operator, and
  // the state in which it is.
  struct InTheWay {
    Msisdn msisdn;
    std::string operator_id;
    prepaid::SimState state = prepaid::SimState::kActive;
  };
  std::optional<InTheWay> in_the_way = {};
};

class ProvisionSims final : public CommandOf<ProvisionResult> {
 public:
  static Result<std::unique_ptr<ProvisionSims>, ProvisionError> Check(std::vector<Msisdn> numbers,
                                                                      std::string operator_id,
                                                                      prepaid::SimState state,
                                                                      std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "provision_sims"; }
  void AddNeeds(Needs& needs) const override;
  // All of the numbers or, after a refusal, none of them is changed.
  [[nodiscard]] DecisionOf<ProvisionResult> Decide(const ReadSet& read_set,
                                                   const DecisionContext& context) const override;

 private:
  ProvisionSims(std::vector<Msisdn> numbers, std::string operator_id, prepaid::SimState state,
                std::string actor)
      : numbers_(std::move(numbers)),
        operator_id_(std::move(operator_id)),
        state_(state),
        actor_(std::move(actor)) {}

  std::vector<Msisdn> numbers_;
  std::string operator_id_;
  prepaid::SimState state_;
  std::string actor_;
};

// A setting of the whole database, such as holding the outbox workers after a restore. Audited.
class ChangeSetting final : public CommandOf<Nothing> {
 public:
  static std::unique_ptr<ChangeSetting> Check(std::string name, std::string value,
                                              std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "change_setting"; }
  void AddNeeds(Needs& needs) const override { needs.audit = true; }
  [[nodiscard]] DecisionOf<Nothing> Decide(const ReadSet& read_set,
                                           const DecisionContext& context) const override;

 private:
  ChangeSetting(std::string name, std::string value, std::string actor)
      : name_(std::move(name)), value_(std::move(value)), actor_(std::move(actor)) {}
  std::string name_;
  std::string value_;
  std::string actor_;
};

}  // namespace herlaad::engine
