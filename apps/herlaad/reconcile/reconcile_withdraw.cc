// herlaad reconcile withdraw: takes an imported list back.
#include <iostream>

#include "apps/herlaad/cli/arguments.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/reconcile/reconcile.h"

namespace herlaad::app {
namespace {

struct WithdrawOptions {
  Common common;
  std::string list;
  std::string reason;
};

void PrintWithdrawn(const nlohmann::json& body) {
  const auto count = [&body](const char* key) { return body.value(key, std::int64_t{0}); };
  const nlohmann::json& list = body.at("list");
  std::cout << TextOf(list, "id") << ": withdrawn by " << TextOf(list, "withdrawn_by") << ", "
            << Counted(count("settled"), "difference") << " of it settled, "
            << Counted(count("new"), "new difference") << ", " << Grouped(count("differences"))
            << " open in all\nThe same file can be imported again.\n";
}

ExitCode RunWithdraw(WithdrawOptions& options) {
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  Asked asked;
  asked.method = "POST";
  asked.path = std::string(kReconcilePath) + "/lists/" + options.list + "/withdraw";
  asked.body = {{"reason", options.reason}};
  asked.timeout = kReconcileTimeout;
  return Show(**console, options.common, asked, PrintWithdrawn);
}

}  // namespace

void AddReconcileWithdraw(CLI::App& noun, Run& run) {
  auto options = std::make_shared<WithdrawOptions>();
  CLI::App* const command = noun.add_subcommand(
      "withdraw",
      "Take back a list that was imported by mistake: nothing of it counts any more, and the same "
      "file can be imported again.");
  command->add_option("list", options->list, "its id, imp_…; see list --files")->required();
  command->add_option("--reason", options->reason, "for whoever looks at it later")->required();
  AddCommon(*command, options->common);
  OnChosen(*command, run, options, RunWithdraw);
}

}  // namespace herlaad::app
