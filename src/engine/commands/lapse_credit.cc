#include "engine/commands/lapse_credit.h"

#include "base/core/mutant.h"
#include "domain/orders/place.h"
#include "domain/prepaid/breakage.h"

namespace herlaad::engine {

std::optional<prepaid::Settled> LapsedOf(const orders::Subscriber& number,
                                         const catalogue::Catalogue& catalogue, Instant now) {
  if (!number.sim) return std::nullopt;
  const catalogue::Operator* const op = catalogue.Find(number.sim->operator_id);
  if (op == nullptr) return std::nullopt;
  prepaid::Settled settled = prepaid::SettleAt(*number.sim, orders::GraceOf(*op), now);
  if (settled.lapsed == prepaid::Lapsed{}) return std::nullopt;
  return settled;
}

std::unique_ptr<LapseCredit> LapseCredit::Check(Msisdn msisdn) {
  return std::unique_ptr<LapseCredit>(new LapseCredit(msisdn));
}

Decision LapseCredit::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  Decision decision;
  decision.answer.outcome = static_cast<std::uint8_t>(LapseOutcome::kNothing);
  const orders::Subscriber* const found = read_set.Find(msisdn_);
  if (found == nullptr) return decision;
  auto settled = LapsedOf(*found, context.catalogue, context.now);
  if (!settled) return decision;
  ledger::Entry entry{ledger::CauseOf(msisdn_), found->transfers + 1, context.now, {}};
  prepaid::AppendBreakage(settled->lapsed, msisdn_, settled->sim.operator_id, entry.transfers);
  orders::Subscriber number = *found;
  number.transfers += ledger::CountOf(entry.transfers);
  // Left in the buckets, it would be posted again.
  if (!MutantIs("lapse_posted_twice")) number.sim = std::move(settled->sim);
  decision.subscribers.push_back(std::move(number));
  decision.entries.push_back(std::move(entry));
  decision.answer.outcome = static_cast<std::uint8_t>(LapseOutcome::kPosted);
  return decision;
}

}  // namespace herlaad::engine
