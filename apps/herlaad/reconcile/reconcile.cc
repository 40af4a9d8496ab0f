// herlaad reconcile report|list|mend: what differs, and what becomes of it.
#include "apps/herlaad/reconcile/reconcile.h"

#include <iomanip>
#include <iostream>

#include "apps/herlaad/cli/arguments.h"
#include "apps/herlaad/cli/text.h"
#include "base/money/money.h"
#include "domain/reconcile/day.h"

namespace herlaad::app {
namespace {

constexpr int kAccountWidth = 34;
constexpr int kSumWidth = 14;

struct ReportOptions {
  Common common;
  std::string date;
};

void PrintSums(const std::string& name, const nlohmann::json& row,
               std::initializer_list<const char*> keys) {
  std::cout << "  " << std::left << std::setw(kAccountWidth) << name << std::right;
  for (const char* const key : keys) std::cout << std::setw(kSumWidth) << CentsText(row, key);
  std::cout << '\n';
}

void PrintHeader(const std::string& name, std::initializer_list<const char*> columns) {
  std::cout << std::left << std::setw(kAccountWidth + 2) << name << std::right;
  for (const char* const column : columns) std::cout << std::setw(kSumWidth) << column;
  std::cout << '\n';
}

void PrintReport(const nlohmann::json& report) {
  std::cout << "Report of " << TextOf(report, "date") << " (Brussels)\n\n";
  PrintHeader("Accounts", {"opening", "in", "out", "closing"});
  for (const auto& each : report.at("accounts"))
    PrintSums(TextOf(each, "account"), each, {"opening", "in", "out", "closing"});
  PrintSums("total", report.at("accounts_total"), {"opening", "in", "out", "closing"});
  std::cout << '\n';
  PrintHeader("Lists", {"sum", "matched"});
  for (const auto& each : report.at("lists")) {
    PrintSums(TextOf(each, "kind") + " " + TextOf(each, "account"), each,
              {"cents", "matched_cents"});
    std::cout << "    " << Counted(each.value("lines", std::int64_t{0}), "line") << ", "
              << Grouped(each.value("matched", std::int64_t{0})) << " matched\n";
  }
  PrintSums("total", report.at("lists_total"), {"cents", "matched_cents"});
  std::cout << '\n';
  const nlohmann::json& differences = report.at("differences");
  if (differences.empty()) std::cout << "No differences.\n";
  for (const auto& each : differences) PrintDifference(each);
  if (differences.empty()) return;
  PrintHeader("Differences", {"ours", "theirs"});
  PrintSums(Counted(static_cast<std::int64_t>(differences.size()), "difference"),
            report.at("differences_total"), {"ours", "theirs"});
}

ExitCode RunReport(ReportOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  Asked asked;
  asked.path = std::string(kReconcilePath) + "/report?date=" + options.date;
  asked.timeout = kReconcileTimeout;
  const auto reply = (*console)->Call(asked);
  if (!reply.ok()) return Complain(reply.error());
  if (!reply->ok()) return Complain(*reply);
  if (options.common.json) {
    std::cout << reply->text << std::endl;
  } else {
    PrintReport(reply->body);
  }
  return ExitCode::kOk;
}

struct ListOptions {
  Common common;
  std::string from;
  std::string to;
  bool files = false;
  bool all = false;
};

void PrintLists(const nlohmann::json& body) {
  for (const auto& each : body.at("lists")) {
    std::cout << TextOf(each, "id") << "  " << TextOf(each, "kind") << " "
              << TextOf(each, "account") << "  " << TextOf(each, "from") << " to "
              << TextOf(each, "to") << "  "
              << Counted(each.value("lines", std::int64_t{0}), "line");
    if (each.at("completed_at").is_null()) {
      std::cout << ", not complete: " << Grouped(each.value("taken", std::int64_t{0})) << " taken";
    } else {
      std::cout << ", " << Grouped(each.value("matched", std::int64_t{0})) << " matched";
    }
    std::cout << "  " << TextOf(each, "name") << "  by " << TextOf(each, "by") << '\n';
  }
  if (body.at("lists").empty()) std::cout << "Nothing was imported yet.\n";
}

ExitCode RunList(ListOptions& options) {
  if (options.files) {
    return Show(options.common, std::string(kReconcilePath) + "/lists", PrintLists);
  }
  const reconcile::Day today = reconcile::DayOf(SystemClock().Now());
  if (options.to.empty()) options.to = reconcile::DayText(today);
  if (options.from.empty()) options.from = reconcile::DayText(today - 90);
  const bool all = options.all;
  return Show(
      options.common,
      std::string(kReconcilePath) + "/differences?from=" + options.from + "&to=" + options.to,
      [all](const nlohmann::json& body) {
        int shown = 0;
        for (const auto& each : body.at("differences")) {
          const std::string state = TextOf(each, "state");
          if (!all && state != "open" && state != "proposed") continue;
          PrintDifference(each);
          ++shown;
        }
        if (shown == 0) std::cout << "No open differences.\n";
      });
}

struct MendOptions {
  Common common;
  std::string difference;
  std::string account;
  std::string reason;
};

ExitCode RunMend(MendOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  Asked asked;
  asked.method = "POST";
  asked.path = std::string(kReconcilePath) + "/differences/" + options.difference + "/mend";
  asked.body = {{"reason", options.reason}};
  if (!options.account.empty()) asked.body["account"] = options.account;
  const auto reply = (*console)->Call(asked);
  if (!reply.ok()) return Complain(reply.error());
  if (!reply->ok()) return Complain(*reply);
  if (options.common.json) {
    std::cout << reply->text << std::endl;
  } else {
    PrintDifference(reply->body);
  }
  return ExitCode::kOk;
}

void AddReport(CLI::App& noun, Run& run) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* const command = noun.add_subcommand(
      "report", "The end of a day: what each account held, received and gave, and what differs.");
  command->add_option("--date", options->date, "as 2026-11-29, in Brussels")->required();
  AddCommon(*command, options->common);
  OnChosen(*command, run, options, RunReport);
}

void AddList(CLI::App& noun, Run& run) {
  auto options = std::make_shared<ListOptions>();
  CLI::App* const command =
      noun.add_subcommand("list", "List the open differences, or what was imported.");
  command->add_option("--from", options->from, "the first day; 90 days ago if left out");
  command->add_option("--to", options->to, "the last day; today if left out");
  command->add_flag("--all", options->all, "those that are mended or settled too");
  command->add_flag("--files", options->files, "the imported lists instead");
  AddCommon(*command, options->common);
  OnChosen(*command, run, options, RunList);
}

void AddMend(CLI::App& noun, Run& run) {
  auto options = std::make_shared<MendOptions>();
  CLI::App* const command = noun.add_subcommand(
      "mend", "Post a difference to another account with a reason, or close it with a reason.");
  command->add_option("difference", options->difference, "its id, df_…")->required();
  command->add_option("--account", options->account,
                      "where the difference goes, as fees, loss:stripe or bank:own; left out: "
                      "nothing is posted");
  command->add_option("--reason", options->reason, "for whoever looks at it later")->required();
  AddCommon(*command, options->common);
  OnChosen(*command, run, options, RunMend);
}

}  // namespace

std::string CentsText(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number_integer()) return "";
  return money::Human(Euros(found->get<std::int64_t>()));
}

void PrintReconciled(const nlohmann::json& body, const std::string& how_to_list) {
  const auto count = [&body](const char* key) { return body.value(key, std::int64_t{0}); };
  if (body.at("list").is_null()) {
    std::cout << "There was nothing on that day.\n";
    return;
  }
  std::cout << TextOf(body.at("list"), "id") << ": " << Counted(count("compared"), "line")
            << " compared, " << Grouped(count("matched")) << " matched, "
            << Counted(count("differences"), "difference") << '\n';
  if (count("floats_paid") > 0)
    std::cout << Counted(count("floats_paid"), "transfer") << " paid into floats of clients\n";
  if (count("differences") > 0) std::cout << "See them with: " << how_to_list << '\n';
}

void PrintDifference(const nlohmann::json& difference) {
  std::cout << TextOf(difference, "id") << "  " << TextOf(difference, "date") << "  "
            << TextOf(difference, "class") << "  " << TextOf(difference, "kind") << " "
            << TextOf(difference, "account") << "  ours " << CentsText(difference, "ours")
            << ", theirs " << CentsText(difference, "theirs") << "  " << TextOf(difference, "state")
            << "\n    " << TextOf(difference, "explanation") << '\n';
  const std::string reason = TextOf(difference, "reason");
  if (reason.empty()) return;
  std::cout << "    " << reason << " (" << TextOf(difference, "mended_by");
  const std::string second = TextOf(difference, "confirmed_by");
  if (!second.empty()) std::cout << ", confirmed by " << second;
  std::cout << ")\n";
}

void AddReconcileCommands(CLI::App& root, Run& run) {
  CLI::App& noun = AddNoun(root, "reconcile", "Compare the books with the lists of others.");
  AddReconcileImport(noun, run);
  AddReport(noun, run);
  AddList(noun, run);
  AddMend(noun, run);
}

}  // namespace herlaad::app
