// herlaad node list
#include <iomanip>
#include <iostream>

#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/cli/text.h"

namespace herlaad::app {
namespace {

struct ListOptions {
  Common common;
};

void PrintNode(const nlohmann::json& node) {
  const char* const state = node.value("alive", false) ? "alive" : "away";
  std::cout << std::right << std::setw(4) << node.value("node", 0) << "  " << std::left
            << std::setw(7) << state << std::setw(27) << LocalTimeText(node, "seen_at")
            << TextOf(node, "name") << (node.value("answering", false) ? "  (this one)" : "")
            << '\n';
}

ExitCode List(ListOptions& options) {
  return Show(options.common, "/admin/nodes", [](const nlohmann::json& body) {
    SayIfHeld(body);
    if (body.at("nodes").empty()) {
      std::cout << "No server is running.\n";
      return;
    }
    std::cout << "node  state  seen                       name\n";
    for (const auto& node : body.at("nodes")) PrintNode(node);
  });
}

}  // namespace

void AddNodeCommands(CLI::App& root, Run& run) {
  CLI::App& noun = AddNoun(root, "node", "The nodes (server processes) that share a database.");
  auto list = std::make_shared<ListOptions>();
  CLI::App* const command = noun.add_subcommand(
      "list", "List the nodes that share the database, and which of them are alive.");
  AddCommon(*command, list->common);
  OnChosen(*command, run, list, List);
}

}  // namespace herlaad::app
