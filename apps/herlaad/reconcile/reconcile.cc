// herlaad reconcile report|list|mend: what differs, and what becomes of it.
#include "apps/herlaad/reconcile/reconcile.h"

#include <iomanip>
#include <iostream>
#include <utility>

#include "apps/herlaad/cli/arguments.h"
#include "apps/herlaad/cli/text.h"
#include "base/money/money.h"
#include "domain/reconcile/day.h"

namespace herlaad::app {
namespace {

constexpr int kAccountWidth = 34;
constexpr int kSumWidth = 14;
constexpr std::size_t kDateSize = 10;  // of 2026-11-29T14:02:11Z

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

// What the bank says at the end of that day, beside what our books say.
void PrintBankBalances(const nlohmann::json& report) {
  for (const auto& each : report.at("lists")) {
    if (each.at("closing").is_null()) continue;
    std::cout << "    the statement of " << TextOf(each, "account") << " closes with "
              << CentsText(each, "closing") << '\n';
  }
}

void PrintAccounts(const nlohmann::json& report) {
  const std::initializer_list<const char*> kColumns = {"opening", "in", "out", "closing"};
  const std::pair<const char*, const char*> groups[] = {
      {"held", "We hold"}, {"owed", "We owe"}, {"result", "Income, costs below zero"}};
  for (const auto& [group, title] : groups) {
    PrintHeader(title, kColumns);
    for (const auto& each : report.at("accounts")) {
      if (TextOf(each, "group") != group) continue;
      PrintSums(TextOf(each, "account"), each, kColumns);
      if (TextOf(each, "account") == "bank:own") PrintBankBalances(report);
    }
    PrintSums("total", report.at("accounts_totals").at(group), kColumns);
    std::cout << '\n';
  }
}

void PrintLists(const nlohmann::json& report) {
  PrintHeader("Lists", {"sum", "matched"});
  for (const auto& each : report.at("lists")) {
    PrintSums(TextOf(each, "kind") + " " + TextOf(each, "account"), each,
              {"cents", "matched_cents"});
    std::cout << "    " << Counted(each.value("lines", std::int64_t{0}), "line") << ", "
              << Grouped(each.value("matched", std::int64_t{0})) << " matched\n";
  }
  PrintSums("total", report.at("lists_total"), {"cents", "matched_cents"});
  std::cout << '\n';
}

// How the missing list is imported.
std::string HowToCompare(const nlohmann::json& missing, const std::string& date) {
  const std::string kind = TextOf(missing, "kind");
  const std::string account = TextOf(missing, "account");
  if (kind == "gateway")
    return "gateway " + account + ": herlaad reconcile fetch --gateway " + account + " --date " +
           date;
  if (kind == "deliveries")
    return "operator " + account + ": herlaad reconcile import FILE --account " + account;
  if (kind == "till_counts") return "till " + account + ": count it, herlaad reconcile import FILE";
  return "bank " + account + ": herlaad reconcile import FILE";
}

void PrintNotCompared(const nlohmann::json& report) {
  const std::string date = TextOf(report, "date");
  if (!report.at("over").get<bool>()) std::cout << "The day is not over.\n";
  if (!report.at("not_compared").empty()) std::cout << "Not compared yet:\n";
  for (const auto& each : report.at("not_compared")) {
    std::cout << "  " << HowToCompare(each, date);
    const std::string last = TextOf(each, "last");
    std::cout << (last.empty() ? " (nothing before)" : " (last list until " + last + ")") << '\n';
  }
  const auto before = report.value("open_before", std::int64_t{0});
  if (before > 0)
    std::cout << Counted(before, "difference") << (before == 1 ? " is" : " are")
              << " open from earlier days: herlaad reconcile list\n";
}

// "gateway bank", its sums, and what of it is open.
void PrintDifferencesOf(const nlohmann::json& account) {
  PrintSums(TextOf(account, "kind") + " " + TextOf(account, "account"), account,
            {"ours", "theirs"});
  const auto count = account.value("count", std::int64_t{0});
  const nlohmann::json& open = account.at("open");
  std::cout << "    " << Counted(count, "difference") << ", "
            << Grouped(open.value("count", std::int64_t{0})) << " open";
  if (open.value("count", std::int64_t{0}) != count)
    std::cout << ": ours " << CentsText(open, "ours") << ", theirs " << CentsText(open, "theirs");
  std::cout << '\n';
}

void PrintReport(const nlohmann::json& report) {
  const std::string date = TextOf(report, "date");
  std::cout << "Report of " << date << " (Brussels)\n\n";
  PrintAccounts(report);
  PrintLists(report);
  PrintNotCompared(report);
  const nlohmann::json& differences = report.at("differences");
  if (differences.empty()) {
    const bool is_whole = report.at("not_compared").empty() && report.at("over").get<bool>();
    if (report.at("lists").empty()) {
      std::cout << "Nothing was compared on this day.\n";
    } else {
      std::cout << (is_whole ? "No differences.\n" : "No differences in what was compared.\n");
    }
    return;
  }
  for (const auto& each : differences) PrintDifference(each);
  const nlohmann::json& total = report.at("differences_total");
  const auto count = total.value("count", std::int64_t{0});
  const auto left = count - static_cast<std::int64_t>(differences.size());
  if (left > 0)
    std::cout << "and " << Grouped(left) << " more: herlaad reconcile list --all --from " << date
              << " --to " << date << '\n';
  PrintHeader("Differences", {"ours", "theirs"});
  for (const auto& each : report.at("differences_by_account")) PrintDifferencesOf(each);
  PrintSums(Counted(count, "difference"), total, {"ours", "theirs"});
}

ExitCode RunReport(ReportOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  Asked asked;
  if (options.date.empty()) options.date = Yesterday();
  asked.path = std::string(kReconcilePath) + "/report?date=" + options.date;
  asked.timeout = kReconcileTimeout;
  return Show(**console, options.common, asked, PrintReport);
}

struct ListOptions {
  Common common;
  std::string from;
  std::string to;
  bool files = false;
  bool all = false;
};

void PrintFiles(const nlohmann::json& body) {
  for (const auto& each : body.at("lists")) {
    std::cout << TextOf(each, "id") << "  " << TextOf(each, "kind") << " "
              << TextOf(each, "account") << "  " << TextOf(each, "from") << " to "
              << TextOf(each, "to") << "  "
              << Counted(each.value("lines", std::int64_t{0}), "line");
    if (!each.at("withdrawn_at").is_null()) {
      std::cout << ", withdrawn on " << TextOf(each, "withdrawn_at").substr(0, kDateSize) << " by "
                << TextOf(each, "withdrawn_by") << ": " << TextOf(each, "withdraw_reason");
    } else if (each.at("completed_at").is_null()) {
      std::cout << ", not complete: " << Grouped(each.value("taken", std::int64_t{0})) << " taken";
    } else {
      std::cout << ", " << Grouped(each.value("matched", std::int64_t{0})) << " matched";
    }
    std::cout << "  " << TextOf(each, "name") << "  by " << TextOf(each, "by") << '\n';
  }
  if (body.at("lists").empty()) std::cout << "Nothing was imported yet.\n";
}

// The open ones, or all; printed page by page, so that their number does not matter.
ExitCode ListDifferences(const ListOptions& options, Console& console) {
  nlohmann::json all = nlohmann::json::array();
  std::string after;
  std::int64_t shown = 0;
  do {
    Asked asked;
    asked.path =
        std::string(kReconcilePath) + "/differences?from=" + options.from + "&to=" + options.to;
    if (!after.empty()) asked.path += "&after=" + after;
    asked.timeout = kReconcileTimeout;
    const auto reply = console.Call(asked);
    if (!reply.ok()) return Complain(reply.error());
    if (!reply->ok()) return Complain(*reply);
    for (const auto& each : reply->body.at("differences")) {
      const std::string state = TextOf(each, "state");
      const bool is_open = state == "open" || state == "proposed";
      if (options.common.json) {
        all.push_back(each);
      } else if (options.all || is_open) {
        PrintDifference(each);
        ++shown;
      }
    }
    after = TextOf(reply->body, "next");
  } while (!after.empty());
  if (options.common.json) {
    std::cout << nlohmann::json{{"differences", std::move(all)}, {"next", nullptr}}.dump()
              << std::endl;
  } else if (shown == 0) {
    std::cout << (options.all ? "No differences.\n" : "No open differences.\n");
  }
  return ExitCode::kOk;
}

ExitCode RunList(ListOptions& options) {
  if (options.files) {
    return Show(options.common, std::string(kReconcilePath) + "/lists", PrintFiles);
  }
  const reconcile::Day today = reconcile::DayOf(SystemClock().Now());
  if (options.to.empty()) options.to = reconcile::DayText(today);
  if (options.from.empty()) options.from = reconcile::DayText(today - 90);
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  return ListDifferences(options, **console);
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
  return Show(**console, options.common, asked, PrintDifference);
}

void AddReport(CLI::App& noun, Run& run) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* const command = noun.add_subcommand(
      "report", "The end of a day: what each account held, received and gave, and what differs.");
  command->add_option("--date", options->date, "as 2026-11-29, in Brussels; yesterday if left out")
      ->check(ADay());
  AddCommon(*command, options->common);
  OnChosen(*command, run, options, RunReport);
}

void AddList(CLI::App& noun, Run& run) {
  auto options = std::make_shared<ListOptions>();
  CLI::App* const command =
      noun.add_subcommand("list", "List the open differences, or what was imported.");
  command->add_option("--from", options->from, "the first day; 90 days ago if left out")
      ->check(ADay());
  command->add_option("--to", options->to, "the last day; today if left out")->check(ADay());
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
  std::string text = money::Human(Euros(found->get<std::int64_t>()));
  const std::size_t end = text.rfind('.');
  const std::size_t begin = text.find_first_of("0123456789");
  for (std::size_t at = end; at > begin + 3;) text.insert(at -= 3, 1, ',');
  return text;
}

CLI::Validator ADay() {
  const auto check = [](const std::string& text) {
    return reconcile::ParseDay(text) ? std::string() : "must be a day as 2026-11-29, not " + text;
  };
  return {check, ""};
}

std::string Yesterday() { return reconcile::DayText(reconcile::DayOf(SystemClock().Now()) - 1); }

void PrintReconciled(const nlohmann::json& body) {
  const auto count = [&body](const char* key) { return body.value(key, std::int64_t{0}); };
  const nlohmann::json& list = body.at("list");
  std::cout << TextOf(list, "id") << ": " << Counted(count("compared"), "line") << " compared, "
            << Grouped(count("matched")) << " matched, " << Counted(count("new"), "new difference")
            << ", " << Grouped(count("differences")) << " open in all\n";
  const auto fees = list.value("fees", std::int64_t{0});
  const auto payouts = list.value("payouts", std::int64_t{0});
  if (fees != 0 || payouts != 0)
    std::cout << "Booked: fees " << CentsText(list, "fees") << ", payouts "
              << CentsText(list, "payouts") << " to bank:own\n";
  if (count("floats_paid") > 0)
    std::cout << Counted(count("floats_paid"), "transfer") << " paid into floats of clients\n";
  if (count("differences") > 0)
    std::cout << "See them with: herlaad reconcile list; mend one with: herlaad reconcile mend\n";
}

// Who and what they say it is, and what our books call it.
void PrintReferences(const nlohmann::json& difference) {
  std::string text;
  for (const auto& [key, name] :
       {std::pair{"our_reference", "ours: "}, std::pair{"counterparty", "from or to: "},
        std::pair{"their_id", "their number: "}}) {
    const std::string value = TextOf(difference, key);
    if (!value.empty()) text += (text.empty() ? "" : "; ") + (name + value);
  }
  if (!text.empty()) std::cout << "    " << text << '\n';
}

void PrintDifference(const nlohmann::json& difference) {
  std::cout << TextOf(difference, "id") << "  " << TextOf(difference, "date") << "  "
            << TextOf(difference, "class") << "  " << TextOf(difference, "kind") << " "
            << TextOf(difference, "account") << "  ours " << CentsText(difference, "ours")
            << ", theirs " << CentsText(difference, "theirs") << "  " << TextOf(difference, "state")
            << "\n    " << TextOf(difference, "explanation") << '\n';
  PrintReferences(difference);
  const std::string reason = TextOf(difference, "reason");
  if (reason.empty()) return;
  const std::string person = TextOf(difference, "mended_by");
  if (person.empty()) {
    std::cout << "    " << reason << '\n';  // what is to be done
    return;
  }
  std::cout << "    " << reason << " (" << person;
  const std::string second = TextOf(difference, "confirmed_by");
  if (!second.empty()) std::cout << ", confirmed by " << second;
  std::cout << ")\n";
  const std::string debit = TextOf(difference, "debit");
  if (debit.empty()) return;
  const auto by =
      difference.value("theirs", std::int64_t{0}) - difference.value("ours", std::int64_t{0});
  const nlohmann::json amount{{"amount", by < 0 ? -by : by}};
  std::cout << "    " << (TextOf(difference, "posting").empty() ? "proposed: " : "posted: ")
            << CentsText(amount, "amount") << ", debit " << debit << ", credit "
            << TextOf(difference, "credit") << '\n';
}

void AddReconcileCommands(CLI::App& root, Run& run) {
  CLI::App& noun = AddNoun(root, "reconcile", "Compare the books with the lists of others.");
  AddReconcileImport(noun, run);
  AddReconcileWithdraw(noun, run);
  AddReport(noun, run);
  AddList(noun, run);
  AddMend(noun, run);
}

}  // namespace herlaad::app
