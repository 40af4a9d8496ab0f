#include "engine/commands/sims/lapse_credit.h"

#include "base/core/mutant.h"
#include "domain/orders/placing/place.h"
#include "domain/prepaid/breakage.h"
#include "engine/commands/sims/sim_entry.h"

namespace herlaad::engine {

std::optional<prepaid::Settled> LapsedOf(const orders::Subscriber& number,
                                         const catalogue::Catalogue& catalogue, Instant now) {
  if (!number.sim) return std::nullopt;
  const catalogue::Operator* const op = catalogue.Find(number.sim->operator_id);
  if (op == nullptr) return std::nullopt;
  prepaid::Settled settled = prepaid::SettleAt(*number.sim, orders::GraceOf(*op), now);
  if (settled.lapsed.empty()) return std::nullopt;
  return settled;
}

std::unique_ptr<LapseCredit> LapseCredit::Check(Msisdn msisdn) {
  return std::unique_ptr<LapseCredit>(new LapseCredit(msisdn));
}

DecisionOf<LapseOutcome> LapseCredit::Decide(const ReadSet& read_set,
                                             const DecisionContext& context) const {
  const orders::Subscriber* const found = read_set.Find<orders::Subscriber>(msisdn_);
  if (found == nullptr) return LapseOutcome::kNothing;
  auto settled = LapsedOf(*found, context.catalogue, context.now);
  if (!settled) return LapseOutcome::kNothing;
  DecisionOf<LapseOutcome> decision(LapseOutcome::kPosted);
  ledger::Transfers transfers;
  prepaid::AppendBreakage(settled->lapsed, msisdn_, settled->sim.operator_id, transfers);
  // Left in the buckets, it would be posted again.
  if (MutantIs("lapse_posted_twice")) settled->sim = *found->sim;
  PostForSim(*found, std::move(settled->sim), std::move(transfers), context.now, decision);
  return decision;
}

}  // namespace herlaad::engine
