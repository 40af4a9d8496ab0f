// herlaad audit list
#include <iostream>

#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/cli/output.h"
#include "apps/herlaad/cli/paging.h"
#include "apps/herlaad/cli/text.h"

namespace herlaad::app {
namespace {

struct ListOptions {
  Common common;
  std::string subject;
  std::string actor;
  std::string action;
  std::string from;
  std::string until;
  Paging paging;
};

// "2026-11-22 14:02:11 CET  topup.resolve  tu_…  by admin", and its reason below it.
void PrintAct(const nlohmann::json& act) {
  const std::string detail = TextOf(act, "detail");
  std::cout << LocalTimeText(act, "at") << "  " << TextOf(act, "action") << "  "
            << TextOf(act, "subject") << "  by " << TextOf(act, "actor") << '\n';
  if (!detail.empty()) std::cout << "  " << detail << '\n';
}

ExitCode List(ListOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  const PagedList list{.path = "/v1/audit",
                       .items = "acts",
                       .searching = "searching acts before ",
                       .filters = {{"subject", "--subject", options.subject},
                                   {"actor", "--actor", options.actor},
                                   {"action", "--action", options.action},
                                   {"from", "--from", options.from},
                                   {"until", "--until", options.until}}};
  const bool json = options.common.json;
  std::int64_t printed = 0;
  const auto end = ReadPages(**console, list, options.paging, [&](const nlohmann::json& act) {
    if (json) {
      std::cout << (printed == 0 ? "{\"acts\":[" : ",\n") << act.dump();
    } else {
      PrintAct(act);
    }
    ++printed;
  });
  if (!end.ok()) return end.error();
  if (json) {
    nlohmann::json next;
    if (!end->cursor.empty()) next = end->cursor;
    std::cout << (printed == 0 ? "{\"acts\":[" : "") << "],\"next\":" << next.dump() << "}\n";
  } else if (printed == 0 && end->cursor.empty()) {
    std::cout << "There are no such acts.\n";
  }
  std::cout << std::flush;
  if (!json && !end->cursor.empty()) {
    std::cerr << Grouped(printed) << " shown; more with --cursor " << end->cursor
              << ", all of them with --all\n";
  }
  return ExitCode::kOk;
}

void AddFilters(CLI::App& command, ListOptions& options) {
  command
      .add_option("--subject", options.subject,
                  "only acts on this: a top-up (tu_…), a client (cli_…), a key (key_…), an "
                  "operator or a setting")
      ->type_name("ID");
  command.add_option("--actor", options.actor, "only acts of this client or person")
      ->type_name("NAME");
  command
      .add_option("--action", options.action,
                  "only acts of this kind, such as topup.resolve or key.create")
      ->type_name("ACTION");
  command
      .add_option("--from", options.from,
                  "only acts on this day or later (2026-11-22, in Brussels; or a time in UTC, "
                  "2026-11-22T13:02:11Z)")
      ->type_name("DAY");
  command
      .add_option("--until", options.until, "only acts on this day or earlier, or before this time")
      ->type_name("DAY");
}

}  // namespace

void AddAuditCommands(CLI::App& root, Run& run) {
  CLI::App& noun = AddNoun(root, "audit",
                           "Read the audit trail: what people and programs did outside the normal "
                           "course of an order.");
  auto options = std::make_shared<ListOptions>();
  CLI::App* const command =
      noun.add_subcommand("list",
                          "List the acts, newest first. `herlaad verify` checks that none "
                          "was changed or deleted.");
  AddFilters(*command, *options);
  AddPaging(*command, options->paging);
  AddCommon(*command, options->common);
  OnChosen(*command, run, options, List);
}

}  // namespace herlaad::app
