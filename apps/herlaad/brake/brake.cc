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
    std::cout << (options.rule.empty() ? "The fraud brakes stopped nothing."
                                       : "No stop by a rule \"" + options.rule + "\".")
              << '\n';
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

// "24h", as the file of rules has it.
std::string WithinText(std::int64_t seconds) {
  const std::int64_t minutes = seconds / 60;
  if (minutes % 1'440 == 0 && minutes > 1'440) return std::to_string(minutes / 1'440) + "d";
  if (minutes % 60 == 0) return std::to_string(minutes / 60) + "h";
  return std::to_string(minutes) + "m";
}

std::string Quoted(const std::string& text) { return '"' + text + '"'; }

// "BE, NL".
std::string Listed(const nlohmann::json& when, const char* key) {
  std::string text;
  for (const nlohmann::json& one : when.value(key, nlohmann::json::array()))
    text += (text.empty() ? "" : ", ") + one.get<std::string>();
  return text;
}

// The conditions as the file of rules has them; empty if there are none.
std::string WhenText(const nlohmann::json& when) {
  std::vector<std::string> all;
  if (const std::string hours = TextOf(when, "hours"); !hours.empty())
    all.push_back("hours = " + Quoted(hours));
  const bool number = when.value("first_of_number", false);
  const bool card = when.value("first_of_card", false);
  if (number || card)
    all.push_back("first_of = " + Quoted(!card ? "number" : number ? "number_and_card" : "card"));
  if (when.contains("amount_from"))
    all.push_back("amount_from = " + std::to_string(when["amount_from"].get<std::int64_t>()));
  if (when.contains("methods")) all.push_back("methods = " + Quoted(Listed(when, "methods")));
  if (when.value("without_device", false)) all.emplace_back("without_device = true");
  if (when.contains("not_from")) all.push_back("not_from = " + Quoted(Listed(when, "not_from")));
  if (TextOf(when, "ordered_by") == "everybody") all.emplace_back("ordered_by = \"everybody\"");
  std::string text;
  for (const std::string& one : all) text += (text.empty() ? "when = { " : ", ") + one;
  return text.empty() ? text : text + " }";
}

// "1 payment", "8 payments".
std::string MostText(const nlohmann::json& rule) {
  const auto most = rule.at("most").get<std::int64_t>();
  std::string counted = TextOf(rule, "count");
  if (most == 1 && counted.ends_with('s')) counted.pop_back();
  return std::to_string(most) + " " + counted;
}

// "card_day: at most 8 payments by card within 24h; refund", and what else the file says.
void PrintRule(const nlohmann::json& rule) {
  std::cout << TextOf(rule, "name") << ": at most " << MostText(rule) << " by "
            << TextOf(rule, "by") << " within "
            << WithinText(rule.at("within_seconds").get<std::int64_t>()) << "; "
            << TextOf(rule, "act") << '\n';
  if (TextOf(rule, "counts") == "all") std::cout << "  counts = \"all\"\n";
  const std::string when = WhenText(rule.at("when"));
  if (!when.empty()) std::cout << "  " << when << '\n';
}

// Without a server no rules are in force: those shown are of the settings that were given.
void SayOfWhatFile(const Common& common) {
  const auto config = LoadConfig(common.config);
  const std::string file = config.ok() ? config->brakes : "";
  std::cerr << "No server is running here. These are the "
            << (file.empty() ? std::string("built-in rules") : "rules of " + file)
            << ", with which a server with "
            << (common.config.empty() ? std::string("the built-in settings") : common.config)
            << " would start; --config names other settings.\n";
}

ExitCode ListRules(PlainOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  Asked asked;
  asked.path = "/v1/brakes";
  const auto reply = (*console)->Call(asked);
  if (!reply.ok()) return Complain(reply.error());
  if (!reply->ok()) return Complain(*reply);
  if (!(*console)->live()) SayOfWhatFile(options.common);
  if (options.common.json) {
    std::cout << reply->text << std::endl;
    return ExitCode::kOk;
  }
  for (const nlohmann::json& rule : reply->body.at("brakes")) PrintRule(rule);
  if (reply->body.at("brakes").empty()) std::cout << "There are no rules; blocks still count.\n";
  return ExitCode::kOk;
}

ExitCode Test(TestOptions& options) {
  const auto rules = LoadBrakes(options.file);
  if (!rules.ok()) {
    std::cerr << rules.error() << std::endl;
    return ExitCode::kNo;
  }
  std::cout << Counted(static_cast<int>(rules->rules.size()), "rule")
            << "; the file can be used. A server reads it at its start and on SIGHUP.\n";
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
  command = noun.add_subcommand(
      "rules", "List the rules of the server; without one, those it would start with.");
  AddCommon(*command, rules->common);
  OnChosen(*command, run, rules, ListRules);
  auto test = std::make_shared<TestOptions>();
  command = noun.add_subcommand("test", "Check a file of rules without using it.");
  command->add_option("file", test->file, "the file; without it the built-in rules");
  OnChosen(*command, run, test, Test);
}

}  // namespace herlaad::app
