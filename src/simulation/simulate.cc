#include "simulation/simulate.h"

#include <set>

#include "base/core/check.h"
#include "simulation/checker/checker.h"
#include "simulation/seed_on_abort.h"
#include "simulation/world.h"

namespace herlaad::simulation {
namespace {

void TellBroken(const Stage& stage, Report& report) {
  report.broken_in_all = static_cast<std::int64_t>(stage.broken.size());
  std::set<std::string> told;  // one history per promise is enough
  for (const Broken& broken : stage.broken) {
    if (report.broken.size() == kBrokenMax) return;
    if (!told.insert(broken.promise).second) continue;
    const bool of_order = !broken.order.empty();
    std::string history = of_order ? stage.history.Of(broken.order) : std::string();
    if (history.empty() && broken.client >= 0) history = stage.history.OfClient(broken.client);
    report.broken.push_back(
        {broken.promise + (of_order ? " (" + ToText(broken.order) + ")" : ""), std::move(history)});
  }
}

}  // namespace

Report Simulate(const Options& options) {
  CHECK(options.orders >= 1 && options.orders <= kOrdersMax, "a history has a bounded length");
  CHECK(options.nodes >= 1 && options.nodes <= kNodesAtOnceMax, "a history has a few nodes");
  const SeedOnAbort seed_on_abort(options.seed);
  World world({options.seed, options.orders, options.faults, options.nodes, options.disk,
               options.postgres, options.progress});
  world.Run();
  Verdict verdict = CheckWorld(world);
  const Stage& stage = world.stage();
  Report report;
  report.seed = options.seed;
  report.orders = verdict.orders;
  report.events = stage.schedule.steps();
  report.lives = world.lives();
  report.resolved = world.support().resolved();
  report.sign_ins = world.staff().sign_ins();
  report.approvals = world.staff().approvals();
  report.losses = verdict.losses;
  report.revived = verdict.revived;
  report.too_late = verdict.too_late;
  report.swept = verdict.swept;
  report.excused = verdict.excused;
  report.states = std::move(verdict.states);
  for (std::size_t i = 0; i < kDeaths; ++i) {
    report.deaths[std::string(Name(static_cast<Death>(i)))] = stage.deaths[i];
  }
  report.stripe = world.stripe().counts();
  report.hash = stage.history.hash();
  TellBroken(stage, report);
  return report;
}

std::string Text(const Report& report) {
  std::string text = "seed " + std::to_string(report.seed) + ": " + std::to_string(report.orders) +
                     " orders, " + std::to_string(report.events) + " events, " +
                     std::to_string(report.lives) + " process starts, " +
                     std::to_string(report.resolved) + " reviews, " +
                     std::to_string(report.losses) + " losses posted\n ";
  for (const auto& [state, count] : report.states) {
    ((((text += " ") += std::to_string(count)) += " ") += orders::Name(state)) += ",";
  }
  text.back() = '\n';
  text += "  processes died";
  for (const auto& [where, count] : report.deaths) {
    (((text += " ") += std::to_string(count)) += " ") += where + ";";
  }
  text.back() = '\n';
  for (const BrokenPromise& broken : report.broken) {
    ((text += "BROKEN: ") += broken.promise) += "\n" + broken.history;
  }
  if (report.broken_in_all > static_cast<std::int64_t>(report.broken.size())) {
    text += "and " +
            std::to_string(report.broken_in_all - static_cast<std::int64_t>(report.broken.size())) +
            " more.\n";
  }
  return text;
}

}  // namespace herlaad::simulation
