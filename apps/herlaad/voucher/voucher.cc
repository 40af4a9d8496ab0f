// herlaad voucher show|batch create
#include <iostream>

#include "apps/herlaad/cli/address.h"
#include "apps/herlaad/cli/arguments.h"
#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/cli/text.h"

namespace herlaad::app {
namespace {

struct ShowOptions {
  Common common;
  std::string serial;
};

struct BatchOptions {
  Common common;
  std::string op = "any";
  std::int64_t amount = 0;
  std::int64_t count = 1;
  bool test = false;
};

constexpr Millis kBatchTimeout{300'000};

ExitCode ShowVoucher(ShowOptions& options) {
  return Show(options.common, "/admin/vouchers/" + PercentEncoded(options.serial),
              [](const nlohmann::json& voucher) {
                std::cout << TextOf(voucher, "serial") << "  " << MoneyText(voucher, "amount")
                          << ", " << TextOf(voucher, "state") << "\n  sold      "
                          << DateText(voucher, "sold_at") << " by order "
                          << TextOf(voucher, "sold_by") << "\n  valid     until "
                          << DateText(voucher, "valid_until") << '\n';
                if (const std::string at = DateText(voucher, "redeemed_at"); !at.empty())
                  std::cout << "  redeemed  " << at << " by order "
                            << TextOf(voucher, "redeemed_by") << '\n';
              });
}

std::string Grouped(const std::string& pin) {
  std::string text;
  for (std::size_t i = 0; i < pin.size(); ++i) {
    if (i > 0 && i % 4 == 0) text += ' ';
    text += pin[i];
  }
  return text;
}

ExitCode CreateBatch(BatchOptions& options) {
  if (!options.test) {
    return ComplainOfUsage(
        "only test vouchers can be made in a batch: add --test. Real ones are sold one by one, "
        "with "
        "POST /v1/voucher-sales");
  }
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  Asked asked;
  asked.method = "POST";
  asked.path = "/admin/vouchers";
  asked.timeout = kBatchTimeout;
  asked.body = {{"operator", options.op},
                {"amount", {{"amount", options.amount}, {"currency", "EUR"}}},
                {"count", options.count},
                {"test", true}};
  return Show(**console, options.common, asked, [&](const nlohmann::json& body) {
    std::cout << "Test vouchers, bought with test money. These PINs are shown this once:\n";
    for (const nlohmann::json& voucher : body["vouchers"]) {
      std::cout << "  " << TextOf(voucher, "serial") << "  " << MoneyText(voucher, "amount") << "  "
                << Grouped(TextOf(voucher, "pin")) << '\n';
    }
  });
}

}  // namespace

void AddVoucherCommands(CLI::App& root, Run& run) {
  CLI::App& noun = AddNoun(root, "voucher",
                           "Vouchers: credit that was paid and that a PIN turns into a top-up.");

  auto show = std::make_shared<ShowOptions>();
  CLI::App* command = noun.add_subcommand(
      "show", "Show a voucher's value, state and orders. Its PIN is stored nowhere.");
  command->add_option("serial", show->serial, "its serial number: vo_…")->required();
  AddCommon(*command, show->common);
  OnChosen(*command, run, show, ShowVoucher);

  CLI::App& batches = AddNoun(noun, "batch", "Many vouchers at once.");
  auto batch = std::make_shared<BatchOptions>();
  command = batches.add_subcommand("create",
                                   "Create test vouchers and print their PINs, once. Only where no "
                                   "real money moves, as in the demo.");
  command->add_option("--operator", batch->op, "whose credit they buy: any (default any)")
      ->type_name("OPERATOR");
  command->add_option("--amount", batch->amount, "the value of each, in cents")
      ->required()
      ->check(Between(1, 1'000'000));
  command->add_option("--count", batch->count, "how many, up to 1,000 (default 1)")
      ->check(Between(1, 1'000));
  command->add_flag("--test", batch->test, "test vouchers, which are worth nothing: required");
  AddCommon(*command, batch->common);
  OnChosen(*command, run, batch, CreateBatch);
}

}  // namespace herlaad::app
