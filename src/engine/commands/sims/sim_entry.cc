#include "engine/commands/sims/sim_entry.h"

#include <utility>

#include "domain/orders/placing/place.h"

namespace herlaad::engine {

prepaid::GracePeriod GraceOfSim(const prepaid::Sim& sim, const catalogue::Catalogue& catalogue) {
  const catalogue::Operator* const op = catalogue.Find(sim.operator_id);
  return op != nullptr ? orders::GraceOf(*op) : prepaid::GracePeriod{};
}

void PostForSim(const orders::Subscriber& before, prepaid::Sim after, ledger::Transfers transfers,
                Instant now, Decision& decision) {
  orders::Subscriber number = before;
  number.sim = std::move(after);
  number.transfers += ledger::CountOf(transfers);
  decision.rows.Put(std::move(number));
  if (transfers.empty()) return;
  decision.entries.push_back(
      {ledger::CauseOf(before.msisdn), before.transfers + 1, now, std::move(transfers)});
}

}  // namespace herlaad::engine
