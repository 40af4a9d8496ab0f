// herlaad brake list|show|rules|test: what the fraud brakes stopped and why, and their rules.
#include <iomanip>
#include <iostream>

#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/cli/output.h"
#include "apps/herlaad/cli/paging.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/config/settings.h"

namespace herlaad::app {
namespace {

struct ListOptions {
  Common common;
  std::string rule;
  Paging paging;
};
struct OneOptions {
  Common common;
  std::string reference;
};
struct PlainOptions {
  Common common;
};
struct TestOptions {
  std::string file;
};

// "tu_…  2026-11-22 14:02:11 CET  refund  card_day  0470 •• •• 56", and the facts below it.
void PrintStop(const nlohmann::json& stop) {
  std::cout << std::left << std::setw(20) << TextOf(stop, "reference") << std::setw(25)
            << LocalTimeText(stop, "at") << std::setw(8) << TextOf(stop, "act")
            << TextOf(stop, "rule") << "  " << TextOf(stop, "msisdn") << "\n  "
            << TextOf(stop, "facts") << '\n';
}

ExitCode List(ListOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  const PagedList list{.path = "/v1/brake-stops",
                       .items = "stops",
                       .searching = "searching stops before ",
                       .filters = {{"rule", "--rule", options.rule}}};
  const bool json = options.common.json;
  std::int64_t printed = 0;
  const auto end = ReadPages(**console, list, options.paging, [&](const nlohmann::json& stop) {
    if (json) {
      std::cout << (printed == 0 ? "{\"stops\":[" : ",\n") << stop.dump();
    } else {
      PrintStop(stop);
    }
    ++printed;
  });
  if (!end.ok()) return end.error();
  if (json) {
    nlohmann::json next;
    if (!end->cursor.empty()) next = end->cursor;
    std::cout << (printed == 0 ? "{\"stops\":[" : "") << "],\"next\":" << next.dump() << "}\n";
  } else if (printed == 0 && end->cursor.empty()) {
    std::cout << "The fraud brakes stopped nothing.\n";
  }
  std::cout << std::flush;
  if (!json && !end->cursor.empty()) {
    std::cerr << Grouped(printed) << " shown; more with --cursor " << end->cursor
              << ", all of them with --all\n";
  }
  return ExitCode::kOk;
}

ExitCode ShowOne(OneOptions& options) {
  return Show(options.common, "/v1/brake-stops/" + options.reference, PrintStop);
}

// "card_day: at most 8 payments by card in 86400 s; refund".
void PrintRule(const nlohmann::json& rule) {
  std::cout << TextOf(rule, "name") << ": at most " << rule.at("most").get<std::int64_t>() << ' '
            << TextOf(rule, "count") << " by " << TextOf(rule, "by") << " in "
            << rule.at("within_seconds").get<std::int64_t>() / 60 << " minutes; "
            << TextOf(rule, "act") << "\n  when " << rule.at("when").dump() << '\n';
}

ExitCode ListRules(PlainOptions& options) {
  return Show(options.common, "/v1/brakes", [](const nlohmann::json& body) {
    for (const nlohmann::json& rule : body.at("brakes")) PrintRule(rule);
    if (body.at("brakes").empty()) std::cout << "There are no rules; blocks still count.\n";
  });
}

ExitCode Test(TestOptions& options) {
  const auto rules = LoadBrakes(options.file);
  if (!rules.ok()) {
    std::cerr << rules.error() << std::endl;
    return ExitCode::kNo;
  }
  std::cout << Counted(static_cast<int>(rules->rules.size()), "rule")
            << "; the file can be used. A server reads it at its start.\n";
  return ExitCode::kOk;
}

}  // namespace

void AddBrakeCommands(CLI::App& root, Run& run) {
  CLI::App& noun =
      AddNoun(root, "brake", "See what the fraud brakes stopped and why, and their rules.");
  auto list = std::make_shared<ListOptions>();
  CLI::App* command = noun.add_subcommand("list", "List what was stopped, newest first.");
  command->add_option("--rule", list->rule, "only by this rule, such as card_day or block_card")
      ->type_name("NAME");
  AddPaging(*command, list->paging);
  AddCommon(*command, list->common);
  OnChosen(*command, run, list, List);
  auto show = std::make_shared<OneOptions>();
  command = noun.add_subcommand("show", "Show why an order was stopped.");
  command->add_option("reference", show->reference, "of the order, tu_…")->required();
  AddCommon(*command, show->common);
  OnChosen(*command, run, show, ShowOne);
  auto rules = std::make_shared<PlainOptions>();
  command = noun.add_subcommand("rules", "List the rules in force.");
  AddCommon(*command, rules->common);
  OnChosen(*command, run, rules, ListRules);
  auto test = std::make_shared<TestOptions>();
  command = noun.add_subcommand("test", "Check a file of rules without using it.");
  command->add_option("file", test->file, "the file; without it the built-in rules");
  OnChosen(*command, run, test, Test);
}

}  // namespace herlaad::app
