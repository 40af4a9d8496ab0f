#include "simulation/checker/credit_of_sims.h"

#include <algorithm>

#include "simulation/checker/sim_model.h"

namespace herlaad::simulation {
namespace {

using orders::Order;

constexpr std::int64_t kDayMs = 86'400'000;

// What one commit changed in the credit of one number: the sweep comes first, because after a
// top-up nothing is lapsed.
struct SimCommit {
  std::int64_t swept = 0;  // posted without a top-up
  std::vector<const Order*> topups;
};
using InTurn = std::map<World::CommittedAt, SimCommit>;

bool IsCredited(const Order& order) {
  return std::any_of(order.deliveries.begin(), order.deliveries.end(), [](const auto& delivery) {
    return delivery.state == orders::DeliveryState::kConfirmed;
  });
}

std::map<Msisdn, InTurn> CommitsOf(World& world, const ReadSims& read) {
  std::map<Msisdn, InTurn> commits;
  for (const auto& [id, credited] : world.credited()) {
    const auto record = read.orders.find(id);
    if (record == read.orders.end() || !IsCredited(record->second.order)) continue;
    const Order& order = record->second.order;
    commits[order.msisdn()][credited].topups.push_back(&order);
  }
  for (const ledger::Entry& entry : read.swept) {
    const auto at = world.swept().find(entry.key());
    if (at == world.swept().end()) {
      world.stage().Break("an entry of a number that nobody committed");
      continue;
    }
    // Grants and uses are of other buckets (usage.h), but what lapsed before them is posted too.
    std::int64_t& posted = commits[Msisdn::FromStored(entry.cause.id)][at->second].swept;
    for (const ledger::Transfer& transfer : entry.transfers) {
      if (transfer.from.kind == ledger::AccountKind::kSim ||
          transfer.from.kind == ledger::AccountKind::kBonus)
        posted += transfer.amount;
    }
  }
  return commits;
}

// Returns what lapsed.
std::int64_t Replay(const InTurn& in_turn, OrderId last, SimModel& model, Stage& stage,
                    Verdict& verdict) {
  std::int64_t lost = 0;
  for (const auto& [at, commit] : in_turn) {
    if (commit.swept > 0) {
      const std::int64_t lapsed = model.Sweep(at.second);
      if (lapsed != commit.swept) {
        stage.Break("the sweep posted " + std::to_string(commit.swept) +
                        " millionths of a euro, and " + std::to_string(lapsed) + " had lapsed",
                    last);
      }
      lost += lapsed;
      ++verdict.swept;
    }
    for (const Order* order : commit.topups) lost += model.TopUp(order->terms, at.second);
  }
  return lost;
}

void CheckSim(World& world, Msisdn msisdn, const orders::Subscriber& number, const InTurn& in_turn,
              std::map<ledger::Account, std::int64_t>& outside, Verdict& verdict) {
  Stage& stage = world.stage();
  const prepaid::Sim& sim = *number.sim;
  const auto* const op = world.cluster().catalogue.Find(sim.operator_id);
  SimModel model(Millis(kDayMs * op->grace_days));
  outside[ledger::Of(ledger::AccountKind::kBreakage, sim.operator_id)] +=
      Replay(in_turn, number.last_order, model, stage, verdict);
  verdict.revived += model.revived();
  verdict.too_late += model.too_late();
  if (model.LeftAt(world.swept_until()) > 0)
    stage.Break("credit that lapsed is in a SIM after the sweep", number.last_order);
  const bool is_left_alone =
      !world.changed_sims().contains(msisdn) && !world.usage().used().contains(msisdn);
  for (const auto& difference : model.Differences(sim, is_left_alone))
    stage.Break(difference, number.last_order);
}

}  // namespace

void CheckCreditOfSims(World& world, const ReadSims& read,
                       std::map<ledger::Account, std::int64_t>& outside, Verdict& verdict) {
  for (const auto& [msisdn, in_turn] : CommitsOf(world, read)) {
    const auto number = read.numbers.find(msisdn);
    if (number == read.numbers.end() || !number->second.sim) {
      world.stage().Break("a SIM with credit is gone: " + msisdn.National());
      continue;
    }
    CheckSim(world, msisdn, number->second, in_turn, outside, verdict);
  }
}

}  // namespace herlaad::simulation
