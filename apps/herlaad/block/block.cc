// herlaad block add|list|remove: the block list of the fraud brakes.
#include <iomanip>
#include <iostream>

#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/cli/output.h"
#include "apps/herlaad/cli/paging.h"
#include "apps/herlaad/cli/text.h"

namespace herlaad::app {
namespace {

struct AddOptions {
  Common common;
  std::string by;
  std::string value;
  std::string order;
  std::string reason;
  std::string until;
};
struct ListOptions {
  Common common;
  Paging paging;
};
struct RemoveOptions {
  Common common;
  std::string id;
};

// "blk_…  card  card of tu_…  since 2026-11-22 14:02:11 CET by admin: dispute lost".
void PrintBlock(const nlohmann::json& block) {
  std::cout << std::left << std::setw(20) << TextOf(block, "id") << std::setw(9)
            << TextOf(block, "by") << TextOf(block, "shown") << "  since "
            << LocalTimeText(block, "since") << " by " << TextOf(block, "set_by");
  const std::string until = LocalTimeText(block, "until");
  if (!until.empty())
    std::cout << (block.at("over").get<bool>() ? ", over since " : ", until ") << until;
  std::cout << ": " << TextOf(block, "reason") << '\n';
}

// "This replaces the block "dispute lost", for good, set by admin."
void PrintReplaced(const nlohmann::json& block) {
  const auto replaced = block.find("replaced");
  if (replaced == block.end()) return;
  const std::string until = LocalTimeText(*replaced, "until");
  std::cout << "This replaces the block \"" << TextOf(*replaced, "reason") << "\", "
            << (until.empty() ? "for good" : "until " + until) << ", set by "
            << TextOf(*replaced, "set_by") << ".\n";
}

ExitCode Add(AddOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  Asked asked;
  asked.method = "POST";
  asked.path = "/v1/blocks";
  asked.body = {{"by", options.by}, {"reason", options.reason}};
  if (!options.value.empty()) asked.body["value"] = options.value;
  if (!options.order.empty()) asked.body["order"] = options.order;
  if (!options.until.empty()) asked.body["until"] = options.until;
  return Show(**console, options.common, asked, [&](const nlohmann::json& body) {
    PrintBlock(body);
    PrintReplaced(body);
  });
}

ExitCode List(ListOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  const PagedList list{
      .path = "/v1/blocks", .items = "blocks", .searching = "reading blocks after ", .filters = {}};
  const bool json = options.common.json;
  std::int64_t printed = 0;
  const auto end = ReadPages(**console, list, options.paging, [&](const nlohmann::json& block) {
    if (json) {
      std::cout << (printed == 0 ? "{\"blocks\":[" : ",\n") << block.dump();
    } else {
      PrintBlock(block);
    }
    ++printed;
  });
  if (!end.ok()) return end.error();
  if (json) {
    nlohmann::json next;
    if (!end->cursor.empty()) next = end->cursor;
    std::cout << (printed == 0 ? "{\"blocks\":[" : "") << "],\"next\":" << next.dump() << "}\n";
  } else if (printed == 0 && end->cursor.empty()) {
    std::cout << "Nobody is blocked.\n";
  }
  std::cout << std::flush;
  if (!json && !end->cursor.empty()) {
    std::cerr << Grouped(printed) << " shown; more with --cursor " << end->cursor
              << ", all of them with --all\n";
  }
  return ExitCode::kOk;
}

ExitCode Remove(RemoveOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  Asked asked;
  asked.method = "DELETE";
  asked.path = "/v1/blocks/" + options.id;
  return Show(**console, options.common, asked,
              [&](const nlohmann::json&) { std::cout << "Removed " << options.id << ".\n"; });
}

}  // namespace

void AddBlockCommands(CLI::App& root, Run& run) {
  CLI::App& noun =
      AddNoun(root, "block", "Block cards, addresses, numbers and devices from paying online.");
  auto add = std::make_shared<AddOptions>();
  CLI::App* command = noun.add_subcommand("add", "Block a card, an address, a number or a device.");
  command->add_option("by", add->by, "card, address, number or device")
      ->required()
      ->check(CLI::IsMember({"card", "address", "number", "device"}));
  command->add_option("value", add->value,
                      "the number, or the address: of IPv4 one or a /24, of IPv6 a /64 or a /48");
  command->add_option("--order", add->order, "that of this order or stop, tu_…, instead of a value")
      ->type_name("REFERENCE");
  command->add_option("--reason", add->reason, "why; the payer never sees it")
      ->required()
      ->type_name("TEXT");
  command->add_option("--until", add->until, "the last day, or an instant; without it for good")
      ->type_name("TIME");
  AddCommon(*command, add->common);
  OnChosen(*command, run, add, Add);
  auto list = std::make_shared<ListOptions>();
  command = noun.add_subcommand("list", "List the blocks.");
  AddPaging(*command, list->paging);
  AddCommon(*command, list->common);
  OnChosen(*command, run, list, List);
  auto remove = std::make_shared<RemoveOptions>();
  command = noun.add_subcommand("remove", "Remove a block.");
  command->add_option("block", remove->id, "its id, blk_…")->required();
  AddCommon(*command, remove->common);
  OnChosen(*command, run, remove, Remove);
}

}  // namespace herlaad::app
