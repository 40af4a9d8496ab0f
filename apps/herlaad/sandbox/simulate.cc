// herlaad simulate
#include "simulation/simulate.h"

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <sstream>

#include "apps/herlaad/cli/arguments.h"
#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/cli/output.h"
#include "apps/herlaad/cli/terminal.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/config/config.h"
#include "apps/herlaad/server/signals.h"

namespace herlaad::app {
namespace {

struct SimulateOptions {
  std::uint64_t seed = 1;
  int orders = 1'000;
  std::string faults = "many";
  int nodes = 1;
  std::string store = "sqlite";
  std::int64_t histories = 1;
  bool forever = false;
  bool json = false;
};

simulation::Options HistoryOf(const SimulateOptions& options, std::uint64_t seed) {
  simulation::Options history;
  history.seed = seed;
  history.orders = options.orders;
  history.faults = *simulation::ParseFaults(options.faults);
  history.nodes = options.nodes;
  if (IsPostgres(options.store)) {
    history.disk = simulation::DiskKind::kPostgres;
    history.postgres = options.store;
  } else if (options.store == "memory") {
    history.disk = simulation::DiskKind::kMemory;
  }
  return history;
}

std::string HashText(std::uint64_t hash) {
  std::ostringstream text;
  text << std::hex << std::setw(16) << std::setfill('0') << hash;
  return text.str();
}

nlohmann::json ToJson(const simulation::Report& report) {
  nlohmann::json json = {{"seed", report.seed},           {"orders", report.orders},
                         {"events", report.events},       {"lives", report.lives},
                         {"resolved", report.resolved},   {"losses", report.losses},
                         {"excused", report.excused},     {"hash", HashText(report.hash)},
                         {"broken", report.broken_in_all}};
  json["states"] = nlohmann::json::object();
  for (const auto& [state, count] : report.states) {
    json["states"][std::string(orders::Name(state))] = count;
  }
  json["deaths"] = report.deaths;
  json["promises"] = nlohmann::json::array();
  for (const auto& broken : report.broken) {
    json["promises"].push_back({{"promise", broken.promise}, {"history", broken.history}});
  }
  return json;
}

// The command that repeats the same simulation.
std::string Again(const SimulateOptions& options, std::uint64_t seed) {
  return "herlaad simulate --seed " + std::to_string(seed) + " --orders " +
         std::to_string(options.orders) + " --faults " + options.faults + " --nodes " +
         std::to_string(options.nodes) + " --store " +
         (IsPostgres(options.store) ? "postgresql://…" : options.store);
}

void Print(const SimulateOptions& options, const simulation::Report& report) {
  if (options.json) {
    std::cout << ToJson(report).dump() << std::endl;
    return;
  }
  std::cout << simulation::Text(report) << "  hash " << HashText(report.hash) << '\n';
  if (!report.ok()) std::cout << "Repeat with: " << Again(options, report.seed) << '\n';
  std::cout << std::flush;
}

simulation::Report PlayOne(const SimulateOptions& options, std::uint64_t seed) {
  simulation::Options history = HistoryOf(options, seed);
  ProgressBar bar("seed " + std::to_string(seed), options.orders);
  history.progress = [&bar, &options](std::int64_t come, std::int64_t) {
    bar.Update(std::min<std::int64_t>(come, options.orders));
  };
  simulation::Report report = simulation::Simulate(history);
  bar.Clear();
  return report;
}

// With many seeds, prints only the failed ones in full.
ExitCode PlayMany(const SimulateOptions& options, Signals& signals) {
  ChangingLine line;
  std::int64_t played = 0;
  std::int64_t orders = 0;
  bool interrupted = false;
  while (!interrupted && !OutputFailed() && (options.forever || played < options.histories)) {
    const std::uint64_t seed = options.seed + static_cast<std::uint64_t>(played);
    line.Show("seed " + std::to_string(seed) + ": " + Counted(played, "history", "histories") +
              " with " + Counted(orders, "order") + ", nothing broken");
    const simulation::Report report = simulation::Simulate(HistoryOf(options, seed));
    ++played;
    orders += report.orders;
    interrupted = signals.WaitFor(Millis(0));
    if (options.json) Print(options, report);
    if (report.ok()) continue;
    line.Clear();
    if (!options.json) Print(options, report);
    return ExitCode::kNo;
  }
  line.Clear();
  if (!options.json) {
    std::cout << Counted(played, "history", "histories") << " with " << Counted(orders, "order")
              << ", seeds from " << options.seed << " on: nothing broken.\n";
  }
  return ExitCode::kOk;
}

ExitCode Simulate(SimulateOptions& options) {
  if (options.forever || options.histories > 1) {
    Signals signals;
    return PlayMany(options, signals);
  }
  const simulation::Report report = PlayOne(options, options.seed);
  Print(options, report);
  return report.ok() ? ExitCode::kOk : ExitCode::kNo;
}

}  // namespace

void AddSimulateCommand(CLI::App& root, Run& run) {
  auto options = std::make_shared<SimulateOptions>();
  CLI::App* const command =
      root.add_subcommand("simulate",
                          "Run the simulator, which injects faults, and check every invariant "
                          "afterwards. Uses no real data.");
  command->add_option("--seed", options->seed, "the seed of the run (default 1)");
  command
      ->add_option("--orders", options->orders, "the number of simulated top-ups (default 1,000)")
      ->check(Between(1, simulation::kOrdersMax));
  command
      ->add_option("--faults", options->faults,
                   "the rate of faults: none, few or many (default many)")
      ->type_name("FAULTS")
      ->check(OneOf({"none", "few", "many"}));
  command
      ->add_option("--nodes", options->nodes,
                   "the number of nodes that share the database (default 1)")
      ->check(Between(1, simulation::kNodesAtOnceMax));
  command
      ->add_option("--store", options->store,
                   "sqlite, memory, which is faster, or the postgresql:// URL of a database, in "
                   "which each run has a schema of its own, dropped afterwards (default sqlite)")
      ->type_name("STORE")
      ->check([](const std::string& store) {
        const bool is_known = store == "sqlite" || store == "memory" || IsPostgres(store);
        return std::string(is_known ? "" : "STORE is sqlite, memory or a postgresql:// URL");
      });
  command
      ->add_option("--histories", options->histories,
                   "the number of runs, each with the next seed; stops at the first that breaks an "
                   "invariant")
      ->check(Between(1, 1'000'000'000));
  command->add_flag("--forever", options->forever,
                    "run with one seed after the other until interrupted");
  command->add_flag("--json", options->json, "print JSON, for programs, one line for each run");
  OnChosen(*command, run, options, Simulate);
}

}  // namespace herlaad::app
