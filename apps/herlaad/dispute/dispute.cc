// herlaad dispute list|evidence: charges that payers disputed at their bank, and what is sent to
// the payment provider about one.
#include <algorithm>
#include <iomanip>
#include <iostream>

#include "apps/herlaad/cli/arguments.h"
#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/cli/files.h"
#include "apps/herlaad/cli/output.h"
#include "apps/herlaad/cli/paging.h"
#include "apps/herlaad/cli/repeat.h"
#include "apps/herlaad/cli/text.h"

namespace herlaad::app {
namespace {

struct ListOptions {
  Common common;
  bool open = false;
  Paging paging;
};

struct EvidenceOptions {
  Common common;
  std::string id;
  std::string out;
};

struct Row {
  std::string topup;
  std::string state;
  std::string amount;
  std::string taken;
  std::string due;
  std::string reason;
};

// "€" is three bytes and one column.
std::string Amount(const std::string& text, std::size_t width) {
  const std::size_t columns = text.size() - (text.find("€") == std::string::npos ? 0 : 2);
  return std::string(width - std::min(width, columns), ' ') + text;
}

void Print(const Row& row) {
  std::cout << std::left << std::setw(19) << row.topup << std::setw(18) << row.state
            << Amount(row.amount, 9) << "  " << Amount(row.taken, 9) << "  " << std::setw(25)
            << row.due << row.reason << '\n';
}

void PrintHeader() { Print({"top-up", "state", "disputed", "taken", "evidence due", "reason"}); }

// What was lost or returned twice is added to the reason.
void PrintDispute(const nlohmann::json& topup, const nlohmann::json& dispute) {
  Row row{TextOf(topup, "id"),
          Words(TextOf(dispute, "state")),
          MoneyText(dispute, "amount"),
          MoneyText(dispute, "taken"),
          LocalTimeText(dispute, "evidence_due_at"),
          Words(TextOf(dispute, "reason"))};
  const auto add = [&](const char* member, const char* words) {
    if (dispute.at(member).at("amount") == 0) return;
    row.reason += (row.reason.empty() ? "" : ", ") + MoneyText(dispute, member) + words;
  };
  add("lost", " lost");
  add("returned_twice", " returned twice");
  Print(row);
}

void PrintTopup(const nlohmann::json& topup, bool only_open) {
  for (const auto& dispute : topup.at("disputes")) {
    if (!only_open || dispute.at("open").get<bool>()) PrintDispute(topup, dispute);
  }
}

ExitCode List(ListOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  const PagedList list{.path = "/v1/disputes",
                       .items = "topups",
                       .searching = "searching disputes before ",
                       .filters = {{"open", "--open", options.open ? "true" : ""}}};
  const bool json = options.common.json;
  std::int64_t printed = 0;
  const auto end = ReadPages(**console, list, options.paging, [&](const nlohmann::json& topup) {
    if (json) {
      std::cout << (printed == 0 ? "{\"topups\":[" : ",\n") << topup.dump();
    } else {
      if (printed == 0) PrintHeader();
      PrintTopup(topup, options.open);
    }
    ++printed;
  });
  if (!end.ok()) return end.error();
  if (json) {
    nlohmann::json next;
    if (!end->cursor.empty()) next = end->cursor;
    std::cout << (printed == 0 ? "{\"topups\":[" : "") << "],\"next\":" << next.dump() << "}\n";
  } else if (printed == 0 && end->cursor.empty()) {
    std::cout << (options.open ? "No dispute is open.\n" : "There are no disputes.\n");
  }
  std::cout << std::flush;
  if (!json && !end->cursor.empty()) {
    std::cerr << Grouped(printed) << " top-ups shown; more with --cursor " << end->cursor
              << ", all of them with --all\n";
  }
  return ExitCode::kOk;
}

// It is made all the same: a question may come before its dispute is known here.
void SayIfThereIsNoDispute(Console& console, const std::string& id) {
  Asked asked;
  asked.path = "/v1/topups/" + id;
  const auto reply = console.Call(asked);
  if (!reply.ok() || !reply->ok() || reply->body.contains("disputes")) return;
  std::cerr << "warning: no charge of " << id
            << " is disputed, as far as the payment provider has told; `"
            << CommandText("dispute list") << "` lists those that are.\n";
}

ExitCode Evidence(EvidenceOptions& options) {
  const auto id = ReadReference(options.id);
  if (!id.ok()) return id.error();
  if (!options.out.ends_with(".pdf"))
    return ComplainOfUsage("--out is the name of a new file that ends in .pdf");
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  Asked asked;
  asked.path = "/v1/topups/" + *id + "/evidence.pdf";
  const auto reply = (*console)->Call(asked);
  if (!reply.ok()) return Complain(reply.error());
  if (!reply->ok()) return Complain(*reply);
  SayIfThereIsNoDispute(**console, *id);
  if (const auto saved = SaveNewFile(options.out, reply->text); !saved.ok()) {
    std::cerr << "error: " << saved.error() << '\n';
    return ExitCode::kOutput;
  }
  std::cout << "The evidence is in " << options.out
            << ". Read it before you send it: it holds what staff wrote about this top-up.\n";
  return ExitCode::kOk;
}

}  // namespace

void AddDisputeCommands(CLI::App& root, Run& run) {
  CLI::App& noun =
      AddNoun(root, "dispute", "Look at charges that payers disputed, and make evidence.");
  auto list = std::make_shared<ListOptions>();
  CLI::App* command = noun.add_subcommand("list", "List disputed top-ups, newest first.");
  command->add_flag("--open", list->open, "only disputes that have not ended");
  AddPaging(*command, list->paging);
  AddCommon(*command, list->common);
  OnChosen(*command, run, list, List);
  auto evidence = std::make_shared<EvidenceOptions>();
  command = noun.add_subcommand(
      "evidence", "Write what the payment provider is sent about a top-up to a PDF file.");
  command->add_option("id", evidence->id, "the top-up, tu_…")->required();
  command->add_option("--out", evidence->out, "the file to write, which must not exist")
      ->required()
      ->type_name("FILE");
  AddCommon(*command, evidence->common);
  OnChosen(*command, run, evidence, Evidence);
}

}  // namespace herlaad::app
