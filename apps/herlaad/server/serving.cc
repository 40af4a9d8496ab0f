// herlaad demo, herlaad serve
#include <filesystem>
#include <iostream>

#include "adapters/sandbox/checks.h"
#include "apps/herlaad/cli/arguments.h"
#include "apps/herlaad/cli/cli.h"
#include "apps/herlaad/cli/files.h"
#include "apps/herlaad/cli/repeat.h"
#include "apps/herlaad/cli/terminal.h"
#include "apps/herlaad/server/demo.h"
#include "apps/herlaad/server/demo_dealer.h"
#include "apps/herlaad/server/demo_staff.h"
#include "apps/herlaad/server/service_manager.h"
#include "apps/herlaad/server/signals.h"

namespace herlaad::app {
namespace {

constexpr const char* kHeldNotice =
    "Nothing is sent to operators and banks until you run `herlaad resume`.\n";

constexpr const char* kNoSellerNotice =
    "warning: receipts do not name the seller, which the law requires. Add a section [seller] to "
    "the settings\n";

// Warns about operators in the catalogue without a connector.
void WarnOfUnconnectedOperators(const App& app) {
  for (const catalogue::Operator& op : app.catalogue().operators) {
    if (app.offered().Find(op.id) != nullptr) continue;
    std::cerr << "warning: " << op.name << " is not offered: it has no connector. Add a section "
              << "[[operator]] with id = \"" << op.id
              << "\" to the settings, or remove it from the catalogue\n";
  }
}

struct ServeOptions {
  Common common;
  std::string address;
  int port = -1;  // not given
  std::string catalogue;
  std::string sandbox;      // demo only: the address of a separate sandbox
  std::string secret_file;  // of the separate sandbox
  std::string stripe;       // demo only: the address of a separate stand-in for Stripe
  bool accept_clock = false;
  std::optional<std::string> metrics_listen;
};

int Fail(const std::string& message, ExitCode code) {
  std::cerr << "error: " << message << '\n';
  return static_cast<int>(code);
}

// `told_to_end`: asked to stop during the start, which is not a failure.
int Fail(const AppError& error, bool told_to_end) {
  if (told_to_end) {
    std::cerr << error.message << '\n';
    return static_cast<int>(ExitCode::kOk);
  }

  return Fail(error.message, error.usage ? ExitCode::kUsage : ExitCode::kUnavailable);
}

void Override(const ServeOptions& options, Config& config) {
  if (!options.address.empty()) config.address = options.address;
  if (options.port >= 0) config.port = static_cast<std::uint16_t>(options.port);
  if (!options.catalogue.empty()) config.catalogue = options.catalogue;
  if (options.metrics_listen) {
    config.metrics = ParseListen(*options.metrics_listen);
    config.metrics_by_default = false;
  }
}

Result<std::string, std::string> DemoFolder() { return DefaultDemoFolder(); }
Result<std::string, std::string> ServeFolder() { return DefaultServeFolder(); }

AppOptions OptionsFor(DatabaseUse use, const std::string& data, const Common& common) {
  AppOptions options;
  options.data = data;
  options.config_file = common.config;
  options.database = common.database;
  options.new_folder = true;
  options.new_database = true;
  options.use = use;
  return options;
}

// Prints that it is ready, serves until asked to stop, reloads meanwhile, finishes requests in
// progress.
int ServeUntilToldToStop(App& app, Signals& signals) {
  std::cout << "Herlaad is ready at " << app.url() << std::endl;
  TellManager("READY=1");
  while (signals.Wait() == Signals::Asked::kReload) app.Reload();
  TellManager("STOPPING=1");
  signals.EndOnNext();
  if (StderrIsTerminal())
    std::cerr << "\nFinishing requests in progress; press Ctrl-C again to stop at once.\n";
  app.Stop();
  return static_cast<int>(ExitCode::kOk);
}

int Serve(ServeOptions& options) {
  const auto data = DataFolder(options.common, ServeFolder);
  if (!data.ok()) return static_cast<int>(data.error());
  Signals signals(Signals::HangUp::kReloads);
  AppOptions app_options = OptionsFor(DatabaseUse::kServe, *data, options.common);
  app_options.accept_clock = options.accept_clock;
  app_options.override_config = [&options](Config& config) { Override(options, config); };
  bool told_to_end = false;
  app_options.pause = [&](Millis time) { return told_to_end = signals.WaitFor(time); };
  auto app = App::Open(app_options);
  if (!app.ok()) return Fail(app.error(), told_to_end);
  if (const auto started = (*app)->StartServing(); !started.ok())
    return Fail(started.error(), ExitCode::kUnavailable);
  if ((*app)->held()) std::cout << kHeldNotice;
  if ((*app)->config().seller.name.empty()) std::cerr << kNoSellerNotice;
  WarnOfUnconnectedOperators(**app);
  return ServeUntilToldToStop(**app, signals);
}

// The sandbox of a demo, and its stand-in for Stripe: each embedded, or running elsewhere.
struct DemoSandbox {
  std::string url;
  Secret secret;
  std::unique_ptr<sandbox::Sandbox> inner;
  std::string stripe_url = {};
  std::unique_ptr<sandbox::StripeStandIn> stripe = {};
};

Result<DemoSandbox, std::string> ReachSandbox(const ServeOptions& options, const std::string& data,
                                              const Config& config) {
  if (options.sandbox.empty()) {
    auto secret = SandboxSecret(data + "/sandbox");
    if (!secret.ok()) return Failure{secret.error()};
    auto inner = StartInnerSandbox(data + "/sandbox", config.address, config.port, *secret);
    if (!inner.ok()) return Failure{inner.error()};
    return DemoSandbox{(*inner)->url(), *secret, *std::move(inner)};
  }
  const std::string file =
      options.secret_file.empty() ? data + "/sandbox/secret" : options.secret_file;
  auto text = ReadFile(file, kConfigBytesMax);
  if (!text.ok())
    return Failure{text.error() + "; give the file with the sandbox's secret with --secret-file"};
  while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
  return DemoSandbox{options.sandbox, Secret(*std::move(text)), nullptr};
}

Status<std::string> ReachStripe(const ServeOptions& options, const std::string& data,
                                const Config& config, DemoSandbox& demo) {
  demo.stripe_url = options.stripe;
  while (demo.stripe_url.ends_with('/')) demo.stripe_url.pop_back();
  if (!demo.stripe_url.empty()) return Nothing{};
  auto stripe = StartInnerStripe(data + "/sandbox", config.address, config.port);
  if (!stripe.ok()) return Failure{stripe.error()};
  demo.stripe = *std::move(stripe);
  demo.stripe_url = demo.stripe->url();
  return Nothing{};
}

int Demo(ServeOptions& options) {
  const auto data = DataFolder(options.common, DemoFolder);
  if (!data.ok()) return static_cast<int>(data.error());
  Signals signals;
  DemoSandbox demo;
  AppOptions app_options = OptionsFor(DatabaseUse::kDemo, *data, options.common);
  app_options.accept_clock = options.accept_clock;
  app_options.override_config = [&](Config& settings) {
    Override(options, settings);
    settings.webhooks_anywhere = true;
  };
  // Only after the folder is locked and its database is known to be the demo's, so that no other
  // sandbox is touched.
  app_options.with_folder = [&](Config& settings) -> Status<std::string> {
    auto reached = ReachSandbox(options, *data, settings);
    if (!reached.ok()) return Failure{reached.error()};
    demo = *std::move(reached);
    if (auto stripe = ReachStripe(options, *data, settings, demo); !stripe.ok()) return stripe;
    PointAtSandbox(settings, demo.url, demo.secret);
    PointAtStripe(settings, demo.stripe_url);
    return Nothing{};
  };
  bool told_to_end = false;
  app_options.pause = [&](Millis time) { return told_to_end = signals.WaitFor(time); };
  auto app = App::Open(app_options);
  if (!app.ok()) return Fail(app.error(), told_to_end);
  if (const auto started = (*app)->StartServing(); !started.ok())
    return Fail(started.error(), ExitCode::kUnavailable);
  if (const auto put = PutInDemoSims((*app)->engine()); !put.ok())
    return Fail(put.error(), ExitCode::kUnavailable);
  if (const auto put =
          PutInDemoStaff((*app)->engine(), (*app)->queries(), (*app)->staff_key(), demo.secret);
      !put.ok())
    return Fail(put.error(), ExitCode::kUnavailable);
  if (const auto put = PutInDemoDealer((*app)->engine(), (*app)->queries(), demo.secret); !put.ok())
    return Fail(put.error(), ExitCode::kUnavailable);
  if (demo.inner) demo.inner->SetCallbackUrl(CallbackUrl((*app)->inner_url()));
  if (demo.stripe) demo.stripe->SetWebhookUrl(StripeWebhookUrl((*app)->inner_url()));
  const auto others = DefaultDataFolder();  // the folder that other commands use by default
  const bool default_data =
      others.ok() && std::filesystem::absolute(*data) == std::filesystem::absolute(*others);
  std::cout << DemoBanner(ProgramName(), default_data ? "" : " --data " + ShellWord(*data), *data,
                          demo.url)
            << StripeText(demo.stripe_url) << '\n'
            << DemoStaffText(demo.secret, (*app)->url()) << '\n'
            << DemoDealerText(demo.secret, (*app)->url()) << std::endl;
  if (!demo.stripe) std::cout << WebhookNotice((*app)->inner_url()) << std::endl;
  if ((*app)->held()) std::cout << kHeldNotice;
  const int code = ServeUntilToldToStop(**app, signals);
  if (demo.stripe) demo.stripe->Stop();
  if (demo.inner) demo.inner->Stop();
  return code;
}

void AddListening(CLI::App& command, ServeOptions& options) {
  command
      .add_option("--port", options.port,
                  "the port to listen on, 0 for any free one (default 8080)")
      ->check(Between(0, 65'535));
  command.add_option("--address", options.address, "the address to listen on (default 127.0.0.1)");
  command
      .add_option("--metrics-listen", options.metrics_listen,
                  "the address that serves metrics, or none (default 127.0.0.1:9464)")
      ->type_name("ADDRESS:PORT")
      ->check([](const std::string& text) {
        return text == "none" || ParseListen(text)
                   ? std::string()
                   : "an address and a port, such as 127.0.0.1:9464, or none";
      });
  command.add_option("--catalogue", options.catalogue, "the catalogue file")->type_name("FILE");
  command.add_flag("--accept-clock", options.accept_clock,
                   "start although the database was last written at a later time than now");
  AddCommon(command, options.common, false);
}

}  // namespace

void AddServingCommands(CLI::App& root, Run& run) {
  auto demo = std::make_shared<ServeOptions>();
  CLI::App* command = root.add_subcommand(
      "demo",
      "Run a server with sample SIMs and a sandbox: a simulated bank and operator. No real money.");
  AddListening(*command, *demo);
  command
      ->add_option("--sandbox", demo->sandbox,
                   "use the `herlaad sandbox` at this address instead of an embedded one")
      ->type_name("URL");
  command
      ->add_option("--secret-file", demo->secret_file,
                   "the file with that sandbox's secret (default: DIR/sandbox/secret)")
      ->type_name("FILE");
  command
      ->add_option(
          "--stripe", demo->stripe,
          "use the stand-in for Stripe of a `herlaad sandbox` at this address instead of an "
          "embedded one")
      ->check([](const std::string& url) {
        return std::string(sandbox::IsReturnUrl(url) && !url.empty()
                               ? ""
                               : "give a whole address that begins with http:// or https://");
      })
      ->type_name("URL");
  command->callback([&run, demo] { run = [demo] { return Demo(*demo); }; });

  auto serve = std::make_shared<ServeOptions>();
  command = root.add_subcommand(
      "serve", "Run a server with the banks and operators of the settings (--config).");
  AddListening(*command, *serve);
  command->callback([&run, serve] { run = [serve] { return Serve(*serve); }; });
}

}  // namespace herlaad::app
