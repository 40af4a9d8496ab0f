// herlaad sandbox, herlaad sandbox entries
#include <iostream>
#include <memory>
#include <optional>

#include "adapters/sandbox/checks.h"
#include "adapters/sandbox/sandbox.h"
#include "adapters/sandbox/sandbox_entries.h"
#include "adapters/sandbox/stripe/stripe_stand_in.h"
#include "apps/herlaad/cli/arguments.h"
#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/cli/duration.h"
#include "apps/herlaad/cli/files.h"
#include "apps/herlaad/server/demo.h"
#include "apps/herlaad/server/log.h"
#include "apps/herlaad/server/signals.h"

namespace herlaad::app {
namespace {

struct SandboxCommand {
  std::string data = "data/sandbox";
  sandbox::SandboxOptions options;
  std::optional<std::uint16_t> stripe_port;
  std::string stripe_public_url;
  std::string stripe_webhook;
  std::string stripe_key = sandbox::kDemoStripeKey;
  std::string stripe_webhook_secret = sandbox::kDemoStripeWebhookSecret;
  std::string slow_approval;
  std::string late_charge;
};

struct EntriesCommand {
  std::string data = "data/sandbox";
};

int Fail(const std::string& message, ExitCode code) {
  std::cerr << "error: " << message << '\n';
  return static_cast<int>(code);
}

bool ReadDuration(const char* option, const std::string& text, Millis& value) {
  if (text.empty()) return true;
  const auto read = ParseDuration(text);
  if (read) {
    value = *read;
  } else {
    std::cerr << "error: " << option << ": must be a whole number with ms, s, min, h or d, such as "
              << "\"30 s\", not " << text << '\n';
  }
  return read.has_value();
}

// Starts the stand-in for Stripe if it is asked for; nullptr otherwise.
Result<std::unique_ptr<sandbox::StripeStandIn>, std::string> StartStripe(
    const SandboxCommand& command) {
  if (!command.stripe_port) return std::unique_ptr<sandbox::StripeStandIn>();
  sandbox::StripeOptions options;
  options.folder = command.data;
  options.address = command.options.address;
  options.port = *command.stripe_port;
  options.public_url = command.stripe_public_url;
  options.webhook_url = command.stripe_webhook;
  options.secret_key = Secret(command.stripe_key);
  options.webhook_secret = Secret(command.stripe_webhook_secret);
  options.processing_time = command.options.slow_approval;
  options.report = command.options.report;
  auto stripe = std::make_unique<sandbox::StripeStandIn>(std::move(options));
  if (const auto started = stripe->Start(); !started.ok()) {
    return Failure{"the stand-in for Stripe does not start: " + started.error()};
  }
  return stripe;
}

int RunSandbox(SandboxCommand& command) {
  if (!ReadDuration("--slow-approval", command.slow_approval, command.options.slow_approval) ||
      !ReadDuration("--late-charge", command.late_charge, command.options.late_charge)) {
    return static_cast<int>(ExitCode::kUsage);
  }
  Signals signals;
  const auto secret = SandboxSecret(command.data);
  if (!secret.ok()) return Fail(secret.error(), ExitCode::kUnavailable);
  Log log(FormForStderr());
  command.options.folder = command.data;
  command.options.secret = *secret;
  command.options.report = [&log](std::string_view text) {
    log.Warning("sandbox", {{"report", text}});
  };
  sandbox::Sandbox sandbox(command.options);
  if (const auto started = sandbox.Start(); !started.ok())
    return Fail(started.error(), ExitCode::kUnavailable);
  const auto stripe = StartStripe(command);
  if (!stripe.ok()) return Fail(stripe.error(), ExitCode::kUnavailable);
  if (*stripe) {
    std::cout << "The stand-in for Stripe is ready at http://localhost:" << (*stripe)->port()
              << std::endl;
  }
  std::cout << "A sandbox bank, operator and phones. No real money. Their stores and the secret "
               "for callbacks are in "
            << command.data << ".\n"
            << "The sandbox is ready at http://localhost:" << sandbox.port() << std::endl;
  signals.Wait();
  signals.EndOnNext();
  if (*stripe) (*stripe)->Stop();
  sandbox.Stop();
  return static_cast<int>(ExitCode::kOk);
}

// The demo keeps its sandbox in a folder of its own data folder.
std::string SandboxFolderIn(const std::string& data) {
  std::error_code error;
  const bool of_demo = std::filesystem::exists(data + "/sandbox/secret", error);
  return of_demo ? data + "/sandbox" : data;
}

ExitCode PrintEntries(EntriesCommand& command) {
  command.data = SandboxFolderIn(command.data);
  std::error_code error;
  if (!std::filesystem::exists(command.data + "/secret", error)) {
    Fail("there is no sandbox in " + WholePath(command.data) +
             "; give its data folder, or that of the demo, with --data",
         ExitCode::kUnavailable);
    return ExitCode::kUnavailable;
  }
  const auto bank = sandbox::ReadBankEntries(command.data);
  const auto mobile = sandbox::ReadOperatorEntries(command.data);
  if (!bank.ok() || !mobile.ok()) {
    Fail(bank.ok() ? mobile.error() : bank.error(), ExitCode::kUnavailable);
    return ExitCode::kUnavailable;
  }
  nlohmann::json entries = {{"bank", sandbox::ToJson(*bank)},
                            {"operator", sandbox::ToJson(*mobile)}};
  const auto phone = sandbox::ReadPhoneEntries(command.data);
  if (phone.ok()) entries["phone"] = sandbox::ToJson(*phone);  // missing in older folders
  const auto mail = sandbox::ReadMailEntries(command.data);
  if (mail.ok()) entries["mail"] = sandbox::ToJson(*mail);  // the same
  std::cout << entries.dump(2) << std::endl;
  return ExitCode::kOk;
}

void AddFaults(CLI::App& command, const std::string& party, sandbox::FaultOptions& faults) {
  const auto percent = Between(0, 100);
  command
      .add_option("--" + party + "-loses-requests", faults.drop_request,
                  "percentage of requests to it that are lost")
      ->check(percent);
  command
      .add_option("--" + party + "-loses-answers", faults.drop_answer,
                  "percentage of its answers that are lost")
      ->check(percent);
  command
      .add_option("--" + party + "-repeats", faults.repeat,
                  "percentage of requests that arrive twice")
      ->check(percent);
}

std::string WhyNoUrl(const std::string& url) {
  return sandbox::IsReturnUrl(url) ? ""
                                   : "give a whole address that begins with http:// or https://";
}

void AddStripe(CLI::App& command, SandboxCommand& sandbox) {
  CLI::Option* const port =
      command
          .add_option("--stripe-port", sandbox.stripe_port,
                      "also run a stand-in for Stripe on this port; 0: any free one")
          ->check(Between(0, 65'535));
  command
      .add_option("--stripe-public-url", sandbox.stripe_public_url,
                  "its address for payers' browsers (default http://localhost and its port)")
      ->needs(port)
      ->check(WhyNoUrl)
      ->type_name("URL");
  command
      .add_option("--stripe-webhook", sandbox.stripe_webhook,
                  "the address for its webhooks (default: none are sent)")
      ->needs(port)
      ->check(WhyNoUrl)
      ->type_name("URL");
  command
      .add_option("--stripe-key", sandbox.stripe_key,
                  "the secret key that it accepts (default sk_test_herlaad_demo)")
      ->needs(port)
      ->check([](const std::string& key) {
        return std::string(key.starts_with("sk_test_") ? ""
                                                       : "use a test key, which begins with "
                                                         "sk_test_: this is no real Stripe");
      });
  command
      .add_option("--stripe-webhook-secret", sandbox.stripe_webhook_secret,
                  "the secret that signs its webhooks (default whsec_herlaad_demo)")
      ->needs(port);
}

}  // namespace

void AddSandboxCommands(CLI::App& root, Run& run) {
  auto sandbox = std::make_shared<SandboxCommand>();
  CLI::App* const command = root.add_subcommand(
      "sandbox", "Run the sandbox bank, operator and phones as a separate process.");
  command->add_option("--data", sandbox->data, "the sandbox's data folder (default data/sandbox)")
      ->type_name("DIR");
  command
      ->add_option("--port", sandbox->options.port, "the port to listen on (default: any free one)")
      ->check(Between(0, 65'535));
  command->add_option("--address", sandbox->options.address,
                      "the address to listen on (default 127.0.0.1)");
  command
      ->add_option("--public-url", sandbox->options.public_url, "the address for payers' browsers")
      ->check(WhyNoUrl)
      ->type_name("URL");
  command
      ->add_option("--callback", sandbox->options.callback_url,
                   "the address for the bank's callbacks: http://…/v1/callbacks/GATEWAY")
      ->check(WhyNoUrl)
      ->type_name("URL");
  command
      ->add_option(
          "--slow-approval", sandbox->slow_approval,
          "the delay of a slow approval, and of a payment that is processed (default 30 s)")
      ->type_name("TIME");
  command
      ->add_option("--late-charge", sandbox->late_charge,
                   "the delay of a late charge after closing (default 5 s)")
      ->type_name("TIME");
  command->add_option("--seed", sandbox->options.seed,
                      "the seed of the simulated faults (default 1)");
  AddFaults(*command, "bank", sandbox->options.bank_faults);
  AddFaults(*command, "operator", sandbox->options.operator_faults);
  AddStripe(*command, *sandbox);

  auto entries = std::make_shared<EntriesCommand>();
  CLI::App* const print =
      command->add_subcommand("entries",
                              "Print the sandbox's stores as JSON, even while they are written or "
                              "after the sandbox was killed.");
  print
      ->add_option("--data", entries->data,
                   "the data folder of the sandbox or of the demo (default data/sandbox)")
      ->type_name("DIR");
  OnChosen(*print, run, entries, PrintEntries);
  command->callback([&run, sandbox, print] {
    if (!print->parsed()) run = [sandbox] { return RunSandbox(*sandbox); };
  });
}

}  // namespace herlaad::app
