// herlaad client pay-in|pay-out: payments into the float of a client, and out of it.
#include <iostream>

#include "apps/herlaad/cli/repeat.h"
#include "apps/herlaad/cli/text.h"
#include "apps/herlaad/cli/typed.h"
#include "apps/herlaad/client/client.h"
#include "apps/herlaad/server/signals.h"
#include "base/core/secret.h"

namespace herlaad::app {
namespace {

constexpr int kTriesMax = 5;  // of one payment with the same key, while there is no answer
constexpr Millis kTryAgain{1'000};

struct PayOptions {
  Common common;
  std::string client;  // id or name
  std::string amount;
  std::string reference;
  std::string key;
  bool is_in = true;
};

const char* VerbOf(const PayOptions& options) { return options.is_in ? "pay-in" : "pay-out"; }

std::string HowToRepeat(const PayOptions& options) {
  return CommandText("client " + std::string(VerbOf(options)) + " " + ShellWord(options.client) +
                     " --amount " + ShellWord(options.amount) + " --reference " +
                     ShellWord(options.reference) + " --key " + ShellWord(options.key));
}

// Retries until there is an answer, always with the same key.
Result<Reply, ExitCode> Send(Console& console, const Asked& asked, const PayOptions& options) {
  Signals signals;
  for (int tries = 1;; ++tries) {
    auto reply = console.Call(asked);
    if (reply.ok() && reply->status != 503) return *std::move(reply);
    const std::string why = reply.ok() ? TextOf(reply->body, "detail") : reply.error().message;
    if (tries == kTriesMax || signals.WaitFor(kTryAgain)) {
      std::cerr << "error: " << why
                << "\nTo find out whether it was recorded, and to record it once, repeat it with "
                   "the same key:\n  "
                << HowToRepeat(options) << '\n';
      return Failure{ExitCode::kUnavailable};
    }
    std::cerr << why << "; retrying with the same key" << std::endl;
  }
}

void PrintPaid(const PayOptions& options, const Reply& reply) {
  const nlohmann::json& paid = reply.body;
  std::cout << (reply.replayed ? "Recorded earlier with this key: " : "") << TextOf(paid, "id")
            << ", " << MoneyText(paid, "amount")
            << (options.is_in ? " paid into the float of " : " paid out of the float of ")
            << TextOf(paid, "client") << " (" << TextOf(paid, "reference") << ")\n"
            << FloatText(paid) << '\n';
}

ExitCode Pay(PayOptions& options) {
  const auto amount = ReadEuros(options.amount);
  if (!amount.ok()) return amount.error();
  auto console = Reach(options.common);
  if (!console.ok()) return console.error();
  const auto path = ClientPathOf(**console, options.client);
  if (!path.ok()) return path.error();
  // Generated once: with the same key a retry never records it twice.
  if (options.key.empty()) options.key = RandomSecret(15).Reveal();
  Asked asked;
  asked.method = "POST";
  asked.path = *path + "/float-payments";
  asked.headers = {{"idempotency-key", options.key}};
  asked.body = {{"direction", options.is_in ? "in" : "out"},
                {"amount", {{"amount", amount->minor}, {"currency", Text(amount->currency)}}},
                {"reference", options.reference}};
  const auto reply = Send(**console, asked, options);
  if (!reply.ok()) return reply.error();
  if (!reply->ok()) return Complain(*reply);
  if (options.common.json) {
    std::cout << reply->text << std::endl;
  } else {
    PrintPaid(options, *reply);
  }
  return ExitCode::kOk;
}

void AddPay(CLI::App& noun, Run& run, bool is_in) {
  auto options = std::make_shared<PayOptions>();
  options->is_in = is_in;
  CLI::App* const command = noun.add_subcommand(
      VerbOf(*options), is_in ? "Record money that a client paid into its float."
                              : "Record money that was paid to a client out of its float.");
  command->add_option("client", options->client, "its id, cli_…, or its name")->required();
  command->add_option("--amount", options->amount, "euros, as 250 or 250.00")->required();
  command
      ->add_option("--reference", options->reference,
                   "what the payment is found by, as that of the bank transfer; 1 to 140 bytes")
      ->required();
  command->add_option("--key", options->key,
                      "a text of your own: with the same key the payment is recorded once");
  AddCommon(*command, options->common);
  OnChosen(*command, run, options, Pay);
}

}  // namespace

std::string FloatText(const nlohmann::json& client) {
  if (!client.contains("float")) return "";
  return "float: " + MoneyText(client["float"], "balance") + ", of which " +
         MoneyText(client["float"], "available") + " can be spent";
}

void AddFloatCommands(CLI::App& noun, Run& run) {
  AddPay(noun, run, true);
  AddPay(noun, run, false);
}

}  // namespace herlaad::app
