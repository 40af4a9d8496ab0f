// herlaad outbox list|retry: the outbox messages that belong to no order, such as warnings by mail.
#include <iomanip>
#include <iostream>

#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/cli/output.h"
#include "apps/herlaad/cli/paging.h"
#include "apps/herlaad/cli/text.h"

namespace herlaad::app {
namespace {

constexpr const char* kPath = "/admin/outbox-messages";

struct ListOptions {
  Common common;
  std::string state;
  std::string kind;
  std::string owner;
  Paging paging;
};

struct RetryOptions {
  Common common;
  std::string id;
};

// "msg_…  2026-11-22 14:02:11 CET  due  float_low  cli_…  2 attempts, next at …".
void PrintMessage(const nlohmann::json& message) {
  std::cout << std::left << std::setw(20) << TextOf(message, "id") << std::setw(25)
            << LocalTimeText(message, "created_at") << std::setw(12) << TextOf(message, "state")
            << std::setw(12) << TextOf(message, "kind") << TextOf(message.at("owner"), "id") << "  "
            << Counted(message.at("attempts").get<int>(), "attempt");
  const std::string next = LocalTimeText(message, "next_at");
  const std::string ended = LocalTimeText(message, "finished_at");
  if (!next.empty()) std::cout << ", next at " << next;
  if (!ended.empty()) std::cout << ", ended " << ended;
  std::cout << '\n';
}

ExitCode List(ListOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  const PagedList list{.path = kPath,
                       .items = "messages",
                       .searching = "searching messages before ",
                       .filters = {{"state", "--state", options.state},
                                   {"kind", "--kind", options.kind},
                                   {"owner", "--owner", options.owner}}};
  const bool json = options.common.json;
  std::int64_t printed = 0;
  const auto end = ReadPages(**console, list, options.paging, [&](const nlohmann::json& message) {
    if (json) {
      std::cout << (printed == 0 ? "{\"messages\":[" : ",\n") << message.dump();
    } else {
      PrintMessage(message);
    }
    ++printed;
  });
  if (!end.ok()) return end.error();
  if (json) {
    nlohmann::json next;
    if (!end->cursor.empty()) next = end->cursor;
    std::cout << (printed == 0 ? "{\"messages\":[" : "") << "],\"next\":" << next.dump() << "}\n";
  } else if (printed == 0 && end->cursor.empty()) {
    std::cout << "There are no such messages.\n";
  }
  std::cout << std::flush;
  if (!json && !end->cursor.empty()) {
    std::cerr << Grouped(printed) << " shown; more with --cursor " << end->cursor
              << ", all of them with --all\n";
  }
  return ExitCode::kOk;
}

ExitCode Retry(RetryOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  Asked asked;
  asked.method = "POST";
  asked.path = std::string(kPath) + "/" + options.id + "/retry";
  return Show(**console, options.common, asked, PrintMessage);
}

}  // namespace

void AddOutboxCommands(CLI::App& root, Run& run) {
  CLI::App& noun = AddNoun(root, "outbox",
                           "Look at messages that belong to no order, such as warnings by mail.");
  auto list = std::make_shared<ListOptions>();
  CLI::App* command = noun.add_subcommand("list", "List outbox messages, newest first.");
  command
      ->add_option("--state", list->state,
                   "only these: due, leased, sent, refused, given_up or not_wanted")
      ->type_name("STATE");
  command->add_option("--kind", list->kind, "only messages of this kind, such as float_low")
      ->type_name("KIND");
  command->add_option("--owner", list->owner, "only messages for this owner, such as cli_…")
      ->type_name("ID");
  AddPaging(*command, list->paging);
  AddCommon(*command, list->common);
  OnChosen(*command, run, list, List);
  auto retry = std::make_shared<RetryOptions>();
  command = noun.add_subcommand("retry", "Try a message again that was refused or given up.");
  command->add_option("message", retry->id, "its id, msg_…")->required();
  AddCommon(*command, retry->common);
  OnChosen(*command, run, retry, Retry);
}

}  // namespace herlaad::app
