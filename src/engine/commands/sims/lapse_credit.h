// Posts what of a hosted number's credit and bonus has lapsed to its operator's breakage. Submitted
// by the lapse sweep; a top-up posts what had lapsed before it by itself. Not audited: time decides
// it, no person.
#pragma once

#include <optional>

#include "domain/prepaid/grace.h"
#include "engine/commands/command.h"

namespace herlaad::engine {

enum class LapseOutcome : std::uint8_t {
  kPosted = 1,
  kNothing = 2,  // nothing is lapsed, for instance because it was posted before
};

// The number's SIM at `now` without what has lapsed; nullopt if nothing is lapsed, if the number
// has no SIM here, or if its operator is not in the catalogue: its grace period is then unknown.
std::optional<prepaid::Settled> LapsedOf(const orders::Subscriber& number,
                                         const catalogue::Catalogue& catalogue, Instant now);

// Decided over the number's row at the batch's instant, so a repeat, from this node or another,
// finds nothing.
class LapseCredit final : public CommandOf<LapseOutcome> {
 public:
  static std::unique_ptr<LapseCredit> Check(Msisdn msisdn);

  [[nodiscard]] std::string_view Kind() const override { return "lapse_credit"; }
  void AddNeeds(Needs& needs) const override { needs.Put<orders::Subscriber>(msisdn_); }
  [[nodiscard]] DecisionOf<LapseOutcome> Decide(const ReadSet& read_set,
                                                const DecisionContext& context) const override;

 private:
  explicit LapseCredit(Msisdn msisdn) : msisdn_(msisdn) {}

  Msisdn msisdn_;
};

}  // namespace herlaad::engine
